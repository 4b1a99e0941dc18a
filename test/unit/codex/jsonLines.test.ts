import assert from 'node:assert/strict';

import fc from 'fast-check';

import { type ReadAt, wholeLines } from '../../../src/codex/jsonLines.ts';

const NO_LIMIT = 1 << 20;

/** Gives a file in pieces of these sizes, over and over, out of one buffer that is used again. */
function inPieces(bytes: Buffer, sizes: readonly number[]): ReadAt {
  const shared = Buffer.alloc(Math.max(1, ...sizes));
  let turn = 0;
  return (offset) => {
    const size = sizes[turn++ % sizes.length] ?? 1;
    const piece = bytes.subarray(offset, offset + size);
    piece.copy(shared);
    return shared.subarray(0, piece.length);
  };
}

interface ReadLine {
  readonly kind: string;
  readonly text: string;
  readonly endOffset: number;
}

function read(text: string, sizes: readonly number[], fromOffset = 0, maxLineBytes = NO_LIMIT): ReadLine[] {
  const lines: ReadLine[] = [];
  for (const line of wholeLines(inPieces(Buffer.from(text), sizes), fromOffset, maxLineBytes)) {
    const bytes = line.kind === 'line' ? line.bytes : line.head;
    lines.push({ kind: line.kind, text: bytes.toString(), endOffset: line.endOffset });
  }
  return lines;
}

const texts = (lines: readonly ReadLine[]): string[] => lines.map(({ text }) => text);

describe('the lines of a file', () => {
  const cases: readonly (readonly [says: string, text: string, lines: readonly string[]])[] = [
    ['of nothing are none', '', []],
    ['are those that end', 'a\nbb\n', ['a', 'bb']],
    ['wait for the last newline', 'a\nbb', ['a']],
    ['may be empty', '\n\na\n', ['', '', 'a']],
    ['may have letters of several bytes', 'ä€😀\nñ\n', ['ä€😀', 'ñ']],
  ];
  for (const [says, text, lines] of cases) {
    it(says, () => assert.deepEqual(texts(read(text, [1])), lines));
  }

  it('end where the next one begins', () =>
    assert.deepEqual(
      read('a\nbb\n', [2]).map(({ endOffset }) => endOffset),
      [2, 5],
    ));

  it('are read on from any end of a line', () => {
    const text = 'first\nsecond\nthird\n';
    const ends = read(text, [7]).map(({ endOffset }) => endOffset);
    assert.deepEqual(
      ends.map((end) => texts(read(text, [4], end))),
      [['second', 'third'], ['third'], []],
    );
  });

  it('are the same however the file comes in pieces', () => {
    const anyText = fc
      .array(fc.constantFrom('a', 'ä', '\n', '{"x":1}'), { maxLength: 60 })
      .map((parts) => parts.join(''));
    const anySizes = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(anyText, anySizes, fc.constantFrom(3, 7, NO_LIMIT), (text, sizes, limit) =>
        assert.deepEqual(read(text, sizes, 0, limit), read(text, [1000], 0, limit)),
      ),
    );
  });
});

describe('a line that is too long', () => {
  for (const sizes of [[1], [4], [1000]]) {
    it(`is passed by, read in pieces of ${sizes.join()}`, () => {
      const kinds = read('ok\n123456789\nok\n', sizes, 0, 5).map(({ kind, text }) => `${kind} ${text}`);
      assert.deepEqual(kinds, ['line ok', 'oversized 12345', 'line ok']);
    });
  }

  it('is one byte longer than the limit', () => {
    const kinds = read('12345\n123456\n', [3], 0, 5).map(({ kind }) => kind);
    assert.deepEqual(kinds, ['line', 'oversized']);
  });

  it('is not held in memory', () => {
    let served = 0;
    const piece = Buffer.alloc(1 << 16, 'x');
    const endless: ReadAt = () => (served++ < 2000 ? piece : Buffer.alloc(0));
    const before = process.memoryUsage().arrayBuffers;
    const lines = [...wholeLines(endless, 0, 1 << 16)];
    const grown = process.memoryUsage().arrayBuffers - before;
    assert.deepEqual([lines, grown < 10e6], [[], true]);
  });
});
