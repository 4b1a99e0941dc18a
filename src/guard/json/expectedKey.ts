import { type Phrase, phrase } from '../../base/phrase.ts';
import { closeNames } from '../../core/closeNames.ts';

/** The keys that may stand in each place of a kind of file; the top level's place is ''. */
export interface KnownKeys {
  /** What to call the file: "the policy file, version 1". */
  readonly fileName: Phrase;
  readonly byPlace: ReadonlyMap<string, readonly string[]>;
}

/** That a key is not known in its place, and what to write instead: the one it resembles, or the place where it belongs. */
export function unknownKeyText(key: string, place: string, { fileName, byPlace }: KnownKeys): Phrase {
  const furthest = Math.min(MAX_SUGGESTION_DISTANCE, key.length / 2);
  const [meant] = closeNames(key, byPlace.get(place) ?? [], furthest);
  if (meant !== undefined) {
    return phrase('“{0}” is not known; expected “{1}”', key, meant);
  }
  const home = [...byPlace].find(([other, keys]) => other !== place && keys.includes(key))?.[0];
  if (home === undefined) {
    return phrase('“{0}” is not known; expected a key of {1}', key, fileName);
  }
  return home === ''
    ? phrase('“{0}” is not known here; expected it at the top level', key)
    : phrase('“{0}” is not known here; expected it in “{1}”', key, home);
}

/** A known key that differs by more was hardly meant. */
const MAX_SUGGESTION_DISTANCE = 2;
