const MICROS = 1e6;

/** What credits or dollars add up to. Sums of decimals have long tails; both have millionths. */
export function sumOf(amounts: readonly number[]): number {
  return Math.round(amounts.reduce((sum, amount) => sum + amount, 0) * MICROS) / MICROS;
}
