import assert from 'node:assert/strict';

import { usdMicros } from '../../../../src/core/money.ts';
import type { RunSummary } from '../../../../src/core/usage/run.ts';
import { runsView } from '../../../../src/host/panel/panelRuns.ts';
import { ALL_RUNS } from '../../../../src/panel/components/runsQuery.ts';
import { runsTotalText } from '../../../../src/panel/components/runsTotalText.ts';
import { runsShown } from '../../../../src/panel/components/shownTables.ts';
import type { RunRowView } from '../../../../src/panel/runsProtocol.ts';
import { NOW_MS, credits, unpricedEstimate } from '../../make.ts';
import { estimated, guardState, runSummary, tools, usageModel } from '../views.ts';

function viewOf(...runs: readonly RunSummary[]) {
  return runsView(guardState({ usage: usageModel({ runs }) }), tools);
}

function rowOf(change: Partial<RunSummary> = {}): RunRowView {
  const [row] = viewOf(runSummary(change)).rows;
  assert.ok(row);
  return row;
}

const estimate = estimated(10, 14, 30);

describe('a run in the table', () => {
  it('tells what it was, where, and what it cost', () => {
    assert.deepEqual(rowOf({ estimate }), {
      runId: 'run-1',
      icon: 'shield',
      surface: 'Run Task',
      title: 'Run Task',
      folder: '~/src/api',
      model: 'gpt-5.5',
      effort: 'medium',
      started: '11:00',
      startedAtMs: NOW_MS - 3_600_000,
      range: { low: 10, median: 14, high: 30 },
      estimateText: '10–30',
      actual: 12,
      dollars: undefined,
      actualText: '12.00',
      state: 'done',
      position: 'inside',
      unguarded: undefined,
    });
  });

  it('never claims to know what is not recorded', () => {
    const row = rowOf({ model: undefined, effort: undefined, workspace: undefined, surface: 'other' });
    assert.deepEqual([row.model, row.effort, row.folder, row.title], ['unknown model', '', '', 'Other client']);
  });

  for (const [subagents, title] of [
    [0, 'Terminal'],
    [1, 'Terminal, 1 subagent'],
    [3, 'Terminal, 3 subagents'],
  ] as const) {
    it(`counts its subagents: ${title}`, () => assert.equal(rowOf({ surface: 'tui', subagents }).title, title));
  }
});

describe('what a run cost against its estimate', () => {
  type Case = readonly [says: string, run: Partial<RunSummary>, position: RunRowView['position'], state: string];
  const cases: readonly Case[] = [
    ['at the low end', { credits: credits(10) }, 'inside', 'done'],
    ['at the high end', { credits: credits(30) }, 'inside', 'done'],
    ['more', { credits: credits(30.000001) }, 'above', 'above range'],
    ['less', { credits: credits(9.999999) }, 'below', 'below range'],
    ['less, because it was stopped', { credits: credits(1), status: 'stopped' }, 'inside', 'stopped'],
    ['less, because it failed', { credits: credits(1), status: 'failed' }, 'inside', 'failed'],
    ['more, and at its cap', { credits: credits(31), status: 'capped' }, 'above', 'at its cap'],
    ['so far', { credits: credits(1), status: 'running' }, 'running', 'running'],
    ['never estimated', { estimate: undefined, status: undefined }, 'unknown', 'done'],
    ['an estimate without price', { estimate: unpricedEstimate }, 'unknown', 'done'],
    ['no price', { credits: undefined, unpricedRequests: 3 }, 'unknown', 'done'],
    ['less, as far as it has a price', { credits: credits(1), unpricedRequests: 1 }, 'unknown', 'done'],
    ['more, even without what has no price', { credits: credits(31), unpricedRequests: 1 }, 'above', 'above range'],
  ];
  for (const [says, run, position, state] of cases) {
    it(`${says}: ${position}`, () => {
      const row = rowOf({ estimate, ...run });
      assert.deepEqual([row.position, row.state], [position, state]);
    });
  }
});

describe('runs without a price', () => {
  it('have none in their row', () => {
    const row = rowOf({ credits: undefined, unpricedRequests: 3 });
    assert.deepEqual([row.actual, row.actualText], [undefined, 'no price']);
  });

  it('have what is known, and a plus, where some requests have one', () =>
    assert.equal(rowOf({ credits: credits(1.25), unpricedRequests: 1 }).actualText, '1.25+'));

  it('have an unknown estimate where it was one', () =>
    assert.equal(rowOf({ estimate: unpricedEstimate }).estimateText, 'unknown'));

  it('are not passed over in the sum', () =>
    assert.equal(
      viewOf(runSummary(), runSummary({ credits: undefined, unpricedRequests: 3 })).totalText,
      '2 runs, 12.00 credits and more without a price',
    ));
});

describe('the sum of the runs', () => {
  const byKey = (dollars: number, change: Partial<RunSummary> = {}): RunSummary =>
    runSummary({ usd: usdMicros(dollars * 1e6), ...change });

  it('is told', () => assert.equal(viewOf(runSummary(), runSummary()).totalText, '2 runs, 24.00 credits'));

  const cases: readonly (readonly [says: string, runs: readonly RunSummary[], text: string])[] = [
    ['in dollars where an API key paid', [byKey(0.48), byKey(0.02)], '2 runs, 0.50 USD'],
    ['in each where some paid so', [runSummary(), byKey(0.48)], '2 runs, 12.00 credits + 0.48 USD'],
    [
      'in dollars, and with what has no price',
      [byKey(0.48, { unpricedRequests: 1 })],
      '1 run, 0.48 USD, and more without a price',
    ],
  ];
  for (const [says, runs, text] of cases) {
    it(`is told ${says}`, () => assert.equal(viewOf(...runs).totalText, text));
  }

  it('of some of them is told likewise by the page', () => {
    const view = viewOf(runSummary(), byKey(0.48), byKey(0.02));
    const [inCredits, ...paidByKey] = view.rows;
    assert.ok(inCredits);
    assert.deepEqual(
      [[inCredits], paidByKey, [inCredits, ...paidByKey.slice(1)]].map((rows) => runsTotalText(view, rows, 'en')),
      ['1 of 3 runs, 12.00 credits', '2 of 3 runs, 0.50 USD', '2 of 3 runs, 12.00 credits + 0.02 USD'],
    );
  });

  it('has a column of its own for dollars where the table is exported', () => {
    const { columns, rows } = runsShown(viewOf(runSummary(), byKey(0.48)), ALL_RUNS, {});
    const place = columns.indexOf('Paid with an API key, in USD');
    assert.deepEqual(
      rows.map((row) => row.slice(place - 1, place + 1)),
      [
        [12, null],
        [12, 0.48],
      ],
    );
  });
});
