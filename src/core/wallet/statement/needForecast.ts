import { type CreditsMicros, NO_CREDITS, creditsMicros, sumCredits } from '../../money.ts';

/** What will likely be needed: with even chances no more than `p50`, and nine times in ten no more than `p90`. */
export interface Need {
  readonly p50: CreditsMicros;
  readonly p90: CreditsMicros;
}

/** Weekends differ from weekdays, and a busy day is followed by another: days are drawn by the week. */
const BLOCK_DAYS = 7;
const REPLICATES = 1000;
const SEED = 0x5eed;
/**
 * With `n` days of history, the logarithm of the bootstrap's range is too narrow by `WIDENING_DAYS / n`. Fitted to
 * made-up days of five kinds: a weekly rhythm, heavy tails, tails without a variance, few busy days, and weeks that
 * hang together. Of 600 months each after 14, 21, 30 and 60 days, p50 then held 42 to 56 % and p90 79 to 94 %, of all
 * together 49 and 89 %; the 79 % are few busy days after only 14, which had mostly shown one or two of them.
 */
const WIDENING_DAYS = 21;

/**
 * What the next `horizonDays` will need, from what past days needed: of each day its sum, the oldest first.
 *
 * A circular block bootstrap (Politis and Romano, 1992) of both the future and the past: the sum of drawn future days
 * is scaled by how much the mean of the past may be off, as seen in a past that is drawn again in the same way. Chance is
 * seeded: the same days give the same answer.
 */
export function forecastNeed(days: readonly CreditsMicros[], horizonDays: number): Need {
  const total = sumCredits(days);
  if (total === 0) {
    return { p50: NO_CREDITS, p90: NO_CREDITS };
  }
  // Where one day outweighs all others, scaling and widening know no bounds; that each day is like it, is enough said.
  const most = horizonDays * Math.max(...days);
  const random = seededRandom(SEED);
  const sums: number[] = [];
  for (let replicate = 0; replicate < REPLICATES; replicate += 1) {
    const past = sumOfDrawn(days, days.length, random);
    const future = sumOfDrawn(days, horizonDays, random);
    sums.push(past === 0 ? future : Math.min(most, (future * total) / past));
  }
  sums.sort((a, b) => a - b);
  const p50 = sums[Math.floor(REPLICATES * 0.5)] ?? 0;
  const p90 = sums[Math.floor(REPLICATES * 0.9)] ?? 0;
  const widened = p50 === 0 ? p90 : p50 * (p90 / p50) ** (1 + WIDENING_DAYS / days.length);
  return { p50: creditsMicros(Math.round(p50)), p90: creditsMicros(Math.round(Math.min(widened, most))) };
}

/**
 * What nine days in ten need no more than: the order statistic that bounds a further day with that chance, whatever the
 * days are like, if only each may come at any place. With fewer than nine days it is the highest of them.
 */
export function dailyP90(days: readonly CreditsMicros[]): CreditsMicros {
  const rank = Math.min(days.length, Math.ceil(0.9 * (days.length + 1)));
  return days.toSorted((a, b) => a - b)[rank - 1] ?? NO_CREDITS;
}

/** The sum of `count` days, drawn in blocks of days that follow each other, the first day after the last. */
function sumOfDrawn(days: readonly CreditsMicros[], count: number, random: () => number): number {
  let sum = 0;
  for (let drawn = 0; drawn < count; drawn += BLOCK_DAYS) {
    const first = Math.floor(random() * days.length);
    for (let i = 0; i < Math.min(BLOCK_DAYS, count - drawn); i += 1) {
      sum += days[(first + i) % days.length] ?? 0;
    }
  }
  return sum;
}

/** Numbers in [0, 1) that repeat themselves: mulberry32. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}
