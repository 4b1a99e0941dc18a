import assert from 'node:assert/strict';
import { lstat, readFile, readdir } from 'node:fs/promises';
import path from 'node:path';

import { callGuardrails } from '../support/codex/guardrailsCli.ts';
import { type HookedCodex, createHookedCodex } from '../support/codex/hookedCodex.ts';

/** Nothing of it is a word, so that it is nowhere by chance. */
const PROMPT_SECRET = 'sk-planted-Zq7wXv93kLmT4rB';
const ANSWER_SECRET = 'qXz84-answer-planted-Wn5';

describe('what we keep of runs with secrets in them', function () {
  this.timeout(60_000);

  let hooked: HookedCodex;
  before(async function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    hooked = await createHookedCodex();
    const { codex } = hooked;
    codex.backend.play(/./, [
      { kind: 'shell', command: `echo ${ANSWER_SECRET}` },
      { kind: 'message', text: ANSWER_SECRET },
    ]);
    await hooked.policy({ unknown: { balance: 'allow' }, paidCredits: 'allow' });
    await callGuardrails(codex, 'run', '--yes', '--json', '--', `Use ${PROMPT_SECRET}.`);
    await codex.runCodex([...hooked.flags(['UserPromptSubmit', 'PreModelRequest']), `Use ${PROMPT_SECRET} again.`]);
    await callGuardrails(codex, 'report', '--json');
  });
  after(() => hooked.codex.dispose());

  async function kept(): Promise<readonly string[]> {
    const names = await readdir(hooked.codex.dataFolder, { recursive: true });
    return names.map((name) => path.join(hooked.codex.dataFolder, name));
  }

  it('has neither prompt nor answer nor credentials in it', async () => {
    assert.equal(hooked.requests(), 4, 'both have run');
    const { tokens } = JSON.parse(await readFile(path.join(hooked.codex.codexHome, 'auth.json'), 'utf8')) as {
      readonly tokens: { readonly access_token: string; readonly refresh_token: string };
    };
    const secrets = [PROMPT_SECRET, ANSWER_SECRET, tokens.access_token, tokens.refresh_token];
    let read = 0;
    for (const file of await kept()) {
      if ((await lstat(file)).isFile()) {
        const bytes = await readFile(file);
        read += bytes.length;
        assert.deepEqual(secrets.filter((secret) => bytes.includes(secret)), [], file); // prettier-ignore
      }
    }
    assert.ok(read > 0, 'something is kept');
  });

  it('can be looked into by its owner alone', async () => {
    const { dataFolder } = hooked.codex;
    // What Node caches is as wide as Node makes it, in a folder that nobody else can enter; the policy is the fixture's.
    const others = ['cache', 'policy.json'].map((name) => path.join(dataFolder, name));
    const own = (await kept()).filter((file) => !others.some((other) => file.startsWith(other)));
    for (const file of [dataFolder, ...own]) {
      assert.equal(((await lstat(file)).mode & 0o077).toString(8), '0', file);
    }
  });

  it('is told again by no command but those that show a run’s own output', async () => {
    for (const args of [['report', '--by', 'run'], ['audit'], ['export']]) {
      const { out, err } = await callGuardrails(hooked.codex, ...args);
      assert.ok(!`${out}${err}`.includes(PROMPT_SECRET), args.join(' '));
    }
  });
});
