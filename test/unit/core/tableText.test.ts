import assert from 'node:assert/strict';

import fc from 'fast-check';

import { type ShownTable, csvOf, jsonOf, markdownOf } from '../../../src/core/tableText.ts';

const table = (...rows: ShownTable['rows']): ShownTable => ({ name: 'Runs', columns: ['Run', 'Credits'], rows });
const cell = (text: string): string =>
  csvOf(table([text, 1]))
    .split('\r\n')
    .slice(1, -1)
    .join('\r\n')
    .slice(0, -2);

describe('a table as CSV', () => {
  it('has a line for each row, figures as they are, and nothing for what is not known', () =>
    assert.equal(csvOf(table(['Fix it', 4.1625], ['Review', null])), 'Run,Credits\r\nFix it,4.1625\r\nReview,\r\n'));

  for (const [text, written] of [
    ['a, b', '"a, b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    ['=HYPERLINK("http://evil.example")', `"'=HYPERLINK(""http://evil.example"")"`],
    ['@SUM(A1)', `'@SUM(A1)`],
    ['+cmd|x', `'+cmd|x`],
    ['-1+cmd', `'-1+cmd`],
    [' =1+1', `' =1+1`],
    ['\n@A1', `"'\n@A1"`],
    ['＝1+1', `'＝1+1`],
    ['＋cmd', `'＋cmd`],
    ['+500.00', '+500.00'],
    ['−12.30', '−12.30'],
  ] as const) {
    it(`writes ${JSON.stringify(text)} as ${written}`, () => assert.equal(cell(text), written));
  }

  it('lets no spreadsheet take a word for a formula', () => {
    fc.assert(
      fc.property(fc.constantFrom('=', '@', '\t', '+', '-'), fc.string(), (sign, rest) => {
        const written = cell(`${sign}${rest}x`).replace(/^"/, '');
        assert.equal(written.startsWith("'"), true);
      }),
    );
  });
});

describe('a table as JSON', () => {
  it('is a list of objects by the names of the columns', () =>
    assert.deepEqual(JSON.parse(jsonOf(table(['Fix it', 4.1625], ['Review', null]))), {
      schemaVersion: 1,
      name: 'Runs',
      rows: [
        { Run: 'Fix it', Credits: 4.1625 },
        { Run: 'Review', Credits: null },
      ],
    }));

  it('loses no column to another of the same name', () => {
    const text = jsonOf({ name: 'Spend', columns: ['Time', 'Credits', 'Credits'], rows: [['Nov 20', 1, 2]] });
    assert.deepEqual((JSON.parse(text) as { rows: unknown[] }).rows, [{ Time: 'Nov 20', Credits: 1, 'Credits 3': 2 }]);
  });
});

describe('a table as Markdown', () => {
  it('has its figures to the right', () =>
    assert.equal(
      markdownOf(table(['Fix it', 4.1625], ['Review', null]), (value) => value.toFixed(2)),
      '**Runs**\n\n| Run | Credits |\n| :-- | --: |\n| Fix it | 4.16 |\n| Review |  |\n',
    ));

  it('lets no word mean anything', () =>
    assert.match(
      markdownOf(table(['a | b <img> [x](y)\n# z', 1]), String),
      /\| a \\\| b \\<img\\> \\\[x\\\]\(y\) \\# z \| 1 \|/,
    ));
});
