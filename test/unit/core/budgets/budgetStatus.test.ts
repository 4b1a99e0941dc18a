import assert from 'node:assert/strict';

import {
  type HeldCredits,
  type Spending,
  type Subject,
  budgetStatuses,
} from '../../../../src/core/budgets/budgetStatus.ts';
import { Calendar } from '../../../../src/core/calendar.ts';
import type { PastMeter } from '../../../../src/core/wallet/statement/meterTimeline.ts';
import { sumCredits } from '../../../../src/core/money.ts';
import type { Budget } from '../../../../src/core/policy/policy.ts';
import { type LedgerEvent, sliceOf } from '../../../../src/core/usage/usageSlice.ts';
import { DAY_MS, HOUR_MS, NOW_MS, budget, card, credits, event, eventOfCredits, policy } from '../../make.ts';

const utc = new Calendar('UTC');
const subject: Subject = { workspace: '/work/api', model: 'gpt-5.5', surface: 'exec', threadId: 'thread-1' };

/** What a ledger with these events would say. */
function spending(events: readonly LedgerEvent[], meter: PastMeter = 'unknown'): Spending {
  const slices = events.map((each) => sliceOf(each, card, meter));
  return {
    since: (fromMs, threadId) =>
      slices.filter((slice) => slice.atMs >= fromMs && (threadId === undefined || slice.threadId === threadId)),
    ofRun: (runId) => sumCredits(slices.filter((slice) => slice.runId === runId).map((slice) => slice.credits)),
  };
}

function statusOf(rules: Partial<Budget>, events: readonly LedgerEvent[], held: readonly HeldCredits[] = []) {
  const [status] = budgetStatuses(policy({ budgets: [budget(rules)] }), spending(events), held, NOW_MS, utc, subject);
  assert.ok(status);
  return status;
}

for (const [meter, drawn, spent] of [
  ['any', 'included', 3],
  ['any', 'credits', 3],
  ['paid', 'included', 0],
  ['paid', 'credits', 3],
  ['paid', 'unknown', 3],
] as const) {
  it(`a budget of meter ${meter} counts ${spent} of 3 credits drawn from ${drawn}`, () => {
    const rules = policy({ budgets: [budget({ meter })] });
    const [status] = budgetStatuses(rules, spending([eventOfCredits(3)], drawn), [], NOW_MS, utc);
    assert.equal(status?.spent, credits(spent));
  });
}

it('a budget counts folders inside its own as Windows writes them, too', () => {
  const rules = policy({ budgets: [budget({ scope: { kind: 'workspace', path: 'C:\\work' } })] });
  const events = [
    eventOfCredits(10, { workspace: 'C:\\work\\api' }),
    eventOfCredits(10, { workspace: 'C:\\workshop' }),
  ];
  const [status] = budgetStatuses(rules, spending(events), [], NOW_MS, utc);
  assert.equal(status?.spent, credits(10));
});

describe('what a budget counts', () => {
  const workspace = (path: string) => ({ scope: { kind: 'workspace', path } }) as const;
  const model = (name: string) => ({ scope: { kind: 'model', model: name } }) as const;
  const cases: readonly (readonly [
    says: string,
    budget: Partial<Budget>,
    event: Partial<LedgerEvent>,
    spent: number,
  ])[] = [
    ['a request of today', {}, {}, 10],
    ['the first ms of the day', {}, { occurredAtMs: NOW_MS - 12 * HOUR_MS }, 10],
    ['not the last ms of yesterday', {}, { occurredAtMs: NOW_MS - 12 * HOUR_MS - 1 }, 0],
    ['the week from Monday', { period: 'week' }, { occurredAtMs: NOW_MS - 4 * DAY_MS }, 10],
    ['not Sunday', { period: 'week' }, { occurredAtMs: NOW_MS - 5 * DAY_MS }, 0],
    ['24 hours ago', { period: 'rolling-24h' }, { occurredAtMs: NOW_MS - DAY_MS }, 10],
    ['not a ms longer ago', { period: 'rolling-24h' }, { occurredAtMs: NOW_MS - DAY_MS - 1 }, 0],
    ['a request that a slow clock has dated later', {}, { occurredAtMs: NOW_MS + HOUR_MS }, 10],
    ['its folder', workspace('/work/api'), {}, 10],
    ['a folder inside', workspace('/work'), {}, 10],
    ['everything, for the root', workspace('/'), {}, 10],
    ['not a request in another folder', workspace('/work/api'), { workspace: '/work/app' }, 0],
    ['not a request in a folder that begins alike', workspace('/work/api'), { workspace: '/work/api-v2' }, 0],
    ['not a request in no folder', workspace('/work/api'), { workspace: undefined }, 0],
    ['its model', model('gpt-5.5'), {}, 10],
    ['models that fit', model('gpt-5.*'), {}, 10],
    ['not another model', model('gpt-5.*'), { model: 'gpt-6-astra' }, 0],
    ['not a request of no known model', model('*'), { model: undefined }, 0],
    ['its surface', { scope: { kind: 'surface', surface: 'exec' } }, {}, 10],
    ['not another surface', { scope: { kind: 'surface', surface: 'exec' } }, { surface: 'tui' }, 0],
    ['its model, in the folder it is kept to', { ...model('gpt-5.5'), within: '/work/api' }, {}, 10],
    ['not its model in another folder', { ...model('gpt-5.5'), within: '/work/api' }, { workspace: '/work/web' }, 0],
    ['the thread that the run belongs to', { scope: { kind: 'thread' } }, {}, 10],
    ['not another thread', { scope: { kind: 'thread' } }, { threadId: 'thread-2' }, 0],
    ['with meter “paid”, requests of unknown meter too', { meter: 'paid' }, {}, 10],
    ['with meter “paid”, not what an API key pays', { meter: 'paid' }, { account: 'api-key' }, 0],
    ['what an API key pays, at the list price in credits', {}, { account: 'api-key' }, 10],
  ];
  for (const [says, rules, change, spent] of cases) {
    it(says, () => assert.equal(statusOf(rules, [eventOfCredits(10, change)]).spent, credits(spent)));
  }

  it('is the sum of its requests, each rounded by itself', () => {
    const halves = [1, 2, 3].map((id) =>
      event({ responseId: `resp-${id}`, usage: { ...event().usage, inputTokens: 1, cachedInputTokens: 1 } }),
    );
    assert.equal(statusOf({}, halves).spent, 39);
  });

  it('leaves out requests without a price, and says how many', () => {
    const { spent, unpricedRequests } = statusOf({}, [eventOfCredits(10), event({ model: 'gpt-99' })]);
    assert.deepEqual([spent, unpricedRequests], [credits(10), 1]);
  });
});

