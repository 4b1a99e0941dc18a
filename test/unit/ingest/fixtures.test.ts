import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { type TokenUsage, NO_TOKENS, addTokens } from '../../../src/core/tokenUsage.ts';
import { ingestHome } from '../../../src/ingest/ingestHome.ts';
import { decode } from '../codex/decoding.ts';
import { FOREVER, ledgerFixture } from '../ledger/openLedger.ts';
import { temporaryFolder } from '../temporary.ts';
import { read } from './rollout.ts';

const FOLDER = fileURLToPath(new URL('../../fixtures/rollouts/', import.meta.url));

type Billed = TokenUsage & { readonly requests: number };

const NAMES: readonly string[] = [
  'exec.jsonl',
  'fork.jsonl',
  'resumed.jsonl',
  'interrupted.jsonl',
  'failed-429.jsonl',
  'review-child.jsonl',
  'subagent-parent.jsonl',
  'subagent.jsonl',
  'subagent-inheriting-parent.jsonl',
  'subagent-inheriting.jsonl',
  'compacted.jsonl',
];

/** What the backend billed for each thread when the rollouts were recorded. */
const all = JSON.parse(readFileSync(path.join(FOLDER, 'expected.json'), 'utf8')) as Readonly<Record<string, Billed>>;
const expected = Object.fromEntries(Object.entries(all).filter(([name]) => NAMES.includes(name)));

describe('rollouts that the real Codex wrote', () => {
  it('are all there, each with what was billed for it', () => {
    const files = NAMES.filter((name) => existsSync(path.join(FOLDER, name)));
    assert.deepEqual(files, Object.keys(expected));
  });

  for (const [name, billed] of Object.entries(expected)) {
    it(`${name} counts what was billed`, () => {
      const events = read(path.join(FOLDER, name))?.batch.events ?? [];
      const counted = events.map((event) => event.usage).reduce(addTokens, NO_TOKENS);
      assert.deepEqual({ requests: events.length, ...counted }, billed);
    });

    it(`${name} has no line that cannot be read, and lacks nothing`, () => {
      const batch = read(path.join(FOLDER, name))?.batch;
      assert.deepEqual([batch?.checkpoint.malformedLines, batch?.thread?.isIncomplete], [0, false]);
    });
  }

  for (const [name, billed] of Object.entries(expected)) {
    it(`${name} counts the same by its running totals, as older versions wrote nothing else`, () => {
      const lines = readFileSync(path.join(FOLDER, name), 'utf8').split('\n');
      const counted = decode(...lines.filter((line) => !line.includes('"type":"token_usage_record"'))).events;
      assert.deepEqual(counted.map((event) => event.usage).reduce(addTokens, NO_TOKENS), addTokens(NO_TOKENS, billed));
    });
  }

  it('leave no request without model, effort and run', () => {
    const events = Object.keys(expected).flatMap((name) => read(path.join(FOLDER, name))?.batch.events ?? []);
    const lacking = events.filter(({ model, effort, turnId }) => [model, effort, turnId].includes(undefined));
    assert.deepEqual(lacking, []);
  });

  it('of a subagent belong to its parent’s run', () => {
    const runsOf = (name: string) => new Set(read(path.join(FOLDER, name))?.batch.events.map(({ runId }) => runId));
    for (const kind of ['subagent', 'subagent-inheriting']) {
      assert.deepEqual(runsOf(`${kind}.jsonl`), runsOf(`${kind}-parent.jsonl`), kind);
    }
  });
});

describe('a folder of them', () => {
  const { open } = ledgerFixture();
  const folder = temporaryFolder();

  beforeEach(() => NAMES.forEach((name) => copyFileSync(path.join(FOLDER, name), folder(name))));

  it('read into the ledger adds up to all that was billed', () => {
    const ledger = open();
    Array.from(ingestHome(ledger.writer, folder(), (home) => home));
    const { requests, usage } = ledger.report('day', ...FOREVER).totals;
    const billed = Object.values(expected);
    const sums = billed.reduce(addTokens, NO_TOKENS);
    assert.deepEqual([requests, usage], [billed.reduce((sum, each) => sum + each.requests, 0), sums]);
  });

  it('has as many threads as files', () => {
    const ledger = open();
    Array.from(ingestHome(ledger.writer, folder(), (home) => home));
    assert.equal(ledger.report('thread', ...FOREVER).rows.length, Object.keys(expected).length);
  });
});
