import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';

import { Calendar } from '../../../../src/core/calendar.ts';
import type { Grouping } from '../../../../src/core/usage/cuts.ts';
import { summarize } from '../../../../src/core/usage/summarize.ts';
import { type LedgerEvent, slicesOf } from '../../../../src/core/usage/usageSlice.ts';
import { NO_METERS } from '../../../../src/core/wallet/meters.ts';
import { mergeRateCards } from '../../../../src/core/prices/mergeRateCards.ts';
import type { RateCard } from '../../../../src/core/prices/rateCard.ts';
import { type Ledger, openLedger } from '../../../../src/ledger/ledger.ts';
import { DAY_MS, NOW_MS, card, eventOfCredits, shippedCard } from '../../make.ts';
import { batch, ledgerFixture } from '../openLedger.ts';

const DAYS = 20;
const HOUR_MS = 3_600_000;
const ZONES = ['UTC', 'Asia/Kathmandu'] as const;
const CUTS: readonly Grouping[] = ['day', 'week', 'month', 'model'];

const tripled: RateCard = mergeRateCards(
  { ...shippedCard, rows: shippedCard.rows.map((row) => ({ ...row, input: (row.input * 3) as typeof row.input })) },
  undefined,
);

describe('sums of days that were asked for before', () => {
  const { file } = ledgerFixture();
  const opened: Ledger[] = [];
  afterEach(() => {
    for (const ledger of opened.splice(0)) {
      ledger.close();
    }
  });

  function openWith(prices: RateCard): Ledger {
    const ledger = openLedger(file(), prices, NOW_MS);
    opened.push(ledger);
    return ledger;
  }

  /** One request a day, each of a thread of its own, so that a day's can be written in any order. */
  const onDay = (day: number, name = 'a', hour = 5): LedgerEvent =>
    eventOfCredits(1 + day, {
      responseId: `${name}-${day}-${hour}`,
      threadId: `${name}-${day}-${hour}`,
      occurredAtMs: NOW_MS - (DAYS - day) * DAY_MS + hour * HOUR_MS,
      model: day % 3 === 0 ? 'gpt-5.5' : 'gpt-99',
    });
  const written = (ledger: Ledger, events: readonly LedgerEvent[]): void => {
    ledger.writer.append(events.map((each) => batch([each])));
  };
  const everyDay = Array.from({ length: DAYS }, (_, day) => onDay(day));

  function assertTrue(ledger: Ledger, events: readonly LedgerEvent[], prices = card): void {
    for (const timezone of ZONES) {
      for (const grouping of CUTS) {
        assert.deepEqual(
          ledger.report(grouping, 0, Number.MAX_SAFE_INTEGER, timezone),
          summarize(slicesOf(events, prices, NO_METERS), grouping, new Calendar(timezone)),
          `${grouping} in ${timezone}`,
        );
      }
    }
  }

  it('are the same when they are asked for again', () => {
    const ledger = openWith(card);
    written(ledger, everyDay);
    assertTrue(ledger, everyDay);
    assertTrue(ledger, everyDay);
    assertTrue(openWith(card), everyDay);
  });

  it('hold what is written into them later, by whoever writes', () => {
    const [ledger, other] = [openWith(card), openWith(card)];
    written(ledger, everyDay);
    const events = [...everyDay];
    for (const [late, writer] of [
      [onDay(DAYS - 1, 'b'), ledger],
      [onDay(7, 'b', 18), other],
      [onDay(0, 'b'), ledger],
      [onDay(7, 'c', 0), other],
    ] as const) {
      assertTrue(ledger, events);
      written(writer, [late]);
      events.push(late);
      assertTrue(ledger, events);
      assertTrue(other, events);
    }
  });

  it('bear the prices of whoever asks', () => {
    const [cheap, dear] = [openWith(card), openWith(tripled)];
    written(cheap, everyDay);
    for (let time = 0; time < 2; time += 1) {
      assertTrue(cheap, everyDay);
      assertTrue(dear, everyDay, tripled);
    }
  });

  it('are not added up again', () => {
    written(openWith(card), everyDay);
    assertTrue(openWith(card), everyDay);
    const raw = new DatabaseSync(file());
    raw.exec('UPDATE usage_cells SET credits_micros = 0');
    raw.close();
    const { rows } = openWith(card).report('day', 0, Number.MAX_SAFE_INTEGER, 'UTC');
    const priced = rows.filter(({ credits }) => credits > 0).map(({ key }) => key);
    // The first and the last day end where the requests do, and are added up each time.
    assert.equal(priced.length, everyDay.filter(({ model }) => model === 'gpt-5.5').length - 1);
  });
});
