import type { DatabaseSync, StatementSync } from 'node:sqlite';

import type { Span } from '../../core/calendar.ts';
import { NOTHING_KNOWN } from '../../core/usage/usageEvent.ts';
import type { UsageSlice } from '../../core/usage/usageSlice.ts';
import type { PastMeter } from '../../core/wallet/statement/meterTimeline.ts';
import { type Row, text } from '../rows.ts';
import { QUARTER_MS, quarterOf } from './cellSums.ts';
import {
  type CellTotals,
  NO_TOTALS,
  type TotalsInOrder,
  addTo,
  inOrder,
  slicedTotals,
  totalsFrom,
} from './cellTotals.ts';

/** What one account used of one model on one meter, as it is written: names would make it three times as long. */
type Written = readonly [account: string | null, model: string | null, meter: PastMeter, ...totals: TotalsInOrder];

/** Days that lose an hour have 23. Shorter spans are many, and quickly added up. */
const SHORTEST_MS = 23 * 3_600_000;

/** Keeps what days and longer spans come to by model, so that a report over years adds up only what is new. */
export class KeptSlices {
  readonly #select: StatementSync;
  readonly #insert: StatementSync;

  constructor(db: DatabaseSync) {
    this.#select = db.prepare('SELECT totals FROM kept_sums WHERE until_quarter = ? AND from_quarter = ?');
    this.#insert = db.prepare(
      'INSERT OR REPLACE INTO kept_sums (until_quarter, from_quarter, totals) VALUES (?, ?, ?)',
    );
  }

  /** The slices of just that span; undefined where they are not kept. */
  get({ fromMs, untilMs }: Span): UsageSlice[] | undefined {
    const row: Row | undefined = this.#select.get(quarterOf(untilMs), quarterOf(fromMs));
    return row === undefined
      ? undefined
      : (JSON.parse(text(row, 'totals')) as Written[]).map((written) => sliceFrom(written, fromMs));
  }

  /** Keeps the slices of a span where that pays: none of several accounts, models or meters. */
  keep(span: Span, slices: readonly UsageSlice[]): void {
    if (isWorthIt(span)) {
      const written = Map.groupBy(slices, ({ surroundings: { account, model }, meter }) =>
        JSON.stringify([account ?? null, model ?? null, meter]),
      );
      const rows = Array.from(written, ([kind, ofKind]) => [...(JSON.parse(kind) as unknown[]), ...sumOf(ofKind)]);
      this.#insert.run(quarterOf(span.untilMs), quarterOf(span.fromMs), JSON.stringify(rows));
    }
  }
}

function isWorthIt({ fromMs, untilMs }: Span): boolean {
  return untilMs - fromMs >= SHORTEST_MS && fromMs % QUARTER_MS === 0 && untilMs % QUARTER_MS === 0;
}

function sumOf(slices: readonly UsageSlice[]): TotalsInOrder {
  const sum = totalsFrom(NO_TOTALS);
  for (const slice of slices) {
    addTo(sum, inOrder(totalsOf(slice)));
  }
  return inOrder(sum);
}

function totalsOf({ requests, usage, credits, usd, unpricedRequests, derivedPriceRequests }: UsageSlice): CellTotals {
  return { ...usage, requests, creditsMicros: credits, usdMicros: usd, unpricedRequests, derivedPriceRequests };
}

function sliceFrom([account, model, meter, ...totals]: Written, atMs: number): UsageSlice {
  return {
    ...slicedTotals(totalsFrom(totals)),
    atMs,
    surroundings: { ...NOTHING_KNOWN, account: account ?? undefined, model: model ?? undefined },
    threadId: undefined,
    runId: undefined,
    meter,
    isIncomplete: false,
  };
}
