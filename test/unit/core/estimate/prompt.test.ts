import assert from 'node:assert/strict';

import fc from 'fast-check';

import { type PromptFeatures, promptFeatures } from '../../../../src/core/estimate/prompt.ts';
import { MAX_WORDS, WORD_BUCKETS } from '../../../../src/core/estimate/promptWords.ts';

const SALT = 'this machine’s';
const measure = (text: string, salt = SALT): PromptFeatures => promptFeatures(text, 0, salt);
const sorted = (buckets: readonly number[]): number[] => [...buckets].sort((a, b) => a - b);

describe('what is kept of a prompt', () => {
  const cases: readonly (readonly [text: string, features: Partial<PromptFeatures>])[] = [
    ['', { chars: 0, words: 0, lines: 1, files: 0, verbs: [], wordBuckets: [], nonAsciiShare: 0 }],
    ['fix', { chars: 3, words: 1, lines: 1, verbs: ['fix'] }],
    ['Fix the FAILING tests, please', { words: 5, verbs: ['fix', 'test'] }],
    ['prefix suffixes fixture', { words: 3, verbs: [] }],
    ['one\ntwo\r\n\nfour', { words: 3, lines: 4 }],
    ['why? really?? yes', { questionMarks: 3, verbs: ['explain', 'goOn'] }],
    ['- a\n* b\n• c\n1. d\n2) e\n-f\n3.g', { bullets: 5 }],
    ['  - indented', { bullets: 1 }],
    ['look at src/core/estimate/prompt.ts and `README.md`, (package.json)!', { files: 3 }],
    ['src/ lib/core/ /etc/hosts .gitignore and/or 3.14', { files: 2 }],
    ['a.ts\u00a0b.ts\u3000c.ts\td.ts\u2028e.ts', { files: 5 }],
    ['```ts\nlet a;\n```\nand ```b```', { codeBlocks: 2 }],
    ['``` never closed', { codeBlocks: 0 }],
    ['see https://example.com/a and http://b.de', { urls: 2 }],
    ['/review the change', { isSlashCommand: true, verbs: ['review'] }],
    ['  /compact', { isSlashCommand: true }],
    ['/ alone, and a/b', { isSlashCommand: false }],
    ['TypeError: x is not a function\n    at run (/a/b.js:1:2)\n    at next.js:3', { traceLines: 3 }],
    ['  File "a.py", line 3\nsrc/a.ts:1:2 - error', { traceLines: 2 }],
    ['at noon: 5', { traceLines: 0 }],
    ['äöüß', { nonAsciiShare: 1, words: 1 }],
    ['aé', { nonAsciiShare: 0.5 }],
    ['a b c', { words: 3, wordBuckets: [] }],
    ['snake_case camelCase x2', { words: 3 }],
  ];
  for (const [text, features] of cases) {
    it(`of ${JSON.stringify(text)} is ${JSON.stringify(features)}`, () => {
      const told = measure(text);
      const named = Object.keys(features) as (keyof PromptFeatures)[];
      assert.deepEqual(Object.fromEntries(named.map((name) => [name, told[name]])), features);
    });
  }

  it('has the images it was given', () => assert.equal(promptFeatures('look', 3, SALT).images, 3));

  it('is of a long text its length, and the measures of its beginning', () => {
    const { chars, words, questionMarks } = measure(`${'a '.repeat(4000)}${'zz? '.repeat(4000)}`);
    assert.deepEqual([chars, words, questionMarks], [24_000, 4000, 0]);
  });
});

