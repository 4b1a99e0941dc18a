import type { Span } from './calendar.ts';

/** What a request of the past drew on, as far as what was seen of the account proves it. */
export type DrawnMeter = 'included' | 'credits' | 'unknown';

/** A stretch of time in which all requests of an account drew on one meter. */
export interface MeterSpan extends Span {
  readonly meter: DrawnMeter;
}

/** The meters that accounts drew on. Where nothing was seen, it is unknown. */
export class Meters {
  readonly #timelines: ReadonlyMap<string, readonly MeterSpan[]>;
  readonly #boundariesMs: readonly number[];

  /** `timelines`: of each account, its spans in order of time, none of which overlap. */
  constructor(timelines: ReadonlyMap<string, readonly MeterSpan[]>) {
    this.#timelines = timelines;
    const instants = [...timelines.values()].flat().flatMap(({ fromMs, untilMs }) => [fromMs, untilMs]);
    this.#boundariesMs = [...new Set(instants)].sort((a, b) => a - b);
  }

  /** What a request of an account drew on; `account` undefined: of the only one that is known. */
  at(account: string | undefined, atMs: number): DrawnMeter {
    const only = this.#timelines.size === 1 ? [...this.#timelines.values()][0] : undefined;
    const spans = (account === undefined ? only : this.#timelines.get(account)) ?? [];
    const span = spans[lastAtOrBefore(spans, atMs, ({ fromMs }) => fromMs)];
    return span !== undefined && atMs < span.untilMs ? span.meter : 'unknown';
  }

  /** Cuts a span into pieces in each of which no account changed its meter. */
  cut({ fromMs, untilMs }: Span): Span[] {
    const first = lastAtOrBefore(this.#boundariesMs, fromMs, (each) => each) + 1;
    const end = lastAtOrBefore(this.#boundariesMs, untilMs - 1, (each) => each) + 1;
    const edges = [fromMs, ...this.#boundariesMs.slice(first, end), untilMs];
    return edges.slice(1).map((edge, index) => ({ fromMs: edges[index] ?? fromMs, untilMs: edge }));
  }
}

export const NO_METERS = new Meters(new Map());

/** The index of the last of some ordered values that is not above `limit`; -1 where all are. */
function lastAtOrBefore<T>(values: readonly T[], limit: number, valueOf: (value: T) => number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const value = values[middle];
    if (value !== undefined && valueOf(value) <= limit) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low - 1;
}
