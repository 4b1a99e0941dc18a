import { PROBABILITY, QUANTILES, type QuantileValues, increasingLn, logitOf } from './quantiles.ts';

interface Knot {
  readonly size: number;
  readonly logit: number;
}

/**
 * How likely a run is to cost about so much: the heights of a curve at `points` amounts, evenly from 0 to `until`, the
 * highest being 1. It goes through the quantiles of the estimate, in micro-credits like `until`.
 *
 * Between the quantiles the logit of the probability is a monotone cubic over the logarithm of the amount (Fritsch and
 * Carlson, SIAM J. Numer. Anal. 17, 1980), so that its slope, and with it the curve, has no steps.
 */
export function densityCurve(values: QuantileValues, until: number, points: number): number[] {
  const knots = knotsOf(values);
  const slopes = monotoneSlopes(knots);
  const heights = Array.from({ length: points }, (_, index) => {
    const amount = (until * index) / (points - 1);
    return amount <= 0 ? 0 : densityAt(knots, slopes, Math.log(amount)) / amount;
  });
  const highest = Math.max(...heights);
  return heights.map((height) => (highest === 0 ? 0 : height / highest));
}

function knotsOf(values: QuantileValues): readonly Knot[] {
  const sizes = increasingLn(values);
  return QUANTILES.map((quantile) => ({ size: sizes[quantile], logit: logitOf(PROBABILITY[quantile]) }));
}

/** The slope at each knot: the harmonic mean of those beside it, so that the curve never turns back. */
function monotoneSlopes(knots: readonly Knot[]): readonly number[] {
  const chords = knots.slice(1).map(({ size, logit }, index) => {
    const before = knots[index] ?? { size, logit };
    return (logit - before.logit) / (size - before.size);
  });
  return knots.map((_, index) => {
    const [left, right] = [chords[index - 1], chords[index]];
    return left === undefined || right === undefined ? (left ?? right ?? 0) : (2 * left * right) / (left + right);
  });
}

/** The density over the logarithm of the amount. */
function densityAt(knots: readonly Knot[], slopes: readonly number[], size: number): number {
  const { logit, slope } = curveAt(knots, slopes, size);
  const chance = 1 / (1 + Math.exp(-logit));
  return slope * chance * (1 - chance);
}

/** The cubic and its slope; beyond the outer knots it goes on as a straight line. */
function curveAt(
  knots: readonly Knot[],
  slopes: readonly number[],
  size: number,
): { readonly logit: number; readonly slope: number } {
  const after = knots.findIndex((knot) => size < knot.size);
  const outer = after < 0 ? knots.length - 1 : after === 0 ? 0 : undefined;
  const [from, to] = [knots[outer ?? after - 1], knots[outer ?? after]];
  const [m0 = 0, m1 = 0] = [slopes[outer ?? after - 1], slopes[outer ?? after]];
  if (from === undefined || to === undefined || outer !== undefined) {
    return { logit: (from?.logit ?? 0) + m0 * (size - (from?.size ?? 0)), slope: m0 };
  }
  const width = to.size - from.size;
  const t = (size - from.size) / width;
  const chord = (to.logit - from.logit) / width;
  return {
    logit:
      from.logit +
      width * (m0 * t * (1 - t) ** 2 + m1 * t * t * (t - 1)) +
      (to.logit - from.logit) * (3 * t * t - 2 * t * t * t),
    slope: m0 * (1 - t) * (1 - 3 * t) + m1 * t * (3 * t - 2) + 6 * chord * t * (1 - t),
  };
}
