import { FNV_OFFSET, FNV_PRIME, hashOf } from '../../base/fnv.ts';
import { type PromptVerb, VERB_OF_HASH } from './promptVerbs.ts';

export const WORD_BUCKETS = 4096;
export const MAX_WORDS = 80;
const LAST_ASCII = 0x7f;

/** Which buckets the text that is being measured has; all zero in between. */
const SEEN = new Uint8Array(WORD_BUCKETS);

/** What is kept of a text's words. */
export interface PromptWords {
  readonly count: number;
  readonly nonAsciiChars: number;
  readonly verbs: ReadonlySet<PromptVerb>;
  /** Of distinct words, in the order of the text: at most {@link MAX_WORDS}, each below {@link WORD_BUCKETS}. */
  readonly buckets: readonly number[];
}

/**
 * Measures the words of a text in small letters: runs of letters, digits and underscores, where all that is not ASCII
 * counts as letters. Each is hashed as it goes by: a text is made of none of them. `salt` is secret to this machine.
 */
export function promptWords(lower: string, salt: string): PromptWords {
  const verbs = new Set<PromptVerb>();
  const buckets: number[] = [];
  const salted = hashOf(salt, FNV_OFFSET);
  let count = 0;
  let nonAsciiChars = 0;
  let length = 0;
  let plainHash = FNV_OFFSET;
  let saltedHash = salted;
  for (let index = 0; index <= lower.length; index += 1) {
    const code = index < lower.length ? lower.charCodeAt(index) : 0;
    if (isOfWord(code)) {
      nonAsciiChars += code > LAST_ASCII ? 1 : 0;
      length += 1;
      plainHash = Math.imul(plainHash ^ code, FNV_PRIME);
      saltedHash = Math.imul(saltedHash ^ code, FNV_PRIME);
    } else if (length > 0) {
      count += 1;
      const verb = VERB_OF_HASH.get(plainHash);
      if (verb !== undefined) {
        verbs.add(verb);
      }
      const bucket = stirred(saltedHash) % WORD_BUCKETS;
      if (length > 1 && buckets.length < MAX_WORDS && SEEN[bucket] === 0) {
        SEEN[bucket] = 1;
        buckets.push(bucket);
      }
      length = 0;
      plainHash = FNV_OFFSET;
      saltedHash = salted;
    }
  }
  for (const bucket of buckets) {
    SEEN[bucket] = 0;
  }
  return { count, nonAsciiChars, verbs, buckets };
}

function isOfWord(code: number): boolean {
  const isLetter = code >= 0x61 && code <= 0x7a;
  const isDigit = code >= 0x30 && code <= 0x39;
  return isLetter || isDigit || code === 0x5f || code > LAST_ASCII;
}

/** Makes the low bits depend on all others. */
function stirred(value: number): number {
  return Math.imul(value ^ (value >>> 15), 0x2c1b3c6d) >>> 0;
}
