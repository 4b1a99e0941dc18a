import assert from 'node:assert/strict';

import { NO_USD } from '../../../src/core/money.ts';
import { runRequests } from '../../../src/core/usage/runRequests.ts';
import { budgetsView } from '../../../src/host/panel/panelBudgets.ts';
import { runPageView } from '../../../src/host/panel/panelRunPage.ts';
import { runsView } from '../../../src/host/panel/panelRuns.ts';
import { spendView } from '../../../src/host/panel/panelSpend.ts';
import { ALL_RUNS } from '../../../src/panel/components/runsQuery.ts';
import { budgetsShown, runShown, runsShown, spendShown } from '../../../src/panel/components/shownTables.ts';
import { shownTable } from '../../../src/panel/tableProtocol.ts';
import { HOUR_MS, NOW_MS, card, credits, event, tokens } from '../make.ts';
import { budgetStatus, estimated, guardState, runSummary, tools, usageModel } from '../host/views.ts';

const estimate = estimated(10, 14, 30);
const runs = [runSummary({ estimate }), runSummary({ runId: 'run-2', credits: undefined, unpricedRequests: 3 })];
const state = guardState({ usage: usageModel({ runs, budgets: [budgetStatus(40, 15)], forecasts: [undefined] }) });

describe('what is shown, as a table', () => {
  it('of runs has those that are shown, with their titles, and null for what has no price', () => {
    const shown = runsShown(runsView(state, tools), { ...ALL_RUNS, sort: 'actual' }, { 'run-1': 'Fix it' });
    assert.deepEqual(
      shown.rows.map((row) => [row[0], row[5], ...row.slice(6, 10)]),
      [
        ['Fix it', new Date(NOW_MS - HOUR_MS).toISOString(), 10, 14, 30, 12],
        ['Run Task', new Date(NOW_MS - HOUR_MS).toISOString(), null, null, null, null],
      ],
    );
    assert.equal(
      runsShown(runsView(state, tools), { ...ALL_RUNS, search: 'fix' }, { 'run-1': 'Fix it' }).rows.length,
      1,
    );
  });

  it('of a run has its requests', () => {
    const asked = runRequests([event({ usage: tokens(20_000, 8_000, 1_000) }), event({ model: 'gpt-99' })], card);
    assert.ok(asked);
    assert.deepEqual(runShown(runPageView(runSummary(), asked, undefined, NOW_MS, tools), 'Fix it').rows, [
      ['1 · 12:00', 12_000, 8_000, 1_000, 1.5, 0.1, 0.75, 2.35],
      ['2 · 12:00', 10_000, 0, 0, null, null, null, 2.35],
    ]);
  });

  it('of budgets has figures, and null where nothing is foretold', () =>
    assert.deepEqual(budgetsShown(budgetsView(state, tools)).rows, [
      ['Day, all Codex', 'hard', 40, 15, 45, 100, null, null, '13:00'],
    ]));

  it('of spend has its bars, each with its parts', () => {
    const sum = (key: string, amount: number, unpricedRequests = 0) => ({
      key,
      requests: 1,
      listPrice: credits(amount),
      credits: credits(amount),
      usd: NO_USD,
      usdRequests: 0,
      unpricedRequests,
    });
    const hour = { fromMs: NOW_MS, untilMs: NOW_MS + HOUR_MS };
    const next = { fromMs: hour.untilMs, untilMs: hour.untilMs + HOUR_MS };
    const view = spendView(
      {
        asked: { bucket: 'hour', stack: 'model' },
        bucket: 'hour',
        buckets: [
          { ...hour, sums: [sum('a', 0.1), sum('b', 0.2)] },
          { ...next, sums: [sum('c', 0, 1)] },
        ],
        runs: undefined,
        timezone: 'UTC',
        nowMs: NOW_MS,
      },
      tools,
    );
    assert.deepEqual(spendShown(view).columns, ['Time', 'b', 'a', 'c', 'Credits', 'Requests']);
    assert.deepEqual(spendShown(view).rows, [
      ['Nov 20, 12:00', 0.2, 0.1, 0, 0.3, 2],
      ['Nov 20, 13:00', 0, 0, 0, null, 1],
    ]);
  });

  it('crosses to the host', () =>
    assert.ok(shownTable.safeParse(runsShown(runsView(state, tools), ALL_RUNS, {})).success));
});
