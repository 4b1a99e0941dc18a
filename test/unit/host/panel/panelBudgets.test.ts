import assert from 'node:assert/strict';

import type { BudgetForecast } from '../../../../src/core/budgets/budgetForecast.ts';
import type { BudgetStatus } from '../../../../src/core/budgets/budgetStatus.ts';
import { budgetsView, courseViews } from '../../../../src/host/panel/panelBudgets.ts';
import type { BudgetRowView, CourseView } from '../../../../src/panel/budgetProtocol.ts';
import { HOUR_MS, NOW_MS, credits, override } from '../../make.ts';
import { budgetStatus, guardState, tools, usageModel } from '../views.ts';

const forecast = (low: number, high: number): BudgetForecast => ({ low: credits(low), high: credits(high) });

function viewOf(budgets: readonly BudgetStatus[], forecasts: readonly (BudgetForecast | undefined)[] = []) {
  return budgetsView(guardState({ usage: usageModel({ budgets, forecasts }) }), tools);
}

function rowOf(status: BudgetStatus, foreseen?: BudgetForecast): BudgetRowView {
  const [row] = viewOf([status], [foreseen]).rows;
  assert.ok(row);
  return row;
}

describe('a budget in its table', () => {
  it('tells spent, reserved, left, limit, its likely end and when it resets', () => {
    const row = rowOf(budgetStatus(40, 15), forecast(55, 81));
    assert.deepEqual(
      [
        row.name,
        row.mode,
        row.spentText,
        row.reservedText,
        row.leftText,
        row.limitText,
        row.likelyText,
        row.resetsText,
      ],
      ['Day, all Codex', 'hard', '40.00', '15.00', '45.00', '100', '55–81', '13:00'],
    );
    assert.equal(row.mayPass, false);
    assert.equal(row.description, 'Day, all Codex: 40.00 spent of 100, 45.00 left, likely 55–81 at the end.');
  });

  it('may pass where the upper end of its forecast is beyond the limit', () =>
    assert.deepEqual(
      [rowOf(budgetStatus(40), forecast(50, 100)).mayPass, rowOf(budgetStatus(40), forecast(50, 101)).mayPass],
      [false, true],
    ));

  it('says why it has no forecast', () => {
    assert.equal(rowOf(budgetStatus(1)).likelyText, 'too early to tell');
    const rolling = { ...budgetStatus(1, 0, { period: 'rolling-24h' }), resetsAtMs: undefined };
    assert.deepEqual([rowOf(rolling).likelyText, rowOf(rolling).resetsText], ['none for a rolling window', 'rolling']);
  });

  it('counts what raises it into its limit, and says until when', () => {
    const raised = { ...budgetStatus(40), overrides: [override()] };
    assert.equal(rowOf(raised).limitText, '110');
    assert.deepEqual(rowOf(raised).notes, ['raised by 10 until 00:00', 'from ~/policy.json']);
  });

  it('does not pass over requests without a price', () => {
    const row = rowOf({ ...budgetStatus(40), unpricedRequests: 2 });
    assert.equal(row.spentText, '40.00+');
    assert.deepEqual([row.hasUnknown, rowOf(budgetStatus(40)).hasUnknown], [true, false]);
    assert.equal(row.notes[0], '2 requests without a price are not in it');
  });

  it('offers a first policy where none limits anything', () => {
    const view = viewOf([]);
    assert.deepEqual(
      [view.emptyText, view.beginLabel],
      ['No budget is in force: nothing limits your runs.', 'Choose a Policy to Begin With…'],
    );
    assert.equal(viewOf([budgetStatus(1)]).beginLabel, '');
  });
});

describe('the course of a budget', () => {
  /** A window of 24 hours, half of which has passed. */
  const course = {
    fromMs: NOW_MS - 12 * HOUR_MS,
    untilMs: NOW_MS + 12 * HOUR_MS,
    parts: 24,
    spent: Array.from({ length: 12 }, (_, index) => credits(index === 3 ? 30 : 1)),
  };
  function courseOf(foreseen?: BudgetForecast): CourseView {
    const [view] = courseViews({ budgets: [budgetStatus(41)], forecasts: [foreseen] }, [course], NOW_MS, tools);
    assert.ok(view);
    return view;
  }

  it('adds up part by part, and then opens to the ends of the forecast', () => {
    const { parts, summary } = courseOf(forecast(47, 89));
    assert.deepEqual(
      [parts.length, parts[2]?.spent, parts[3]?.spent, parts[11]?.spent, parts[12]?.spent],
      [24, 3, 33, 41, undefined],
    );
    assert.deepEqual(
      [parts[11]?.likely, parts[12]?.likely, parts[23]?.likely],
      [undefined, { low: 41.5, high: 45 }, { low: 47, high: 89 }],
    );
    assert.equal(parts[3]?.description, 'Until 04:00: 33.00 credits.');
    assert.equal(parts[23]?.description, 'Until 00:00: likely 47–89 credits.');
    assert.equal(
      summary,
      'Day, all Codex: 41.00 of 100 so far. If it goes on as it has begun, it ends at 47–89, 8 times in 10.',
    );
  });

  it('foretells nothing where there is no forecast', () => {
    const { parts, summary, likelyTexts } = courseOf();
    assert.ok(parts.every(({ likely }) => likely === undefined));
    assert.deepEqual([parts[12]?.description, likelyTexts], ['Until 13:00: not told.', undefined]);
    assert.equal(summary, 'Day, all Codex: 41.00 of 100 so far.');
  });

  it('is that of the row with the same id', () => assert.equal(courseOf().id, rowOf(budgetStatus(41)).id));
});
