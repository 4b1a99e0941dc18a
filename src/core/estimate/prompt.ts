import { FNV_OFFSET, FNV_PRIME, hashOf } from '../../base/fnv.ts';

/**
 * What is kept of a prompt for comparing it with others: counts, and hashed words. The text itself is not kept. The
 * measures and their names follow the data that the estimate was fitted to.
 */
export interface PromptFeatures {
  readonly chars: number;
  readonly words: number;
  readonly lines: number;
  /** Names of files or paths. */
  readonly files: number;
  readonly codeBlocks: number;
  readonly urls: number;
  readonly questionMarks: number;
  readonly bullets: number;
  /** Lines of a stack trace, or of a compiler's errors. */
  readonly traceLines: number;
  readonly images: number;
  readonly isSlashCommand: boolean;
  /** Share of characters outside ASCII, 0 to 1. */
  readonly nonAsciiShare: number;
  readonly verbs: readonly PromptVerb[];
  /** Buckets of distinct words, in the order of the text: at most {@link MAX_WORDS}, each below {@link WORD_BUCKETS}. */
  readonly wordBuckets: readonly number[];
}

export const WORD_BUCKETS = 4096;
export const MAX_WORDS = 80;
/** Of a longer prompt, the beginning tells what it is about. */
const READ_CHARS = 8000;
const MAX_NAME_CHARS = 260;

const WORDS_OF_VERBS = {
  fix: 'fix fixes fixed bug bugs error errors broken fail fails failed failing failure debug repair',
  refactor: 'refactor refactoring clean cleanup rename simplify restructure reorganize reorganise',
  implement: 'implement implements add create build write make support introduce',
  explain: 'explain what why how describe understand summarize summarise',
  review: 'review check audit verify analyze analyse inspect',
  test: 'test tests testing coverage spec specs',
  run: 'run execute start launch deploy install',
  git: 'git commit push merge rebase branch pr',
  docs: 'doc docs documentation readme comment comments changelog',
  goOn: 'continue proceed next yes ok okay resume',
  ui: 'ui css style layout button page screen component',
  all: 'all every everything entire whole complete completely each',
  plan: 'plan design architecture propose roadmap step steps',
} as const;

export type PromptVerb = keyof typeof WORDS_OF_VERBS;
/** All of them, in an order that stays. */
export const PROMPT_VERBS = Object.keys(WORDS_OF_VERBS) as readonly PromptVerb[];

/** Measures a prompt. `salt` is secret to this machine, so that nobody else's table of words fits its buckets. */
export function promptFeatures(text: string, images: number, salt: string): PromptFeatures {
  const read = text.slice(0, READ_CHARS);
  const words = measureWords(read.toLowerCase(), salt);
  const lines = read.split('\n');
  return {
    chars: text.length,
    words: words.count,
    lines: lines.length,
    files: read.split(/\s+/).filter(isFileName).length,
    codeBlocks: Math.floor(occurrences(read, '```') / 2),
    urls: occurrences(read, '://'),
    questionMarks: occurrences(read, '?'),
    bullets: lines.filter((line) => BULLET.test(line)).length,
    traceLines: lines.filter(isOfTrace).length,
    images,
    isSlashCommand: /^\s*\/\w/.test(read),
    nonAsciiShare: read.length === 0 ? 0 : words.nonAsciiChars / read.length,
    verbs: [...words.verbs].sort(),
    wordBuckets: [...words.buckets],
  };
}

const BULLET = /^[ \t]{0,40}(?:[-*•]|\d{1,3}[.)])\s/;
const FRAME_OF_TRACE = /^[ \t]{0,40}(?:at .{1,300}:\d+|File ".{1,300}", line \d+|\S{1,300}:\d+:\d+)/;

const LINE_NUMBER = /:\d|, line \d/;

function isOfTrace(line: string): boolean {
  return (
    line.includes('Error: ') || line.includes('Exception: ') || (LINE_NUMBER.test(line) && FRAME_OF_TRACE.test(line))
  );
}

const FILE_NAME = /^["'`([]*(?:[\w@.~-]*\/)*[\w@-][\w@.-]*(?:\.[a-z]\w{0,4}|\/)["'`)\],;:.!?]*$/i;

function isFileName(text: string): boolean {
  return text.length <= MAX_NAME_CHARS && (text.includes('.') || text.includes('/')) && FILE_NAME.test(text);
}

function occurrences(text: string, part: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) {
    count += 1;
  }
  return count;
}

const LAST_ASCII = 0x7f;

interface Words {
  count: number;
  nonAsciiChars: number;
  readonly verbs: Set<PromptVerb>;
  readonly buckets: Set<number>;
}

/**
 * Words are runs of letters, digits and underscores; all that is not ASCII counts as letters. Each is hashed as it goes
 * by: a text is made of none of them.
 */
function measureWords(lower: string, salt: string): Words {
  const words: Words = { count: 0, nonAsciiChars: 0, verbs: new Set(), buckets: new Set() };
  const salted = hashOf(salt, FNV_OFFSET);
  let length = 0;
  let plainHash = FNV_OFFSET;
  let saltedHash = salted;
  for (let index = 0; index <= lower.length; index += 1) {
    const code = lower.charCodeAt(index);
    if (isOfWord(code)) {
      words.nonAsciiChars += code > LAST_ASCII ? 1 : 0;
      length += 1;
      plainHash = Math.imul(plainHash ^ code, FNV_PRIME);
      saltedHash = Math.imul(saltedHash ^ code, FNV_PRIME);
    } else if (length > 0) {
      noteWord(words, length, plainHash, saltedHash);
      length = 0;
      plainHash = FNV_OFFSET;
      saltedHash = salted;
    }
  }
  return words;
}

function noteWord(words: Words, length: number, plainHash: number, saltedHash: number): void {
  words.count += 1;
  const verb = VERB_OF_HASH.get(plainHash);
  if (verb !== undefined) {
    words.verbs.add(verb);
  }
  if (length > 1 && words.buckets.size < MAX_WORDS) {
    words.buckets.add(stirred(saltedHash) % WORD_BUCKETS);
  }
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

const VERB_OF_HASH: ReadonlyMap<number, PromptVerb> = new Map(
  PROMPT_VERBS.flatMap((verb) =>
    WORDS_OF_VERBS[verb].split(' ').map((word) => [hashOf(word, FNV_OFFSET), verb] as const),
  ),
);
