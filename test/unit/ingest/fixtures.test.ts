import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { type TokenUsage, NO_TOKENS, addTokens } from '../../../src/core/tokenUsage.ts';
import { decode } from '../codex/decoding.ts';
import { FOREVER, ledgerFixture } from '../ledger/openLedger.ts';
import { ingestAll } from './ingestAll.ts';
import { read } from './rollout.ts';

const FOLDER = fileURLToPath(new URL('../../fixtures/rollouts/', import.meta.url));

/** What the backend billed for each thread when the rollouts were recorded. */
const expected = JSON.parse(readFileSync(path.join(FOLDER, 'expected.json'), 'utf8')) as Readonly<
  Record<string, TokenUsage & { readonly requests: number }>
>;

describe('rollouts that the real Codex wrote', () => {
  it('are all there, each with what was billed for it', () => {
    const files = readdirSync(FOLDER).filter((name) => name.endsWith('.jsonl'));
    assert.deepEqual(files.sort(), Object.keys(expected).sort());
  });

  for (const [name, billed] of Object.entries(expected)) {
    it(`${name} counts what was billed`, async () => {
      const events = (await read(path.join(FOLDER, name)))?.batch.events ?? [];
      const counted = events.map((event) => event.usage).reduce(addTokens, NO_TOKENS);
      assert.deepEqual({ requests: events.length, ...counted }, billed);
    });

    it(`${name} has no line that cannot be read, and lacks nothing`, async () => {
      const batch = (await read(path.join(FOLDER, name)))?.batch;
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

  it('leave no request without model, effort and run', async () => {
    const reads = await Promise.all(Object.keys(expected).map((name) => read(path.join(FOLDER, name))));
    const events = reads.flatMap((each) => each?.batch.events ?? []);
    const lacking = events.filter(({ surroundings: { model, effort } }) => model === undefined || effort === undefined);
    assert.deepEqual(lacking, []);
  });

  it('of a subagent belong to its parent’s run', async () => {
    const runsOf = async (name: string) =>
      new Set((await read(path.join(FOLDER, name)))?.batch.events.map(({ runId }) => runId));
    for (const kind of ['subagent', 'subagent-inheriting']) {
      assert.deepEqual(await runsOf(`${kind}.jsonl`), await runsOf(`${kind}-parent.jsonl`), kind);
    }
  });
});

describe('a folder of them', () => {
  const { open } = ledgerFixture();

  it('read into the ledger adds up to all that was billed', async () => {
    const ledger = open();
    await ingestAll(ledger, FOLDER);
    const { requests, usage } = ledger.report('day', ...FOREVER).totals;
    const billed = Object.values(expected);
    const sums = billed.reduce(addTokens, NO_TOKENS);
    assert.deepEqual([requests, usage], [billed.reduce((sum, each) => sum + each.requests, 0), sums]);
  });

  it('has as many threads as files', async () => {
    const ledger = open();
    await ingestAll(ledger, FOLDER);
    assert.equal(ledger.report('thread', ...FOREVER).rows.length, Object.keys(expected).length);
  });
});
