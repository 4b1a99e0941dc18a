import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { NO_TOKENS, type TokenUsage, addTokens } from '../../../src/core/usage/tokenUsage.ts';
import { NOTHING_KNOWN, type Surroundings, type WitnessedUsage } from '../../../src/core/usage/usageEvent.ts';
import type { Ledger } from '../../../src/ledger/ledger.ts';
import { ingestAll } from '../ingest/ingestAll.ts';
import { DAY_MS, NOW_MS, event, tokens } from '../make.ts';
import { temporaryFolder } from '../temporary.ts';
import { FOREVER, batch, ledgerFixture } from './openLedger.ts';

const { threadId, turnId, runId, occurredAtMs } = event();
const surroundings: Surroundings = { ...NOTHING_KNOWN, model: 'gpt-5.5', surface: 'guardrails' };

/** What the app-server told of a response of thread-1's turn-1. */
function seen(change: Partial<WitnessedUsage> = {}): WitnessedUsage {
  const told = { threadId, turnId, runId, occurredAtMs, surroundings };
  return { ...told, witness: 'appServer', observation: '1', usage: tokens(500, 0, 5), ...change };
}
const hook = (change: Partial<WitnessedUsage> = {}) => seen({ witness: 'hook', usage: tokens(700, 0, 7), ...change });
const rollout = (change = {}) => batch([event({ usage: tokens(900, 0, 9), ...change })]);

/** The input of all that is counted, by every kind of cut; the same in each. */
function inputIn(ledger: Ledger): number {
  const totals = (['day', 'model', 'thread', 'run'] as const).map((cut) => ledger.report(cut, ...FOREVER).totals);
  const inputs = new Set(totals.map(({ usage: used }) => used.inputTokens));
  assert.equal(inputs.size, 1);
  return [...inputs][0] ?? NaN;
}

describe('usage that was witnessed', () => {
  const { open } = ledgerFixture();
  type Step = WitnessedUsage | ReturnType<typeof rollout>;
  const cases: readonly (readonly [says: string, steps: readonly Step[], input: number])[] = [
    ['counts where no rollout tells of it', [seen()], 500],
    ['counts response by response', [seen(), seen({ observation: '2' })], 1000],
    ['counts once where it is seen again', [seen(), seen()], 500],
    ['counts once where it is seen again with other figures', [seen(), seen({ usage: tokens(1, 0, 1) })], 500],
    ['gives way to the rollout that comes later', [seen(), hook(), rollout()], 900],
    ['gives way to the rollout that came before', [rollout(), seen(), hook()], 900],
    ['counts beside a rollout that tells of another turn', [rollout({ turnId: 'turn-0' }), seen()], 1400],
    ['counts beside the rollout of another thread', [rollout({ threadId: 'thread-2' }), seen()], 1400],
    ['by the app-server counts before a hook’s', [seen(), hook()], 500],
    ['by the app-server counts before a hook’s that came first', [hook(), seen()], 500],
    ['by a hook counts where the app-server saw nothing', [hook()], 700],
    ['by a hook counts for a turn that the app-server did not see', [seen(), hook({ turnId: 'turn-2' })], 1200],
    ['by a hook counts for a thread that the app-server did not see', [seen(), hook({ threadId: 'thread-2' })], 1200],
  ];
  for (const [says, steps, input] of cases) {
    it(says, () => {
      const ledger = open();
      for (const step of steps) {
        if ('witness' in step) {
          ledger.recordWitnessed([step]);
        } else {
          ledger.writer.append([step]);
        }
      }
      assert.equal(inputIn(ledger), input);
    });
  }

  it('is kept by the next process', () => {
    open().recordWitnessed([seen()]);
    assert.equal(inputIn(open()), 500);
  });

  it('counts while the rollout tells only that the turn began', () => {
    const ledger = open();
    const turn = {
      turnId,
      rootTurnId: runId,
      startedAtMs: NOW_MS,
      contextTokens: 0,
      idleMs: undefined,
      prompt: undefined,
    };
    ledger.recordWitnessed([seen()]);
    ledger.writer.append([{ ...batch([]), turns: [turn] }]);
    assert.equal(inputIn(ledger), 500);
  });

  it('is reported for its day, model, thread and run', () => {
    const ledger = open();
    ledger.recordWitnessed([seen()]);
    const keys = (['day', 'model', 'thread', 'run'] as const).map((cut) => ledger.report(cut, ...FOREVER).rows[0]?.key);
    assert.deepEqual(keys, ['2026-11-20', 'gpt-5.5', 'thread-1', 'turn-1']);
  });

  for (const [says, fromMs, untilMs, requests] of [
    ['from its instant', NOW_MS, NOW_MS + 1, 1],
    ['until its instant', NOW_MS - DAY_MS, NOW_MS, 0],
    ['behind it', NOW_MS + 1, NOW_MS + DAY_MS, 0],
  ] as const) {
    it(`is ${requests === 0 ? 'not ' : ''}among what is reported ${says}`, () => {
      const ledger = open();
      ledger.recordWitnessed([seen()]);
      ledger.writer.append([rollout({ threadId: 'old', occurredAtMs: NOW_MS - 9 * DAY_MS })]);
      const counts = (['day', 'thread'] as const).map(
        (cut) => ledger.report(cut, fromMs, untilMs, 'UTC').totals.requests,
      );
      assert.deepEqual(counts, [requests, requests]);
    });
  }
});

