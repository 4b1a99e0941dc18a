import type { TailRow } from './priorShape.ts';
import { PROBABILITY, TAILS, type Tail } from './quantiles.ts';

/** How far a tail moves after each run, in standard deviations. */
const STEP = 0.02;

/** Tails never come closer to the middle than this, in standard deviations. */
const CLOSEST = 0.05;

/**
 * The ends of the ranges, in standard deviations: by how many runs there are, moved so that the person's own runs lie
 * outside as often as they should (adaptive conformal inference, arXiv 2106.00170).
 */
export class AdaptiveTails {
  readonly #rows: readonly TailRow[];
  readonly #moved: Record<Tail, number> = { p05: 0, p10: 0, p90: 0, p95: 0 };
  #runs = 0;

  /** `rows`: the most runs first, the last one for none. */
  constructor(rows: readonly TailRow[]) {
    this.#rows = rows;
  }

  /** Strictly in their order, those below the middle negative. */
  current(): Readonly<Record<Tail, number>> {
    const row = this.#rows.find(({ fromRuns }) => this.#runs >= fromRuns)?.tails ?? this.#moved;
    const p10 = Math.min(row.p10 + this.#moved.p10, -CLOSEST);
    const p90 = Math.max(row.p90 + this.#moved.p90, CLOSEST);
    return {
      p05: Math.min(row.p05 + this.#moved.p05, p10 - CLOSEST),
      p10,
      p90,
      p95: Math.max(row.p95 + this.#moved.p95, p90 + CLOSEST),
    };
  }

  /** Learns from an error, in standard deviations. */
  learn(error: number): void {
    const current = this.current();
    for (const tail of TAILS) {
      const isAbove = error > current[tail] ? 1 : 0;
      this.#moved[tail] += STEP * (isAbove - (1 - PROBABILITY[tail]));
    }
    this.#runs += 1;
  }
}
