/** How many runs' worth of evidence other people's spread is. */
const PRIOR_RUNS = 12;
/** What an error weighs after each further one. */
const DECAY = 0.98;
/** An error counts as this many variances at most, so that one odd run does not widen the range for long. */
const MOST_VARIANCES = 9;

/** How far a person's runs stray from what was expected: their own squared errors, shrunk towards other people's. */
export class ErrorScale {
  readonly #priorVariance: number;
  #squares = 0;
  #weight = 0;

  constructor(priorVariance: number) {
    this.#priorVariance = priorVariance;
  }

  get deviation(): number {
    return Math.sqrt((this.#squares + PRIOR_RUNS * this.#priorVariance) / (this.#weight + PRIOR_RUNS));
  }

  learn(error: number): void {
    this.#squares = this.#squares * DECAY + Math.min(error * error, MOST_VARIANCES * this.#priorVariance);
    this.#weight = this.#weight * DECAY + 1;
  }
}
