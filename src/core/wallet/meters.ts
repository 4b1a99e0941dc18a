import type { Span } from '../calendar.ts';
import { type MeterSpan, type PastMeter, meterAt } from './statement/meterTimeline.ts';
import { countWhile } from '../countWhile.ts';

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
  at(account: string | undefined, atMs: number): PastMeter {
    const only = this.#timelines.size === 1 ? [...this.#timelines.values()][0] : undefined;
    return meterAt((account === undefined ? only : this.#timelines.get(account)) ?? [], atMs);
  }

  /** Cuts a span into pieces in each of which no account changed its meter. */
  cut({ fromMs, untilMs }: Span): Span[] {
    const first = this.#boundariesUpTo(fromMs);
    const end = this.#boundariesUpTo(untilMs - 1);
    const edges = [fromMs, ...this.#boundariesMs.slice(first, end), untilMs];
    return edges.slice(1).map((edge, index) => ({ fromMs: edges[index] ?? fromMs, untilMs: edge }));
  }

  #boundariesUpTo(atMs: number): number {
    return countWhile(this.#boundariesMs.length, (index) => (this.#boundariesMs[index] ?? 0) <= atMs);
  }
}

export const NO_METERS = new Meters(new Map());