describe('the words of a prompt', () => {
  const anyWord = fc.stringMatching(/^[a-zä]{2,12}$/);
  const anyWords = fc.array(anyWord, { minLength: 1, maxLength: MAX_WORDS });

  it('are kept as buckets alone: numbers below 4096, each once, and not too many', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 9000 }), (text) => {
        const { wordBuckets } = measure(text);
        assert.equal(WORD_BUCKETS, 4096);
        assert.ok(wordBuckets.every((bucket) => Number.isInteger(bucket) && bucket >= 0 && bucket < WORD_BUCKETS));
        assert.equal(new Set(wordBuckets).size, wordBuckets.length);
        assert.ok(wordBuckets.length <= MAX_WORDS);
      }),
      { seed: 1 },
    );
  });

  it('do not stand in what is kept', () => {
    // Longer than any name of a feature or a verb, so that none can be there by chance.
    const secret = fc.stringMatching(/^[a-z]{14,20}$/);
    fc.assert(
      fc.property(fc.array(secret, { minLength: 1, maxLength: 30 }), (words) => {
        const kept = JSON.stringify(measure(words.join(' '))).toLowerCase();
        assert.deepEqual(
          words.filter((word) => kept.includes(word)),
          [],
        );
      }),
      { seed: 2 },
    );
  });

  it('share their buckets with many others: some 16 of a vocabulary of 65,536', () => {
    const vocabulary = Array.from({ length: 65_536 }, (_, index) => `w${index.toString(36)}`);
    const counts = new Map<number, number>();
    for (const word of vocabulary) {
      const [bucket = -1] = measure(word).wordBuckets;
      counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
    }
    const fewest = Math.min(...counts.values());
    assert.deepEqual([counts.size, fewest >= 2], [WORD_BUCKETS, true]);
  });

  it('fall into the same buckets in any order and any case', () => {
    fc.assert(
      fc.property(
        anyWords.chain((words) =>
          fc.tuple(fc.constant(words), fc.shuffledSubarray(words, { minLength: words.length })),
        ),
        ([words, others]) => {
          const upper = measure(others.join('\n').toUpperCase());
          assert.deepEqual(sorted(upper.wordBuckets), sorted(measure(words.join(' ')).wordBuckets));
        },
      ),
      { seed: 3 },
    );
  });

  it('fall into other buckets with another salt', () => {
    const words = Array.from({ length: 60 }, (_, index) => `word${index}`).join(' ');
    const salts = ['', 'a', 'b', 'ab', SALT, 'f0e1d2c3'];
    const told = salts.map((salt) => measure(words, salt).wordBuckets);
    for (const [index, buckets] of told.entries()) {
      for (const others of told.slice(index + 1)) {
        const alike = buckets.filter((bucket, at) => bucket === others[at]).length;
        assert.ok(alike < 5, `${alike} of 60 words are in the same bucket`);
      }
    }
  });

  it('fall into the same buckets with the same salt', () =>
    assert.deepEqual(measure('some words'), measure('some words')));
});

const SIZE = 100_000;

describe('prompts that nobody would write', () => {
  for (const unit of [
    ...['a', 'é', '😀', '_', '1', ' ', '\n', '\r\n', '\t', '/', '\\', '.', '-', '?', '`', '```', ':', '"', '(', '\0'],
    ...['\ud800', 'a/', '/a', 'a.', '.a', '../', 'a.b/', '://', '- ', '1. ', 'at a:1', 'File "', ':1:1', 'Error: '],
    ...['a-', '@a', 'a.a,', 'a/a.a:', '~/', '\u2028', 'fix ', '١'],
  ]) {
    it(`are measured: ${JSON.stringify(unit)} over and over, alone and behind a word`, () => {
      const text = unit.repeat(Math.ceil(SIZE / unit.length));
      const [alone, behind] = [measure(text), measure(`fix ${text}!`)];
      assert.deepEqual([alone.chars, behind.chars], [text.length, text.length + 5]);
      assert.ok(alone.nonAsciiShare >= 0 && alone.nonAsciiShare <= 1);
      assert.ok(JSON.stringify(behind).length < 1000);
    });
  }

  it('are measured, whatever they are', () => {
    const pieces = fc.constantFrom(
      'a',
      '/',
      '.',
      '\n',
      ' ',
      '`',
      ':',
      '1',
      '"',
      '-',
      '@',
      '~',
      '\\',
      'at ',
      '😀',
      '\ud800',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 300 }), fc.nat(300), (parts, times) => {
        const text = parts.join('').repeat(times);
        assert.equal(measure(text).chars, text.length);
      }),
      { seed: 5, numRuns: 200 },
    );
  });
});
