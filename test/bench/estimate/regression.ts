/** A row of a regression. */
export interface Observation {
  readonly target: number;
  readonly inputs: readonly number[];
  readonly weight: number;
}

/** How many observations' worth of evidence there is for each weight being zero; the first weight is free. */
const RIDGE = 30;
const ROUNDS = 4;
/** Errors smaller than this, in square, count by their square: absolute values have no slope at zero. */
const SMOOTH = 0.3;

/** The weights of inputs that leave the least absolute errors (iteratively reweighted least squares, with a ridge). */
export function leastAbsolute(observations: readonly Observation[]): readonly number[] {
  let weights = leastSquares(observations);
  for (let round = 1; round < ROUNDS; round += 1) {
    weights = leastSquares(
      observations.map((observation) => {
        const error = observation.target - dot(observation.inputs, weights);
        return { ...observation, weight: observation.weight / Math.sqrt(error * error + SMOOTH) };
      }),
    );
  }
  return weights;
}

function leastSquares(observations: readonly Observation[]): number[] {
  const size = observations[0]?.inputs.length ?? 0;
  const matrix = Array.from({ length: size }, (_, index) => {
    const row = new Float64Array(size);
    row[index] = index === 0 ? 0 : RIDGE;
    return row;
  });
  const right = new Float64Array(size);
  for (const { target, inputs, weight } of observations) {
    for (const [index, row] of matrix.entries()) {
      const weighted = weight * (inputs[index] ?? 0);
      right[index] = (right[index] ?? 0) + weighted * target;
      for (let other = 0; other <= index; other += 1) {
        row[other] = (row[other] ?? 0) + weighted * (inputs[other] ?? 0);
      }
    }
  }
  return solve(matrix, right);
}

/** Solves a positive definite system of which only the lower half is given, by Cholesky's factor. */
function solve(matrix: readonly Float64Array[], right: Float64Array): number[] {
  const factor = matrix.map((row) => Float64Array.from(row));
  const at = (row: number, column: number): number => factor[row]?.[column] ?? 0;
  for (const [row, entries] of factor.entries()) {
    for (let column = 0; column <= row; column += 1) {
      let rest = at(row, column);
      for (let before = 0; before < column; before += 1) {
        rest -= at(row, before) * at(column, before);
      }
      entries[column] = row === column ? Math.sqrt(rest) : rest / at(column, column);
    }
  }
  const solution = Array.from(right);
  for (let row = 0; row < solution.length; row += 1) {
    let rest = solution[row] ?? 0;
    for (let column = 0; column < row; column += 1) {
      rest -= at(row, column) * (solution[column] ?? 0);
    }
    solution[row] = rest / at(row, row);
  }
  for (let row = solution.length - 1; row >= 0; row -= 1) {
    let rest = solution[row] ?? 0;
    for (let below = row + 1; below < solution.length; below += 1) {
      rest -= at(below, row) * (solution[below] ?? 0);
    }
    solution[row] = rest / at(row, row);
  }
  return solution;
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}

export interface Weighted {
  readonly value: number;
  readonly weight: number;
}

/** The least value that so much of the weight is at or below. */
export function weightedQuantile(values: readonly Weighted[], probability: number): number {
  const sorted = values.toSorted((a, b) => a.value - b.value);
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0);
  let below = 0;
  for (const { value, weight } of sorted) {
    below += weight;
    if (below >= probability * total) {
      return value;
    }
  }
  return Number.NaN;
}
