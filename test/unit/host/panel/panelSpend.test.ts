import assert from 'node:assert/strict';

import { Calendar } from '../../../../src/core/calendar.ts';
import { NO_USD, usdMicros } from '../../../../src/core/money.ts';
import { type SpendBucketLength, type SpendSum, spendBuckets } from '../../../../src/core/usage/spend.ts';
import { type SpendAnswer, spendView } from '../../../../src/host/panel/panelSpend.ts';
import { spendShown } from '../../../../src/panel/components/shownTables.ts';
import type { SpendView } from '../../../../src/panel/spendProtocol.ts';
import { NOW_MS, credits } from '../../make.ts';
import { runSummary, tools } from '../views.ts';

const sum = (key: string, amount: number, change: Partial<SpendSum> = {}): SpendSum => ({
  key,
  requests: 2,
  listPrice: credits(amount),
  credits: credits(amount),
  usd: NO_USD,
  usdRequests: 0,
  unpricedRequests: 0,
  ...change,
});

/** Two requests that an API key paid for: as many dollars, and 25 times as many credits by list price. */
const byKey = (key: string, dollars: number, change: Partial<SpendSum> = {}): SpendSum =>
  sum(key, 0, { listPrice: credits(25 * dollars), usd: usdMicros(dollars * 1e6), usdRequests: 2, ...change });

/** The last bars up to now, with these sums in the last of them. */
function viewOf(
  sums: readonly SpendSum[],
  change: Partial<SpendAnswer> = {},
  bucket: SpendBucketLength = 'day',
): SpendView {
  const { spans } = spendBuckets({ bucket, span: change.asked?.span }, new Calendar('UTC'), NOW_MS);
  const buckets = spans.map((span, index) => ({ ...span, sums: index === spans.length - 1 ? sums : [] }));
  const asked = { bucket, stack: 'model' } as const;
  return spendView({ asked, bucket, buckets, runs: undefined, timezone: 'UTC', nowMs: NOW_MS, ...change }, tools);
}

const lastOf = ({ bars }: SpendView) => bars.at(-1)!;

