import { POLICY_KEYS } from './policySchema.ts';

/** What to write for a key that is not known in its place: the one it resembles, or the place where it belongs. */
export function expectedInstead(key: string, place: string): string {
  const meant = nearestKey(key, POLICY_KEYS.get(place) ?? []);
  if (meant !== undefined) {
    return `; expected “${meant}”`;
  }
  const home = [...POLICY_KEYS].find(([other, keys]) => other !== place && keys.includes(key))?.[0];
  if (home === undefined) {
    return '; expected a key of the policy file, version 1';
  }
  return home === '' ? ' here; expected it at the top level' : ` here; expected it in “${home}”`;
}

const MAX_SUGGESTION_DISTANCE = 2;

/** The known key that differs least from the one written, where it is near enough to have been meant. */
function nearestKey(written: string, known: readonly string[]): string | undefined {
  const furthest = Math.min(MAX_SUGGESTION_DISTANCE, written.length / 2);
  return known
    .filter((key) => key !== written)
    .map((key) => ({ key, distance: editDistance(written.toLowerCase(), key.toLowerCase()) }))
    .filter(({ distance }) => distance <= furthest)
    .sort((a, b) => a.distance - b.distance)
    .at(0)?.key;
}

/** Levenshtein's distance: the fewest letters put in, taken out or changed that make one word of the other. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const changed = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(changed, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