describe('a reservation', () => {
  const held = (change: Partial<HeldCredits> = {}): HeldCredits => ({
    ...subject,
    runId: 'turn-1',
    credits: credits(30),
    mayDrawPaid: false,
    ...change,
  });
  const cases: readonly (readonly [
    says: string,
    held: Partial<HeldCredits>,
    events: readonly LedgerEvent[],
    reserved: number,
  ])[] = [
    ['counts in full while its run has not spent', {}, [], 30],
    ['counts in full before its run has begun', { runId: undefined }, [eventOfCredits(10)], 30],
    ['counts with what its run has not spent yet', {}, [eventOfCredits(10)], 20],
    ['counts nothing once its run has spent more', {}, [eventOfCredits(40)], 0],
    ['is used up by subagents too', {}, [eventOfCredits(10, { threadId: 'thread-2' })], 20],
    ['is not used up by another run', {}, [eventOfCredits(10, { runId: 'turn-2' })], 30],
    ['is not used up by requests without a price', {}, [event({ model: 'gpt-99' })], 30],
    [
      'is used up by what its run spent before the budget’s day',
      {},
      [eventOfCredits(10, { occurredAtMs: NOW_MS - DAY_MS })],
      20,
    ],
  ];
  for (const [says, change, events, reserved] of cases) {
    it(says, () => assert.equal(statusOf({}, events, [held(change)]).reserved, credits(reserved)));
  }

  it('and what is spent never count the same credits twice', () => {
    const { spent, reserved } = statusOf({}, [eventOfCredits(10)], [held()]);
    assert.equal(spent + reserved, credits(30));
  });

  it('of another folder does not count in a folder’s budget', () => {
    const scope = { kind: 'workspace', path: '/work/api' } as const;
    assert.equal(statusOf({ scope }, [], [held({ workspace: '/work/app' })]).reserved, 0);
  });

  it('of several runs add up', () => {
    assert.equal(statusOf({}, [], [held(), held({ runId: 'turn-2' })]).reserved, credits(60));
  });
});

describe('the budgets that are told', () => {
  const elsewhere = budget({ id: 'elsewhere', scope: { kind: 'workspace', path: '/other' } });
  const rules = policy({ budgets: [budget(), elsewhere] });

  it('for a run are those that count it', () => {
    const told = budgetStatuses(rules, spending([]), [], NOW_MS, utc, subject);
    assert.deepEqual(
      told.map((status) => status.budget.value.id),
      ['daily'],
    );
  });

  it('without a run are all', () => {
    assert.equal(budgetStatuses(rules, spending([]), [], NOW_MS, utc).length, 2);
  });

  for (const [period, resetsAt] of [
    ['day', '2026-11-21'],
    ['week', '2026-11-23'],
    ['month', '2026-12-01'],
  ] as const) {
    it(`by ${period} say that they reset on ${resetsAt}`, () =>
      assert.equal(statusOf({ period }, []).resetsAtMs, Date.parse(resetsAt)));
  }

  it('that roll say that they never reset', () =>
    assert.equal(statusOf({ period: 'rolling-7d' }, []).resetsAtMs, undefined));
});
