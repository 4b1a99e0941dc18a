import assert from 'node:assert/strict';

import {
  type Circumstances,
  type RunWish,
  assessRun,
  decideRun,
  estimateWish,
} from '../../../../src/guard/runs/preflight.ts';
import { loadUsageModel, todayOf } from '../../../../src/guard/usageModel.ts';
import type { DecisionStore, PolicyStore, UsageStore } from '../../../../src/guard/ports.ts';
import type { Ledger } from '../../../../src/ledger/ledger.ts';
import { batch, ledgerFixture } from '../../ledger/openLedger.ts';
import {
  DAY_MS,
  HOUR_MS,
  NOW_MS,
  budget,
  card,
  credits,
  eventOfCredits,
  paidWallet,
  policy,
  wallet,
} from '../../make.ts';

/** The ledger as those see it who wait for its answers. */
function remote(ledger: Ledger): PolicyStore & UsageStore & DecisionStore {
  const methods = ledger as unknown as Record<string, (...args: unknown[]) => unknown>;
  const get =
    (_target: object, method: string) =>
    (...args: unknown[]) =>
      Promise.resolve(methods[method]?.(...args));
  return new Proxy({}, { get }) as PolicyStore & UsageStore & DecisionStore;
}

const wish: RunWish = {
  subject: {
    surface: 'guardrails',
    workspace: '/work/api',
    model: 'gpt-5.5',
    effort: 'medium',
    tier: undefined,
    threadId: undefined,
  },
  requestedCap: undefined,
  assumedCredits: undefined,
};

function circumstances(change: Partial<Circumstances> = {}): Circumstances {
  const inForce = { policy: policy({ budgets: [budget()] }), problems: [], unreadablePolicyFiles: [] };
  return { inForce, wallet: wallet(), card, timezone: 'UTC', nowMs: NOW_MS, ...change };
}

describe('what a person is told before a run', () => {
  const { open } = ledgerFixture();

  it('is what is decided, for the same run', async () => {
    const store = remote(open());
    const told = await assessRun(store, wish, circumstances());
    assert.deepEqual(await decideRun(store, wish, circumstances(), 'a'), told);
  });

  it('records nothing', async () => {
    const ledger = open();
    await assessRun(remote(ledger), { ...wish, assumedCredits: credits(40) }, circumstances());
    assert.equal(ledger.budgets(policy({ budgets: [budget()] }), 'UTC', NOW_MS)[0]?.reserved, 0);
  });

  it('holds credits once it is decided', async () => {
    const ledger = open();
    await decideRun(remote(ledger), { ...wish, assumedCredits: credits(40) }, circumstances(), 'a');
    assert.equal(ledger.budgets(policy({ budgets: [budget()] }), 'UTC', NOW_MS)[0]?.reserved, credits(40));
  });

  it('is asked about where a policy file never could be read', async () => {
    const inForce = { policy: policy(), problems: [], unreadablePolicyFiles: ['/policy.json'] };
    const { decision } = await assessRun(remote(open()), wish, circumstances({ inForce }));
    assert.equal(decision.effect, 'confirm');
  });
});

describe('the estimate before a run', () => {
  const { open } = ledgerFixture();

  it('rests on the runs in the ledger', async () => {
    const ledger = open();
    ledger.writer.append([batch([eventOfCredits(90, { runId: 'past', occurredAtMs: NOW_MS - HOUR_MS })])]);
    const { runsConsidered, basis } = await estimateWish(remote(ledger), wish, circumstances());
    assert.deepEqual([runsConsidered, basis], [1, 'history']);
  });

  it('knows how long and how idle the thread is that goes on', async () => {
    const ledger = open();
    ledger.writer.append([batch([eventOfCredits(25, { occurredAtMs: NOW_MS - 24 * HOUR_MS })])]);
    const subject = { ...wish.subject, threadId: 'thread-1' };
    const { reasons } = await estimateWish(remote(ledger), { ...wish, subject }, circumstances());
    const about = (code: string) => reasons.find((reason) => reason.code === code);
    assert.deepEqual(
      [about('longThread')?.count, about('idle') !== undefined, about('newThread')],
      [200_000, true, undefined],
    );
  });

  it('takes a thread that is not known for a new one', async () => {
    const subject = { ...wish.subject, threadId: 'nowhere' };
    const { reasons } = await estimateWish(remote(open()), { ...wish, subject }, circumstances());
    assert.ok(reasons.some(({ code }) => code === 'newThread'));
  });

  it('is what the person assumes, where they ask “what if?”', async () => {
    const result = await estimateWish(remote(open()), { ...wish, assumedCredits: credits(7) }, circumstances());
    assert.equal(result.kind === 'priced' && result.credits.p50, credits(7));
  });

  for (const [says, state, meter] of [
    ['the allowance', wallet(), 'included'],
    ['purchased credits', paidWallet, 'credits'],
    ['nobody knows what', { kind: 'noCodex' as const }, 'unknown'],
  ] as const) {
    it(`says that the run draws on ${says}`, async () =>
      assert.equal((await estimateWish(remote(open()), wish, circumstances({ wallet: state }))).meter, meter));
  }
});

describe('what is shown of the ledger', () => {
  const { open } = ledgerFixture();

  it('is the last thirty days, today among them', async () => {
    const ledger = open();
    const ages = [0, 1, 29, 30].map((days) =>
      eventOfCredits(1, { responseId: `${days}`, occurredAtMs: NOW_MS - days * DAY_MS }),
    );
    ledger.writer.append([batch(ages)]);
    const model = await loadUsageModel(remote(ledger), [], 'UTC', NOW_MS);
    const keys = model.days.map(({ key }) => key);
    assert.deepEqual([keys, todayOf(model)?.credits], [['2026-10-22', '2026-11-19', '2026-11-20'], credits(1)]);
  });

  it('has no row for a day without usage', async () =>
    assert.equal(todayOf(await loadUsageModel(remote(open()), [], 'UTC', NOW_MS)), undefined));

  it('counts days in the person’s time zone', async () =>
    assert.equal((await loadUsageModel(remote(open()), [], 'Pacific/Auckland', NOW_MS)).today, '2026-11-21'));
});
