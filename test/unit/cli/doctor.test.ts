import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';

import { cliFixture } from './runCli.ts';

describe('codex-guardrails doctor', () => {
  const { folder, run, rollout, policy } = cliFixture();
  const lines = async (what: string): Promise<string[]> =>
    (await run('doctor')).out.split('\n').filter((line) => line.slice(2).startsWith(`${what}: `));

  it('tells how many rollouts a home has', async () => {
    rollout(1);
    assert.deepEqual(await lines('home'), [`✓ home: ${folder('home')} has 1 rollout.`]);
  });

  it('tells what of a home it cannot look into, and that nothing there is counted', async () => {
    rollout(1);
    // As unreadable as a folder that belongs to somebody else, for whoever may read all as well.
    writeFileSync(folder('home', 'archived_sessions'), '');
    assert.deepEqual(await lines('home'), [
      `✗ home: ${folder('home')} has 1 rollout that can be read; ${folder('home', 'archived_sessions')} cannot be, and nothing in there is counted. Give your user the right to read there.`,
    ]);
  });

  it('tells of a home that is not there yet', async () =>
    assert.deepEqual(await lines('home'), [
      `· home: ${folder('home')} is not there yet; Codex makes it on its first run.`,
    ]));

  it('names file and line of a policy and of own prices that cannot be read, and looks at all the rest', async () => {
    policy('{"version":1,\n"budgets":[');
    writeFileSync(folder('data', 'rate-card.json'), '{"rows": 7}');
    mkdirSync(folder('home', 'sessions'), { recursive: true });
    const { out, code } = await run('doctor');
    assert.match(out, /^✗ rate card: .*rate-card\.json, line 1: “rows”/m);
    assert.match(out, /^✗ policy: .*policy\.json, line 2: not valid JSON/m);
    assert.match(out, /^✗ codex: .*\n✓ home: .*\n✓ ledger: /m);
    assert.equal(code, 1);
  });
});
