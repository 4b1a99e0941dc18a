import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, utimes, writeFile } from 'node:fs/promises';

import { launcherFile, writeLauncher } from '../../src/codex/hooks/hookRuntime.ts';
import { HOOK_EVENTS } from '../../src/core/hooks/hookStatus.ts';
import { type CodexFixture, createCodexFixture } from '../support/codex/codexFixture.ts';
import { ONE_CREDIT, creditEach } from '../support/codex/guardedTurn.ts';
import { callGuardrails } from '../support/codex/guardrailsCli.ts';
import { hookFlags } from '../support/codex/hookFlags.ts';
import { SHIPPED } from '../support/shippedPrograms.ts';

describe('requests of the real Codex that our launcher lets pass', function () {
  this.timeout(60_000);

  before(function () {
    if (process.platform === 'win32') {
      this.skip();
    }
  });

  let codex: CodexFixture;
  beforeEach(async () => {
    codex = await createCodexFixture();
    const node = `${codex.root}/noting-node`;
    await writeFile(node, `#!/bin/sh\necho "$2" >>'${codex.root}/started'\nexec '${process.execPath}' "$@"\n`);
    await chmod(node, 0o700);
    await mkdir(codex.dataFolder, { recursive: true });
    await writeLauncher(`${codex.dataFolder}/bin`, { version: '1.0.0', node, isElectron: false, hook: SHIPPED.hook });
  });
  afterEach(() => codex.dispose());

  /** A run in Codex with all our hooks. Returns for which events the program was started. */
  async function exec(prompt: string, rules: object): Promise<readonly string[]> {
    const policyFile = `${codex.dataFolder}/policy.json`;
    await writeFile(policyFile, JSON.stringify({ version: 1, unknown: { balance: 'allow' }, ...rules }));
    // Nothing passes by the launcher alone in the seconds after rules or program have changed.
    const beforeS = Date.now() / 1000 - 60;
    for (const file of [policyFile, `${codex.dataFolder}/bin/runtime`]) {
      await utimes(file, beforeS, beforeS);
    }
    const launcher = launcherFile(`${codex.dataFolder}/bin`);
    const commands = HOOK_EVENTS.map((event) => [event, `exec /bin/sh '${launcher}' ${event}`] as const);
    await codex.runCodex([...hookFlags(Object.fromEntries(commands)), prompt]);
    return (await readFile(`${codex.root}/started`, 'utf8')).trim().split('\n');
  }

  interface Totals {
    readonly requests: number;
    readonly creditsMicros: number;
  }
  async function totals(): Promise<readonly [number, number]> {
    const { out } = await callGuardrails(codex, 'report', '--json');
    const { requests, creditsMicros } = (JSON.parse(out) as { readonly totals: Totals }).totals;
    return [requests, creditsMicros / 1e6];
  }

  it('are most of them, and none of them is past the cap', async () => {
    codex.backend.play('twenty', creditEach(20));
    const started = await exec('twenty', { run: { capCredits: 12, onCap: 'stop' } });
    const requests = codex.backend.modelRequests.length;
    const looked = started.filter((event) => event === 'PreModelRequest').length;
    assert.deepEqual([requests, await totals()], [12, [12, 12]]);
    assert.ok(looked <= 7, `${looked} of ${requests + 1} requests were looked at`);
  });

  it('are passed by no more than what is under way, also where agents work beside each other', async () => {
    codex.backend.play('child of all', creditEach(20));
    const spawn = { kind: 'spawnAgent', prompt: 'child of all', usage: ONE_CREDIT } as const;
    codex.backend.play(/^both$/, [spawn, ...creditEach(20)]);
    const started = await exec('both', { run: { capCredits: 12, onCap: 'stop' } });
    const requests = codex.backend.modelRequests.length;
    const looked = started.filter((event) => event === 'PreModelRequest').length;
    assert.ok(requests >= 12 && requests <= 13, `${requests} requests of one credit each`);
    // Of a response that is cut off by the end, nobody tells what it used.
    assert.ok((await totals())[1] >= 12);
    assert.ok(looked < requests);
  });
});
