import assert from 'node:assert/strict';

import type { BudgetForecast } from '../../../../src/core/budgets/budgetForecast.ts';
import { courseViews } from '../../../../src/host/panel/budgetCourses.ts';
import { budgetsView } from '../../../../src/host/panel/panelBudgets.ts';
import type { CourseView } from '../../../../src/panel/budgetProtocol.ts';
import { HOUR_MS, NOW_MS, credits } from '../../make.ts';
import { budgetStatus, guardState, tools, usageModel } from '../views.ts';

const forecast = (low: number, high: number): BudgetForecast => ({ low: credits(low), high: credits(high) });

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

  it('is that of the row with the same id', () =>
    assert.equal(
      courseOf().id,
      budgetsView(guardState({ usage: usageModel({ budgets: [budgetStatus(41)] }) }), tools).rows[0]?.id,
    ));
});
