import { countBullets, countFileNames, countOf, countTraceLines } from './promptShape.ts';
import type { PromptVerb } from './promptVerbs.ts';
import { promptWords } from './promptWords.ts';

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

/** Of a longer prompt, the beginning tells what it is about. */
const READ_CHARS = 8000;

/** Measures a prompt. `salt` is secret to this machine, so that nobody else's table of words fits its buckets. */
export function promptFeatures(text: string, images: number, salt: string): PromptFeatures {
  const read = text.slice(0, READ_CHARS);
  const words = promptWords(read.toLowerCase(), salt);
  const lines = read.split('\n');
  return {
    chars: text.length,
    words: words.count,
    lines: lines.length,
    files: countFileNames(read),
    codeBlocks: Math.floor(countOf(read, '```') / 2),
    urls: countOf(read, '://'),
    questionMarks: countOf(read, '?'),
    bullets: countBullets(lines),
    traceLines: countTraceLines(read, lines),
    images,
    isSlashCommand: /^\s*\/\w/.test(read),
    nonAsciiShare: read.length === 0 ? 0 : words.nonAsciiChars / read.length,
    verbs: [...words.verbs].sort(),
    wordBuckets: words.buckets,
  };
}
