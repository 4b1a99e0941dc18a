/** Tokens of some requests, and what they are said to have cost together. */
export interface PricedTokens {
  readonly fresh: number;
  readonly cached: number;
  readonly output: number;
  /** Credits, as a decimal number. */
  readonly credits: number;
}

/** Credits per million tokens. */
export interface SolvedRates {
  readonly input: number;
  readonly cachedInput: number;
  readonly output: number;
}

/** How far each cost may be from what the rates make of its tokens: published rates fit to the last digit. */
const FITS_WITHIN = 0.002;
/** Rates are published with few digits. */
const RATE_DIGITS = [2, 3, 4] as const;
const MTOK = 1e6;

/**
 * The three rates that explain all costs, with as few digits as will do; undefined where none do, or where the samples
 * are too much alike to tell the rates apart. Least squares of relative errors, by the normal equations.
 */
export function solveRates(samples: readonly PricedTokens[]): SolvedRates | undefined {
  const rows = samples
    .filter(({ credits }) => credits > 0)
    .map(({ fresh, cached, output, credits }) => [fresh, cached, output].map((tokens) => tokens / MTOK / credits));
  const matrix = [0, 1, 2].map((i) => [0, 1, 2].map((j) => sum(rows.map((row) => at(row, i) * at(row, j)))));
  const right = [0, 1, 2].map((i) => sum(rows.map((row) => at(row, i))));
  const solution = solve(matrix, right);
  if (solution === undefined) {
    return undefined;
  }
  return RATE_DIGITS.map((digits) => ratesOf(solution.map((rate) => Number(rate.toPrecision(digits))))).find(
    (rates) => isPlausible(rates) && samples.every((sample) => fits(rates, sample)),
  );
}

/** What tokens cost at some rates, in credits. */
export function costAt({ input, cachedInput, output }: SolvedRates, tokens: Omit<PricedTokens, 'credits'>): number {
  return (tokens.fresh * input + tokens.cached * cachedInput + tokens.output * output) / MTOK;
}

function ratesOf(solution: readonly number[]): SolvedRates {
  return { input: at(solution, 0), cachedInput: at(solution, 1), output: at(solution, 2) };
}

function isPlausible({ input, cachedInput, output }: SolvedRates): boolean {
  return input > 0 && output > 0 && cachedInput >= 0 && cachedInput <= input;
}

/** Whether tokens cost at some rates what they are said to have cost. */
export function fits(rates: SolvedRates, sample: PricedTokens): boolean {
  return Math.abs(costAt(rates, sample) - sample.credits) <= FITS_WITHIN * sample.credits;
}

/** Smaller pivots than this, of their column's own size, are rounding and no knowledge. */
const LEAST_PIVOT = 1e-7;

/** Gauss's elimination of three equations with the largest pivot first; undefined where they do not determine all. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] | undefined {
  const scale = [0, 1, 2].map((i) => Math.sqrt(at(matrix[i] ?? [], i)));
  if (scale.some((size) => size === 0)) {
    return undefined;
  }
  const rows = matrix.map((row, i) => [
    ...row.map((value, j) => value / at(scale, i) / at(scale, j)),
    at(right, i) / at(scale, i),
  ]);
  for (let column = 0; column < rows.length; column += 1) {
    const rest = rows.splice(column).sort((a, b) => Math.abs(at(b, column)) - Math.abs(at(a, column)));
    rows.push(...rest);
    const pivot = rows[column] ?? [];
    if (Math.abs(at(pivot, column)) < LEAST_PIVOT) {
      return undefined;
    }
    for (const row of rows.filter((other) => other !== pivot)) {
      const factor = at(row, column) / at(pivot, column);
      row.forEach((value, index) => {
        row[index] = value - factor * at(pivot, index);
      });
    }
  }
  return rows.map((row, i) => at(row, rows.length) / at(row, i) / at(scale, i));
}

function at(values: readonly number[], index: number): number {
  return values[index] ?? 0;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
