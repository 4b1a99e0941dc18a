import assert from 'node:assert/strict';

import type { FileText } from '../../../src/core/fileText.ts';
import type { Policy } from '../../../src/core/policy/policy.ts';
import type { PolicySource } from '../../../src/guard/policy/parsePolicy.ts';
import type { PolicyStore, UsageStore } from '../../../src/guard/ports.ts';
import { SHOWN_DAYS, loadUsageModel } from '../../../src/guard/usageModel.ts';
import { DAY_MS, HOUR_MS, NOW_MS, credits } from '../make.ts';

const source: PolicySource = { file: '/p.json', level: 'user', homeFolder: '/home/me', workspace: undefined };

/** A ledger that knows nothing but a policy file, and writes down what it is asked. */
function scene(text: string) {
  const asked: { report?: readonly unknown[]; budgets?: { policy: Policy; timezone: string } } = {};
  const store = {
    readPolicyText: (): Promise<FileText> => Promise.resolve({ kind: 'text', text }),
    lastGoodPolicyText: () => Promise.resolve(undefined),
    rememberPolicyText: () => Promise.resolve(),
    report: (...args: readonly unknown[]) => {
      asked.report = args;
      return Promise.resolve({ rows: [], totals: undefined });
    },
    budgets: (policy: Policy, timezone: string) => {
      asked.budgets = { policy, timezone };
      return Promise.resolve([]);
    },
    budgetForecasts: () => Promise.resolve([]),
    latestRuns: () => Promise.resolve([]),
    unguardedRuns: () => Promise.resolve([]),
    leftHolds: () => Promise.resolve([]),
    coverage: () => Promise.resolve({ rollouts: 0, malformedLines: 0, incompleteThreads: 0 }),
  };
  const load = (timezone: string, nowMs = NOW_MS) =>
    loadUsageModel(store as unknown as UsageStore & PolicyStore, [source], timezone, nowMs);
  return { asked, load };
}

describe('the usage model', () => {
  it('counts days in the policy’s time zone, whatever the person’s is', async () => {
    const { asked, load } = scene('{"version":1,"timezone":"Pacific/Auckland"}');
    const { timezone, today } = await load('UTC');
    assert.deepEqual([timezone, today, asked.report?.at(-1)], ['Pacific/Auckland', '2026-11-21', 'Pacific/Auckland']);
  });

  it('asks for budgets under the rules in force, which know their own time zone', async () => {
    const { asked, load } = scene('{"version":1,"run":{"capCredits":5}}');
    await load('Europe/Berlin');
    assert.deepEqual([asked.budgets?.policy.runCap?.value, asked.budgets?.timezone], [credits(5), 'Europe/Berlin']);
  });

  it('tells of a policy that never was good', async () => {
    const { inForce } = await scene('{').load('UTC');
    assert.deepEqual(inForce.unreadablePolicyFiles, ['/p.json']);
  });

  for (const [says, nowMs] of [
    ['in summer time', Date.UTC(2026, 6, 15, 12)],
    ['after the clocks went back', Date.UTC(2026, 9, 30, 22, 30)],
    ['after the clocks went forward', Date.UTC(2026, 2, 30, 21, 30)],
    ['just after midnight', Date.UTC(2026, 10, 20, 23, 0)],
  ] as const) {
    it(`begins with a whole day, ${SHOWN_DAYS - 1} days ago: ${says}`, async () => {
      const { asked, load } = scene('{"version":1}');
      await load('Europe/Berlin', nowMs);
      const fromMs = Number(asked.report?.[1]);
      const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', timeStyle: 'medium' });
      const days = (nowMs - fromMs) / DAY_MS;
      assert.equal(clock.format(fromMs), '00:00:00');
      assert.ok(days >= SHOWN_DAYS - 1 - HOUR_MS / DAY_MS && days <= SHOWN_DAYS + HOUR_MS / DAY_MS, `${days} days`);
    });
  }
});