describe('spend over time, in the panel', () => {
  it('has a bar for each day up to today, and those without use are true zeros', () => {
    const { bars, rangeText } = viewOf([sum('gpt-5.5', 96.4)]);
    assert.equal(bars.length, 30);
    assert.deepEqual([bars[0]!.title, lastOf(viewOf([])).title, rangeText], ['Oct 22', 'Nov 20', 'Oct 22 – Nov 20']);
    assert.deepEqual([bars[3]!.totalText, bars[3]!.description], ['0.00', 'Oct 25: 0.00 credits, 0 requests.']);
  });

  it('gives a colour to the three kinds that used most, and puts the others together', () => {
    const view = viewOf([sum('a', 1), sum('b', 5), sum('c', 3), sum('d', 2), sum('e', 1)]);
    assert.deepEqual(
      view.series.map(({ key, label, totalText }) => [key, label, totalText]),
      [
        ['b', 'b', '5.00'],
        ['c', 'c', '3.00'],
        ['d', 'd', '2.00'],
        [undefined, '2 others', '2.00'],
      ],
    );
    assert.deepEqual(lastOf(view).parts, [5, 3, 2, 2]);
    assert.deepEqual(lastOf(view).shareTexts, ['41 %', '25 %', '16 %', '16 %']);
  });

  it('gives a fourth kind the fourth colour where it is the only other one', () =>
    assert.deepEqual(
      viewOf([sum('a', 1), sum('b', 5), sum('c', 3), sum('d', 2)]).series.map(({ key }) => key),
      ['b', 'c', 'd', 'a'],
    ));

  it('never passes what has no price for zero', () => {
    const view = viewOf([sum('gpt-99', 0, { unpricedRequests: 2 })]);
    const bar = lastOf(view);
    assert.deepEqual([bar.hasUnknown, bar.totalText], [true, 'no price']);
    assert.equal(bar.description, 'Nov 20: 2 requests, none with a price.');
    assert.equal(view.unit, 'credits, and more without a price');
    assert.match(view.summary, /2 requests have no price\.$/);
    assert.deepEqual([view.series[0]?.totalText, bar.partTexts], ['no price', ['no price']]);
    const partly = viewOf([sum('gpt-5.5', 3), sum('gpt-5.5', 0, { unpricedRequests: 2 })]);
    assert.deepEqual([partly.series[0]?.totalText, lastOf(partly).partTexts], ['3.00+', ['3.00+']]);
  });

  it('tells dollars where an API key paid for all', () => {
    const view = viewOf([byKey('gpt-5.5', 0.38), byKey('gpt-6-luna', 0.02, { unpricedRequests: 1, usdRequests: 1 })]);
    const bar = lastOf(view);
    assert.deepEqual([view.totalText, view.unit], ['0.40 USD', 'and more without a price']);
    assert.deepEqual([view.labels.amount, view.labels.height, view.heightsText], ['Cost', 'USD', undefined]);
    assert.deepEqual([bar.parts, bar.partTexts, bar.totalText], [[0.38, 0.02], ['0.38 USD', '0.02 USD+'], '0.40 USD']);
    assert.equal(bar.description, 'Nov 20: 0.40 USD, 4 requests. 1 of them without a price.');
    assert.equal(view.summary, 'Oct 22 – Nov 20: 0.40 USD. Highest Nov 20, with 0.40 USD. One request has no price.');
  });

  it('tells credits and dollars apart where some of it was paid with each, and what its bars stand for', () => {
    const view = viewOf([sum('gpt-5.5', 9.4), byKey('gpt-5.5', 0.38), byKey('gpt-6-luna', 0.02), sum('gpt-5.4', 0.1)]);
    const bar = lastOf(view);
    assert.deepEqual([view.totalText, view.unit], ['9.50 credits + 0.40 USD', '']);
    assert.deepEqual(
      view.series.map(({ key, totalText }) => [key, totalText]),
      [
        ['gpt-5.5', '9.40 credits + 0.38 USD'],
        ['gpt-6-luna', '0.02 USD'],
        ['gpt-5.4', '0.10 credits'],
      ],
    );
    assert.deepEqual([bar.parts, bar.totalText], [[18.9, 0.5, 0.1], '9.50 credits + 0.40 USD']);
    assert.equal(bar.description, 'Nov 20: 9.50 credits + 0.40 USD, 8 requests.');
    assert.equal(view.heightsText, 'Bars stand at list price in credits, also for what an API key has paid.');
    assert.deepEqual([view.labels.amount, view.labels.height], ['Cost', 'Credits at list price']);
    const shown = spendShown(view);
    assert.deepEqual(shown.columns.slice(-3), ['Credits at list price', 'Cost', 'Requests']);
    assert.deepEqual(shown.rows.at(-1)?.slice(-3), [19.5, '9.50 credits + 0.40 USD', 8]);
  });

  it('tells its finding in a sentence', () =>
    assert.equal(
      viewOf([sum('gpt-5.5', 96.4)]).summary,
      'Oct 22 – Nov 20: 96.40 credits. Highest Nov 20, with 96.40.',
    ));

  const labels: readonly (readonly [SpendBucketLength, string, string])[] = [
    ['hour', 'Nov 20, 12:00', '12:00'],
    ['day', 'Nov 20', 'Nov 20'],
    ['week', 'Week from Nov 16', 'Nov 16'],
    ['month', 'November 2026', 'November 2026'],
  ];
  for (const [bucket, title, label] of labels) {
    it(`names a bar of a ${bucket}: ${title}`, () => {
      const bar = lastOf(viewOf([], {}, bucket));
      assert.deepEqual([bar.title, bar.label], [title, label]);
    });
  }

  it('is called by its span, or by the kind that is looked at', () => {
    const day = { fromMs: Date.parse('2026-11-19'), untilMs: Date.parse('2026-11-20') };
    const asked = { bucket: 'hour', stack: 'workspace', span: day } as const;
    assert.equal(viewOf([], { asked }, 'hour').crumb, 'Nov 19');
    assert.equal(viewOf([], { asked: { ...asked, only: '/home/me/src/api' } }, 'hour').crumb, '~/src/api');
  });

  it('says what is not known of a kind', () => {
    const labelOf = (stack: 'model' | 'workspace' | 'tier'): string | undefined =>
      viewOf([sum('unknown', 1)], { asked: { bucket: 'day', stack } }).series[0]?.label;
    assert.deepEqual(
      [labelOf('model'), labelOf('workspace'), labelOf('tier')],
      ['unknown model', 'unknown folder', 'tier not told'],
    );
  });

  it('names the runs behind it with what they used of it', () => {
    const spent = { ...sum('gpt-5.5', 3.4), runId: 'run-1' };
    const [run] = viewOf([], { runs: [{ spent, run: runSummary() }] }).runs ?? [];
    assert.deepEqual(
      [run?.title, run?.folder, run?.requestsText, run?.amountText, run?.hasUnknown],
      ['Run Task', '~/src/api', '2', '3.40', false],
    );
  });
});