const STREAMS = fileURLToPath(new URL('../../fixtures/execStreams/', import.meta.url));
type StreamName = 'first' | 'resumed' | 'fork' | 'ephemeral';
const billed = JSON.parse(readFileSync(`${STREAMS}expected.json`, 'utf8')) as Readonly<
  Record<`${StreamName}.jsonl`, TokenUsage & { readonly requests: number }>
>;
const stream = (name: StreamName): string => readFileSync(`${STREAMS}${name}.jsonl`, 'utf8');
const threadOf = (name: StreamName): string =>
  (JSON.parse(stream(name).split('\n')[0] ?? '') as { readonly thread_id: string }).thread_id;

function billedFor(...names: readonly StreamName[]): TokenUsage {
  return names.map((name) => billed[`${name}.jsonl`]).reduce((sum, each) => addTokens(sum, each), NO_TOKENS);
}

describe('saved streams of codex exec', () => {
  const { open } = ledgerFixture();
  const folder = temporaryFolder();

  /** Reads files with these streams in them, one after the other; what is counted after each. */
  async function read(ledger: Ledger, ...files: readonly (readonly StreamName[])[]): Promise<TokenUsage[]> {
    mkdirSync(folder('streams'), { recursive: true });
    const counts: TokenUsage[] = [];
    for (const [index, names] of files.entries()) {
      writeFileSync(folder('streams', `${index}.jsonl`), names.map(stream).join(''));
      await ingestAll(ledger, folder('streams'));
      const cuts = (['day', 'thread', 'model'] as const).map((cut) => ledger.report(cut, ...FOREVER).totals);
      assert.deepEqual(cuts[1], cuts[0]);
      assert.deepEqual(cuts[2], cuts[0]);
      counts.push(cuts[0]?.usage ?? NO_TOKENS);
    }
    return counts;
  }

  const cases: readonly (readonly [files: readonly (readonly StreamName[])[], counted: TokenUsage])[] = [
    [[['first']], billedFor('first')],
    [[['first'], ['resumed']], billedFor('first', 'resumed')],
    [[['resumed'], ['first']], billedFor('first', 'resumed')],
    [[['first', 'resumed']], billedFor('first', 'resumed')],
    [[['resumed', 'first']], billedFor('first', 'resumed')],
    [[['first'], ['first', 'resumed'], ['resumed']], billedFor('first', 'resumed')],
    [[['ephemeral']], billedFor('ephemeral')],
    [[['ephemeral', 'first']], billedFor('ephemeral', 'first')],
  ];
  for (const [files, counted] of cases) {
    it(`count what was billed: ${files.map((names) => names.join('+')).join(', then ')}`, async () => {
      assert.deepEqual((await read(open(), ...files)).at(-1), counted);
    });
  }

  it('are incomplete: they tell no model, and not whether their thread began with its parent’s total', async () => {
    const ledger = open();
    await read(ledger, ['first', 'fork']);
    const rows = (['thread', 'model', 'day'] as const).flatMap((cut) => ledger.report(cut, ...FOREVER).rows);
    assert.deepEqual([...new Set(rows.map(({ isIncomplete }) => isIncomplete))], [true]);
  });

  for (const isStreamFirst of [true, false]) {
    it(`give way to their thread’s rollout that is read ${isStreamFirst ? 'later' : 'before'}`, async () => {
      const ledger = open();
      const ofRollout = rollout({ threadId: threadOf('first'), turnId: 'any' });
      if (!isStreamFirst) {
        ledger.writer.append([ofRollout]);
      }
      await read(ledger, ['first'], ['resumed'], ['ephemeral']);
      if (isStreamFirst) {
        ledger.writer.append([ofRollout]);
      }
      const { inputTokens } = billedFor('ephemeral');
      assert.equal(inputIn(ledger), 900 + inputTokens);
    });
  }

  it('give way to other witnesses of their thread', async () => {
    const ledger = open();
    await read(ledger, ['first']);
    ledger.recordWitnessed([hook({ threadId: threadOf('first') })]);
    assert.equal(inputIn(ledger), 700);
  });

  it('count once where a file is copied', async () => {
    const ledger = open();
    await read(ledger, ['first', 'resumed']);
    cpSync(folder('streams'), folder('copy'), { recursive: true });
    await ingestAll(ledger, folder('copy'));
    assert.equal(inputIn(ledger), billedFor('first', 'resumed').inputTokens);
  });
});
