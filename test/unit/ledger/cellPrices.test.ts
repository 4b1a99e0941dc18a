import assert from 'node:assert/strict';

import { mergeRateCards } from '../../../src/core/prices/mergeRateCards.ts';
import type { RateCard } from '../../../src/core/prices/rateCard.ts';
import { type Ledger, openLedger } from '../../../src/ledger/ledger.ts';
import { NOW_MS, card, eventOfCredits, shippedCard } from '../make.ts';
import { bill, totalsOf } from './bill.ts';
import { batch, ledgerFixture } from './openLedger.ts';

/** The same prices, so many times over. */
function times(factor: number): RateCard {
  const rows = shippedCard.rows.map((row) => ({ ...row, input: (row.input * factor) as typeof row.input }));
  return mergeRateCards({ ...shippedCard, rows }, undefined);
}

describe('sums in the ledger', () => {
  const { file } = ledgerFixture();
  const opened: Ledger[] = [];
  const openWith = (prices: RateCard): Ledger => {
    const ledger = openLedger(file(), prices, NOW_MS);
    opened.push(ledger);
    return ledger;
  };
  const spent = (ledger: Ledger): readonly number[] => [
    ...new Set(totalsOf(bill(ledger)).map(({ credits: sum }) => sum / 1e6)),
  ];
  const append = (ledger: Ledger, ...ids: readonly string[]): number =>
    ledger.writer.append([batch(ids.map((responseId) => eventOfCredits(1, { responseId })))]).added;

  afterEach(() => {
    for (const ledger of opened.splice(0)) {
      ledger.close();
    }
  });

  it('are priced anew when the rate card is another one', () => {
    append(openWith(card), 'a', 'b');
    assert.deepEqual([spent(openWith(times(3))), spent(openWith(card))], [[6], [2]]);
  });

  it('bear the prices of whoever asks, while another asks with other ones and both write', () => {
    const [cheap, dear] = [openWith(card), openWith(times(3))];
    const asked: (readonly number[])[] = [];
    for (const [index, writer] of [cheap, dear, dear, cheap].entries()) {
      append(writer, `a${index}`, `b${index}`);
      asked.push(spent(cheap), spent(dear));
    }
    assert.deepEqual(asked, [[2], [6], [4], [12], [6], [18], [8], [24]]);
  });

  it('hold what was written with other prices, and not read yet', () => {
    const [cheap, dear] = [openWith(card), openWith(times(3))];
    append(cheap, 'a');
    append(dear, 'b');
    append(cheap, 'c');
    assert.deepEqual([spent(dear), spent(cheap)], [[9], [3]]);
  });

  it('of what an API key paid are in dollars, beside the credits that budgets count', () => {
    const ledger = openWith(card);
    ledger.writer.append([
      batch([eventOfCredits(4, { responseId: 'a', account: 'api-key' }), eventOfCredits(1, { responseId: 'b' })]),
    ]);
    const told = totalsOf(bill(ledger)).map(({ credits: sum, usd, usdRequests }) => [
      sum / 1e6,
      usd / 1e6,
      usdRequests,
    ]);
    assert.deepEqual(new Set(told.map(String)), new Set(['1,0.16,1']));
  });

  it('are of nothing where nothing was written', () => assert.deepEqual(spent(openWith(card)), [0]));

  it('do not change when nothing is written twice', () => {
    const ledger = openWith(card);
    append(ledger, 'a');
    const before = spent(ledger);
    append(ledger, 'a');
    assert.deepEqual([before, spent(ledger)], [[1], [1]]);
  });
});
