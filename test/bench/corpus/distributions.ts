import type { SeededRandom } from '../../support/codex/seededRandom.ts';

/** A number whose logarithm is normally distributed: most are near `median`, a few are many times larger. */
export function logNormal(random: SeededRandom, median: number, sigma: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.next()));
  return median * Math.exp(sigma * radius * Math.cos(2 * Math.PI * random.next()));
}

/** A number between two others, as often in each octave as in the next. */
export function logUniform(random: SeededRandom, min: number, max: number): number {
  return min * (max / min) ** random.next();
}

/** One of several values, each as often as its weight says. */
export function weighted<T>(random: SeededRandom, choices: readonly (readonly [value: T, weight: number])[]): T {
  let rest = random.next() * choices.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [value, weight] of choices) {
    rest -= weight;
    if (rest < 0) {
      return value;
    }
  }
  return choices.at(-1)![0];
}
