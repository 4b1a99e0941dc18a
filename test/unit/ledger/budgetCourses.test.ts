import assert from 'node:assert/strict';

import { sumCredits } from '../../../src/core/money.ts';
import { HOUR_MS, NOW_MS, budget, credits, eventOfCredits, policy } from '../make.ts';
import { batch, ledgerFixture } from './openLedger.ts';

const budgets = [
  budget({ id: 'day' }),
  budget({ id: 'api', period: 'week', scope: { kind: 'workspace', path: '/work/api' } }),
  budget({ id: 'rolling', period: 'rolling-24h' }),
];

/** At midnight, at eleven, and just now; and one of yesterday. */
const events = [12 * HOUR_MS, HOUR_MS, 1, 20 * HOUR_MS].map((agoMs, index) =>
  eventOfCredits(index + 1, {
    responseId: `resp-${index}`,
    occurredAtMs: NOW_MS - agoMs,
    workspace: index === 1 ? '/work/web' : '/work/api',
  }),
);

describe('how budgets came to where they stand', () => {
  const { open } = ledgerFixture();

  it('is told part by part, and comes to what each has counted', () => {
    const ledger = open();
    ledger.writer.append([batch(events)]);
    const rules = policy({ budgets });
    const courses = ledger.budgetCourses(rules, 'UTC', NOW_MS);
    assert.deepEqual(
      courses.map(({ spent }) => sumCredits(spent)),
      ledger.budgets(rules, 'UTC', NOW_MS).map(({ spent }) => spent),
    );
    const [day] = courses;
    assert.deepEqual(
      [day?.spent.length, day?.spent[0], day?.spent[11], day?.untilMs],
      [12, credits(1), credits(2 + 3), NOW_MS + 12 * HOUR_MS],
    );
  });
});
