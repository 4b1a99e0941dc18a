import assert from 'node:assert/strict';

import type { BudgetForecast } from '../../../../src/core/budgets/budgetForecast.ts';
import type { BudgetStatus } from '../../../../src/core/budgets/budgetStatus.ts';
import { budgetsView } from '../../../../src/host/panel/panelBudgets.ts';
import type { BudgetRowView } from '../../../../src/panel/budgetProtocol.ts';
import { credits, override } from '../../make.ts';
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
