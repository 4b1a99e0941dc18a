import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';

import { damageTable } from '../ledger/damage.ts';
import { cliFixture } from './runCli.ts';

describe('codex-guardrails on a damaged ledger', () => {
  const { folder, run, rollout } = cliFixture();
  const setAside = (): string[] => readdirSync(folder('data')).filter((name) => name.includes('damaged'));

  it('that cannot be opened builds a new one at once, and says so', async () => {
    rollout(3);
    const { out } = await run('report');
    writeFileSync(folder('data', 'ledger.sqlite'), 'This is no database.');
    const again = await run('report');
    assert.deepEqual([again.code, again.out], [0, out]);
    assert.match(again.err, /^The ledger was damaged\. It was put aside as /);
    assert.equal(setAside().length, 1);
  });

  it('that is found out in reading puts it aside, and the next command has it all again', async () => {
    rollout(20);
    const { out } = await run('report', '--by', 'thread');
    damageTable(folder('data', 'ledger.sqlite'), 'usage_events');
    const failed = await run('report', '--by', 'thread');
    assert.deepEqual([failed.code, failed.out], [1, '']);
    assert.match(failed.err, /the ledger is damaged, and was put aside as .*\n.*Run the command again/);
    const again = await run('report', '--by', 'thread');
    assert.deepEqual([again.code, again.out, setAside().length], [0, out, 1]);
  });
});
