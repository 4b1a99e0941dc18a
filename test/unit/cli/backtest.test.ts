import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

import { readRunTable } from '../../../src/cli/runTable.ts';
import { cliFixture } from './runCli.ts';

/** 1,000 fresh and 9,000 cached tokens of input, and 50 of output. */
const REQUEST = [10_000, 9_000, 50, 0, 1.5];

function row(change: object = {}): object {
  return {
    user: 'ada',
    thread: 'a',
    ws: 'w',
    t0: 0,
    turn: 0,
    ctx0: 0,
    gap: null,
    model: 'gpt-5.5',
    effort: 'default',
    sub: 0,
    p_chars: 12,
    v_cont: 1,
    tok: [7, 9, 7],
    req: [REQUEST],
    ...change,
  };
}

describe('codex-guardrails backtest', () => {
  const { run, json, folder } = cliFixture();
  const table = (...rows: readonly object[]): string => {
    const file = folder('runs.jsonl');
    writeFileSync(file, rows.map((one) => `${JSON.stringify(one)}\n`).join(''));
    return file;
  };

  it('says how good the estimates would have been', async () => {
    const scores = await json('backtest', '--runs', table(row(), row({ t0: 60 }), row({ user: 'bob' })));
    assert.deepEqual([scores['schemaVersion'], scores['rows'], scores['users']], [1, 3, 2]);
    const figures = ['pinballP50', 'pinballP90', 'coverage80', 'coverage90', 'medianAbsRelError'];
    assert.ok(figures.every((name) => Number.isFinite(scores[name])));
  });

  it('says it in words, too', async () => {
    const { code, out } = await run('backtest', '--runs', table(row()));
    assert.equal(code, 0);
    assert.match(out, /^1 runs of 1 people\.\n/);
  });

  it('writes what was said of each run, in order of time', async () => {
    const predictions = folder('out.jsonl');
    const file = table(row({ t0: 60, thread: 'later' }), row());
    await run('backtest', '--runs', file, '--predictions', predictions);
    const lines = readFileSync(predictions, 'utf8').trimEnd().split('\n');
    const told = lines.map((line) => JSON.parse(line) as Readonly<Record<string, number | string>>);
    assert.deepEqual(
      told.map(({ user, thread, t0, actual }) => [user, thread, t0, actual]),
      [
        ['ada', 'a', 0, 2200],
        ['ada', 'later', 60, 2200],
      ],
    );
    const quantiles = ['q05', 'q10', 'q50', 'q90', 'q95'].map((name) => Number(told[0]?.[name]));
    assert.deepEqual(
      quantiles,
      quantiles.toSorted((a, b) => a - b),
    );
  });

  it('reads gzipped tables just so', () => {
    const plain = table(row());
    const zipped = folder('runs.jsonl.gz');
    writeFileSync(zipped, gzipSync(readFileSync(plain)));
    assert.deepEqual(readRunTable(zipped), readRunTable(plain));
  });

  for (const [what, change] of [
    ['subagents', { sub: 1 }],
    ['Codex’s own reviews', { model: 'codex-auto-review' }],
    ['rows without requests', { req: [] }],
    ['rows without a time', { t0: null }],
    ['rows that took nothing', { req: [[0, 0, 0, 0, 0]] }],
  ] as const) {
    it(`leaves out ${what}`, () => assert.equal(readRunTable(table(row(), row(change))).length, 1));
  }

  it('reads of a row what an estimate knows', () => {
    const [known] = readRunTable(table(row({ ctx0: 5000, gap: 2.5 })));
    const { effort, contextTokens, idleMs, prompt, requests } = known ?? assert.fail('no row');
    assert.deepEqual(
      [effort, contextTokens, idleMs, prompt?.chars, prompt?.verbs, prompt?.wordBuckets, requests],
      [undefined, 5000, 2500, 12, ['goOn'], [7, 9], [{ units: 2200, contextTokens: 10_050 }]],
    );
  });

  const wrong: readonly (readonly [what: string, text: string, says: RegExp])[] = [
    ['a line that is no JSON', `${JSON.stringify(row())}\nnonsense\n`, /line 2: expected a JSON object/],
    ['a row without its user', JSON.stringify(row({ user: '' })), /line 1: expected “user” and “thread”/],
    ['a request without tokens', JSON.stringify(row({ req: [['1']] })), /line 1: expected “req” to hold lists/],
    ['no row at all', '\n', /has no run that could be used\.\nA run has a user/],
  ];
  for (const [what, text, says] of wrong) {
    it(`ends with 2 for ${what}, and says where`, async () => {
      writeFileSync(folder('runs.jsonl'), text);
      const { code, out, err } = await run('backtest', '--runs', folder('runs.jsonl'), '--json');
      assert.deepEqual([code, out], [2, '']);
      assert.match(err, says);
    });
  }

  it('ends with 2 for a file that is not there', async () => {
    const { code, err } = await run('backtest', '--runs', folder('none.jsonl'));
    assert.equal(code, 2);
    assert.match(err, /--runs .*none\.jsonl cannot be read/);
  });
});
