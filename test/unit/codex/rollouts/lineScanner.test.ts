import assert from 'node:assert/strict';

import fc from 'fast-check';

import { LineScanner } from '../../../../src/codex/rollouts/lineScanner.ts';

const NO_LIMIT = 1 << 20;
const BUFFER_BYTES = 4;

interface ReadLine {
  readonly kind: 'line' | 'tooLong';
  readonly text: string;
  readonly endOffset: number;
}

/** Reads in pieces of these sizes, over and over. Lines that begin with an x are not wanted. */
function scan(text: string, sizes: readonly number[], fromOffset = 0, maxLineBytes = NO_LIMIT) {
  const bytes = Buffer.from(text);
  const lines: ReadLine[] = [];
  const scanner = new LineScanner(
    {
      line: (buffer, start, end, endOffset) =>
        void lines.push({ kind: 'line', text: buffer.toString('utf8', start, end), endOffset }),
      wants: (buffer, start) => buffer[start] !== 'x'.charCodeAt(0),
      tooLong: (head, endOffset) => void lines.push({ kind: 'tooLong', text: head.toString(), endOffset }),
    },
    Buffer.alloc(BUFFER_BYTES),
    fromOffset,
    maxLineBytes,
  );
  for (let turn = 0; scanner.offset < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    const { space, offset } = scanner;
    scanner.take(bytes.copy(space.subarray(0, size), 0, offset));
  }
  return { lines, scanner };
}

function read(text: string, sizes: readonly number[], fromOffset = 0, maxLineBytes = NO_LIMIT): ReadLine[] {
  return scan(text, sizes, fromOffset, maxLineBytes).lines;
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
      .array(fc.constantFrom('a', 'x', 'ä', '\n', '{"x":1}'), { maxLength: 60 })
      .map((parts) => parts.join(''));
    const anySizes = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(anyText, anySizes, (text, sizes) => {
        const wanted = (lines: readonly ReadLine[]) => lines.filter((each) => !each.text.startsWith('x'));
        assert.deepEqual(wanted(read(text, sizes)), wanted(read(text, [1000])));
      }),
    );
  });

  it('leave what is not whole yet, and where it begins', () => {
    const { scanner } = scan('a\nbbb', [1]);
    assert.deepEqual([scanner.rest.toString(), scanner.lineOffset, scanner.offset], ['bbb', 2, 5]);
  });
});

describe('a line that is too long', () => {
  for (const sizes of [[1], [4], [1000]]) {
    it(`is passed by, read in pieces of ${sizes.join()}`, () => {
      const kinds = read('ok\n123456789\nok\n', sizes, 0, 5).map(({ kind, text }) => `${kind} ${text}`);
      assert.deepEqual(kinds, ['line ok', 'tooLong 12345', 'line ok']);
    });
    it(`and not wanted is passed by without a word, read in pieces of ${sizes.join()}`, () =>
      assert.deepEqual(texts(read('ok\nx23456789\nok\n', sizes)), ['ok', 'ok']));
  }

  it('is held only where it is wanted', () => {
    const long = 'y'.repeat(1000);
    assert.deepEqual(texts(read(`x${long}\n${long}\n`, [1000])), [long]);
  });

  it('begins where it began, however far it has been passed by', () => {
    const { scanner } = scan(`ok\nx${'y'.repeat(100)}`, [3]);
    assert.deepEqual([scanner.lineOffset, scanner.rest.length], [3, 0]);
  });
});
