import type { SeededRandom } from './seededRandom.ts';

/** An id as Codex makes them for threads and turns: it begins with its time, so that ids sort by age. */
export function uuidV7(atMs: number, random: SeededRandom): string {
  const time = atMs.toString(16).padStart(12, '0');
  const hex = (digits: number): string =>
    random
      .int(0, 16 ** digits - 1)
      .toString(16)
      .padStart(digits, '0');
  const variant = random.int(8, 11).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(3)}-${variant}${hex(3)}-${hex(6)}${hex(6)}`;
}
