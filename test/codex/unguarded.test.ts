import assert from 'node:assert/strict';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

import { type CodexFixture, createCodexFixture } from '../support/codex/codexFixture.ts';
import { ForeignClient } from '../support/codex/foreignClient.ts';
import { creditEach } from '../support/codex/guardedTurn.ts';
import { callGuardrails } from '../support/codex/guardrailsCli.ts';

/** Each of the likely reasons, as the real Codex brings it about. */
describe('a run of the real Codex that goes past our hooks', function () {
  this.timeout(90_000);

  before(function () {
    if (process.platform === 'win32') {
      this.skip();
    }
  });

  let codex: CodexFixture;
  beforeEach(async () => {
    codex = await createCodexFixture();
    codex.backend.play('one', creditEach(1));
  });
  afterEach(() => codex.dispose());

  const install = (...flags: readonly string[]) => callGuardrails(codex, 'hooks', 'install', '--yes', ...flags);
  /** The runs that are told as unguarded, by their threads, with the reasons; and how `hooks status` words these. */
  async function unguarded(...homes: readonly string[]) {
    const flags = homes.flatMap((home) => ['--codex-home', home]);
    const { out } = await callGuardrails(codex, 'report', '--json', ...flags);
    const { unguardedRuns } = JSON.parse(out) as { unguardedRuns: { threadId: string; reason: string }[] };
    const { err } = await callGuardrails(codex, 'hooks', 'status');
    return {
      runs: unguardedRuns.map(({ threadId, reason }) => [threadId, reason]),
      words: /Likely: (.*)\./.exec(err)?.[1],
    };
  }

  it('is told as such where nobody had trusted them', async () => {
    await install();
    const { threadId } = await codex.runCodex(['one']);
    assert.deepEqual(await unguarded(), { runs: [[threadId, 'needs-review']], words: 'not trusted 1' });
  });

  it('is told as such where hooks were switched off', async () => {
    await install('--trust');
    const config = `${codex.codexHome}/config.toml`;
    const text = readFileSync(config, 'utf8');
    writeFileSync(config, text.replace('[features]\n', '[features]\nhooks = false\n'));
    const { threadId } = await codex.runCodex(['one']);
    // Whoever looks next, be it a window or this, sees why.
    await callGuardrails(codex, 'hooks', 'status');
    assert.deepEqual(await unguarded(), { runs: [[threadId, 'disabled']], words: 'hooks disabled 1' });
  });

  it('is told as such where its home is another one', async () => {
    const other = `${codex.root}/other-home`;
    cpSync(codex.codexHome, other, { recursive: true });
    rmSync(`${other}/sessions`, { recursive: true, force: true });
    await install('--trust');
    const { threadId } = await codex.startCodex(['one'], undefined, { CODEX_HOME: other }).result;
    const guarded = await codex.runCodex(['one']);
    assert.notEqual(guarded.threadId, threadId);
    const found = await unguarded(codex.codexHome, other);
    assert.deepEqual(found, { runs: [[threadId, 'otherHome']], words: 'other home 1' });
  });

  it('is told as such where its thread had been loaded before', async () => {
    const foreign = await ForeignClient.start(codex);
    await foreign.say('one');
    await foreign.ended(1);
    await install('--trust');
    await foreign.say('one');
    await foreign.ended(2);
    await foreign.server.close();
    assert.equal(codex.backend.modelRequests.length, 2);
    const found = await unguarded();
    assert.deepEqual(found, { runs: [[foreign.threadId, 'loadedBefore']], words: 'thread loaded before 1' });
  });
});
