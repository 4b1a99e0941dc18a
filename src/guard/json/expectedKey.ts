import { closeNames } from '../../core/closeNames.ts';

/** The keys that may stand in each place of a kind of file; the top level's place is ''. */
export interface KnownKeys {
  /** What to call the file: "the policy file, version 1". */
  readonly fileName: string;
  readonly byPlace: ReadonlyMap<string, readonly string[]>;
}

/** What to write for a key that is not known in its place: the one it resembles, or the place where it belongs. */
export function expectedInstead(key: string, place: string, { fileName, byPlace }: KnownKeys): string {
  const furthest = Math.min(MAX_SUGGESTION_DISTANCE, key.length / 2);
  const [meant] = closeNames(key, byPlace.get(place) ?? [], furthest);
  if (meant !== undefined) {
    return `; expected “${meant}”`;
  }
  const home = [...byPlace].find(([other, keys]) => other !== place && keys.includes(key))?.[0];
  if (home === undefined) {
    return `; expected a key of ${fileName}`;
  }
  return home === '' ? ' here; expected it at the top level' : ` here; expected it in “${home}”`;
}

/** A known key that differs by more was hardly meant. */
const MAX_SUGGESTION_DISTANCE = 2;
