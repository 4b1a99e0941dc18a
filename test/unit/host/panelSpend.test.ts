import assert from 'node:assert/strict';

import { spendView } from '../../../src/host/panelSpend.ts';
import type { SpendView } from '../../../src/panel/panelProtocol.ts';
import type { UsageRow } from '../../../src/core/summarize.ts';
import { TODAY, dayRow, guardState, tools, usageModel } from './views.ts';

function viewOf(...days: readonly UsageRow[]): SpendView {
  return spendView(guardState({ usage: usageModel({ days }) }), tools);
}

const unpricedDay = dayRow('2026-11-18', 0, { requests: 3, unpricedRequests: 3 });

describe('the days in the panel', () => {
  it('are the last 30 up to today, each once, also those without use', () => {
    const { days } = viewOf(dayRow(TODAY, 96.4));
    assert.equal(days.length, 30);
    assert.deepEqual([days[0]?.key, days.at(-2)?.key, days.at(-1)?.key], ['2026-10-22', '2026-11-19', TODAY]);
    assert.equal(new Set(days.map(({ key }) => key)).size, 30);
  });

  it('cross the end of a month and of summer time', () => {
    const { days } = spendView(
      guardState({ usage: usageModel({ today: '2026-11-02', timezone: 'Europe/Berlin' }) }),
      tools,
    );
    assert.deepEqual(
      days.slice(-10).map(({ key }) => key.slice(5)),
      ['10-24', '10-25', '10-26', '10-27', '10-28', '10-29', '10-30', '10-31', '11-01', '11-02'],
    );
  });

  it('without use are true zeros', () => {
    const day = viewOf().days[3];
    assert.deepEqual(
      [day?.credits, day?.text, day?.requestsText, day?.description],
      [0, '0.00', '0', 'Oct 25: 0.00 credits, 0 requests.'],
    );
  });

  it('with use tell it', () => {
    const day = viewOf(dayRow(TODAY, 96.4, { requests: 12 })).days.at(-1);
    assert.deepEqual(day, {
      key: TODAY,
      label: 'Nov 20',
      credits: 96.4,
      text: '96.40',
      requestsText: '12',
      description: 'Nov 20: 96.40 credits, 12 requests.',
    });
  });

  it('whose requests have no price are not zero', () => {
    const day = viewOf(unpricedDay).days.at(-3);
    assert.deepEqual([day?.credits, day?.text, day?.requestsText], [undefined, 'no price', '3']);
    assert.equal(day?.description, 'Nov 18: 3 requests, none with a price.');
  });

  it('of which some requests have no price have what is known', () => {
    const day = viewOf(dayRow(TODAY, 5, { requests: 3, unpricedRequests: 1 })).days.at(-1);
    assert.deepEqual(
      [day?.credits, day?.description],
      [5, 'Nov 20: 5.00 credits, 3 requests. 1 of them without a price.'],
    );
  });

  it('are none before the ledger has answered', () =>
    assert.deepEqual(spendView(guardState({ usage: undefined }), tools).days, []));
});

describe('the sum of the days in the panel', () => {
  it('is that of the rows, and the highest day is named', () => {
    const view = viewOf(dayRow('2026-11-11', 165.4), dayRow(TODAY, 96.4));
    assert.deepEqual([view.totalText, view.unit], ['261.80', 'credits in 30 days']);
    assert.equal(view.summary, '261.80 credits in 30 days. Highest day Nov 11, with 165.40.');
  });

  it('says that nothing was spent', () => assert.equal(viewOf().summary, 'No credits were spent in the last 30 days.'));

  it('does not take what has no price for nothing', () => {
    const view = viewOf(unpricedDay);
    assert.equal(view.unit, 'credits in 30 days, and more without a price');
    assert.equal(view.summary, 'Nothing that was used in the last 30 days has a price. 3 requests have no price.');
  });

  it('tells what is not in it', () =>
    assert.equal(
      viewOf(unpricedDay, dayRow(TODAY, 96.4)).summary,
      '96.40 credits in 30 days. Highest day Nov 20, with 96.40. 3 requests have no price.',
    ));
});
