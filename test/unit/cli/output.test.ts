import assert from 'node:assert/strict';

import fc from 'fast-check';

import {
  csv,
  plainText,
  printJson,
  printJsonLine,
  printJsonRows,
  table,
  terminalLog,
} from '../../../src/cli/output.ts';

describe('a table of comma-separated values', () => {
  const cells: readonly (readonly [value: string | number | null, cell: string])[] = [
    ['plain', 'plain'],
    [12, '12'],
    [-12, '-12'],
    [0, '0'],
    [null, ''],
    ['', ''],
    ['a,b', '"a,b"'],
    ['say "no"', '"say ""no"""'],
    ['two\nlines', '"two\nlines"'],
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\tcmd', "'\tcmd"],
    ['\rcmd', `"'\rcmd"`],
    ['=HYPERLINK("http://x","y")', `"'=HYPERLINK(""http://x"",""y"")"`],
    [' =1+1', "' =1+1"],
    ['\n@A1', `"'\n@A1"`],
    ['＝1+1', "'＝1+1"],
    ['a=1', 'a=1'],
  ];
  for (const [value, cell] of cells) {
    it(`writes ${JSON.stringify(value)} as ${JSON.stringify(cell)}`, () =>
      assert.equal(csv([], [[value]]), `\n${cell}\n`));
  }

  it('makes no cell a formula, whatever a model or a folder is called', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const cell = csv([], [[text]])
          .slice(1, -1)
          .replace(/^"/, '');
        assert.doesNotMatch(cell, /^\s*[=+\-@]|^[\t\r]/);
      }),
    );
  });

  it('makes the names of columns no formula either', () => assert.equal(csv(['=a'], []), "'=a\n"));
});

describe('a table for people', () => {
  it('has columns as wide as their widest cell, figures to the right', () => {
    const rows = [
      ['a', '1,204'],
      ['longer', '7'],
    ];
    assert.equal(
      table(['day', 'credits'], rows, 1),
      ['day     credits', 'a         1,204', 'longer        7', ''].join('\n'),
    );
  });

  it('has no blanks at the ends of its lines', () =>
    assert.equal(table(['a', 'b'], [['long', '']], 2), 'a     b\nlong\n'));

  it('may have more rows than a call has arguments', () => {
    const rows = Array.from({ length: 200_000 }, (_, index) => [String(index)]);
    assert.equal(table(['a'], rows, 0).split('\n').length, rows.length + 2);
  });

  it('is its header where there are no rows', () => assert.equal(table(['a', 'b'], [], 1), 'a  b\n'));
});

describe('a text of others in the terminal', () => {
  for (const [text, plain] of [
    ['\u001b]0;title\u0007gpt', ']0;titlegpt'],
    ['\u001b[2J\u001b[1;1Hall is well', '[2J[1;1Hall is well'],
    ['\u009b31mred', '31mred'],
    ['deny\rallow', 'denyallow'],
    ['rm \u202etxt.x\u202c -r', 'rm txt.x -r'],
    ['\u2066a\u2069', 'a'],
    ['two\nlines\tand more', 'two\nlines\tand more'],
    ['naïve 日本語 👍', 'naïve 日本語 👍'],
  ] as const) {
    it(`${JSON.stringify(text)} is ${JSON.stringify(plain)}`, () => assert.equal(plainText(text), plain));
  }

  it('steers nothing, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) =>
        assert.doesNotMatch(plainText(text), /(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/u),
      ),
    );
  });
});

describe('an answer in JSON', () => {
  function written(print: (terminal: Parameters<typeof printJson>[0]) => void): string {
    let text = '';
    print({
      out: (more) => (text += more),
      err: () => assert.fail('nothing is to be said'),
      draw: () => undefined,
      styled: () => assert.fail('nothing is styled'),
      hasColors: false,
      isInteractive: false,
    });
    return text;
  }

  it('tells the version of its form', () =>
    assert.deepEqual(JSON.parse(written((terminal) => printJson(terminal, { a: 1 }))), { schemaVersion: 1, a: 1 }));

  for (const count of [0, 1, 1000, 2500]) {
    it(`with ${count} rows is one answer, with a line for each`, () => {
      const rows = Array.from({ length: count }, (_, index) => ({ key: `${index} \u009b "` }));
      const text = written((terminal) => printJsonRows(terminal, { a: { b: 1 } }, rows, ({ key }) => ({ n: 1, key })));
      assert.deepEqual(JSON.parse(text), {
        schemaVersion: 1,
        a: { b: 1 },
        rows: rows.map(({ key }) => ({ n: 1, key })),
      });
      assert.deepEqual([text.match(/^ {4}\{"n":1/gm)?.length ?? 0, /\u009b/.test(text)], [count, false]);
    });
  }

  it('that is one of many is one line', () =>
    assert.equal(
      written((terminal) => printJsonLine(terminal, { text: 'a\nb' })),
      '{"schemaVersion":1,"text":"a\\nb"}\n',
    ));
});

describe('the log of the command line', () => {
  it('tells people of warnings and errors only, with what belongs to them', () => {
    let text = '';
    const log = terminalLog({ err: (more) => (text += more) });
    log.debug('a');
    log.info('b');
    log.warn('c', { n: 1 });
    log.error('d');
    assert.equal(text, 'c n=1\nd\n');
  });
});
