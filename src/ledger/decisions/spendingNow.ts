import { type Spending, countsUsage } from '../../core/budgets/budgetStatus.ts';
import type { Span } from '../../core/calendar.ts';
import { type Meters, NO_METERS } from '../../core/wallet/meters.ts';
import { type CreditsMicros, sumCredits } from '../../core/money.ts';
import type { Budget } from '../../core/policy/policy.ts';
import type { RateCard } from '../../core/prices/rateCard.ts';
import { DIMENSIONS } from '../../core/usage/dimensions.ts';
import { type UsageSlice, slicesOf, spentOn } from '../../core/usage/usageSlice.ts';
import type { PastMeter } from '../../core/wallet/statement/meterTimeline.ts';
import type { SpendReader } from '../usage/spendReader.ts';
import type { WalletMeters } from '../wallet/walletMeters.ts';

/** What spending is read from. */
export interface SpendingSources {
  readonly usage: SpendReader;
  readonly meters: WalletMeters;
  readonly card: RateCard;
}

/** What has been spent, for one decision: nothing is looked up twice. Must be read in one transaction. */
export class SpendingNow implements Spending {
  readonly #sources: SpendingSources;
  readonly #tellsMeters: boolean;
  readonly #ofRuns = new Map<string, CreditsMicros>();
  #meters: { readonly fromMs: number; readonly meters: Meters } | undefined;

  /** `tellsMeters`: whether a budget asks which meter was drawn on; else that is not looked up. */
  constructor(sources: SpendingSources, tellsMeters: boolean) {
    this.#sources = sources;
    this.#tellsMeters = tellsMeters;
  }

  since(fromMs: number, threadId?: string): Iterable<UsageSlice> {
    const { usage, card } = this.#sources;
    const meters = this.#tellsMeters ? this.#metersSince(fromMs) : NO_METERS;
    return threadId === undefined
      ? usage.slices([{ fromMs, untilMs: Number.MAX_SAFE_INTEGER }], DIMENSIONS, meters)
      : slicesOf(usage.ofThread(threadId, fromMs), card, meters);
  }

  ofRun(runId: string): CreditsMicros {
    const { usage, card } = this.#sources;
    const known = this.#ofRuns.get(runId);
    const spent = known ?? spentOn(usage.ofRun(runId), card).credits;
    this.#ofRuns.set(runId, spent);
    return spent;
  }

  /** What an account has spent in a span on some meters. Requests that tell of no account are counted, too. */
  ofAccount(account: string | undefined, span: Span, isCounted: (meter: PastMeter) => boolean): CreditsMicros {
    const slices = [...this.#sources.usage.slices([span], [], this.#metersSince(span.fromMs))];
    return sumCredits(
      slices
        .filter(({ meter, surroundings }) => isCounted(meter) && (surroundings.account ?? account) === account)
        .map(({ credits }) => credits),
    );
  }

  /** What a budget counts in each of some equal parts of a span. */
  inParts(budget: Budget, { fromMs, untilMs }: Span, parts: number): CreditsMicros[] {
    const edges = Array.from(
      { length: parts + 1 },
      (_, index) => fromMs + Math.floor(((untilMs - fromMs) * index) / parts),
    );
    const spans = edges.slice(1).map((edge, index) => ({ fromMs: edges[index] ?? fromMs, untilMs: edge }));
    const meters = this.#tellsMeters ? this.#metersSince(fromMs) : NO_METERS;
    return spans.map((span) =>
      sumCredits(
        [...this.#sources.usage.slices([span], DIMENSIONS, meters)]
          .filter((slice) => countsUsage(budget, slice))
          .map(({ credits }) => credits),
      ),
    );
  }

  #metersSince(fromMs: number): Meters {
    if (this.#meters === undefined || this.#meters.fromMs > fromMs) {
      const span = { fromMs, untilMs: Number.MAX_SAFE_INTEGER };
      this.#meters = { fromMs, meters: this.#sources.meters.in(span) };
    }
    return this.#meters.meters;
  }
}
