/** Real ledgers in a temporary folder, and what to put into them. */
import type { Checkpoint } from '../../../src/ledger/usage/checkpoints.ts';
import { type Ledger, openLedger } from '../../../src/ledger/ledger.ts';
import type { RolloutBatch } from '../../../src/ledger/usage/usageWriter.ts';
import type { LedgerEvent } from '../../../src/core/usage/usageSlice.ts';
import { NOW_MS, card, event } from '../make.ts';
import { temporaryFolder } from '../temporary.ts';
import { putEmptyLedger } from './emptyLedger.ts';

export const HOME = '/home/me/.codex';
export const FOREVER = [0, Number.MAX_SAFE_INTEGER, 'UTC'] as const;

export interface LedgerFixture {
  /** Opens the test's one ledger file; closed after the test. */
  readonly open: () => Ledger;
  readonly file: () => string;
}

export function ledgerFixture(): LedgerFixture {
  const folder = temporaryFolder();
  const opened: Ledger[] = [];
  const file = (): string => folder('data', 'ledger.sqlite');
  afterEach(() => {
    for (const ledger of opened.splice(0)) {
      ledger.close();
    }
  });
  return {
    file,
    open: () => {
      putEmptyLedger(file());
      const ledger = openLedger(file(), card, NOW_MS);
      opened.push(ledger);
      return ledger;
    },
  };
}

/** Gives a new ledger to each call; whoever takes it closes it. */
export function newLedgers(): () => Ledger {
  const folder = temporaryFolder();
  let count = 0;
  return () => {
    const file = folder('data', `${(count += 1)}.sqlite`);
    putEmptyLedger(file);
    return openLedger(file, card, NOW_MS);
  };
}

/** A batch as it is read from one rollout of one thread. */
export function batch(events: readonly LedgerEvent[], change: Partial<RolloutBatch> = {}): RolloutBatch {
  const threadId = events[0]?.threadId ?? 'thread-1';
  return {
    path: `${HOME}/sessions/${threadId}.jsonl`,
    home: HOME,
    name: threadId,
    thread: {
      threadId,
      rootThreadId: threadId,
      parentThreadId: undefined,
      forkedFromId: undefined,
      startedAtMs: NOW_MS,
      surface: 'exec',
      originator: undefined,
      codexVersion: '0.169.0',
      inheritedTotalId: undefined,
      isIncomplete: false,
    },
    turns: [],
    events: events.map((each, index) => ({ ...requestOf(each), offsetBytes: index })),
    endedTurns: [],
    streamTotals: [],
    balances: [],
    checkpoint: CHECKPOINT,
    ...change,
  };
}

export const CHECKPOINT: Checkpoint = {
  sizeBytes: 100,
  modifiedAtMicros: 1,
  offsetBytes: 100,
  endsHash: 'abc',
  malformedLines: 0,
  decoderState: '{}',
};

function requestOf(each: LedgerEvent) {
  const { threadId, responseId, turnId, runId, occurredAtMs, usage } = each;
  const {
    model,
    effort,
    tier,
    requestedModel,
    requestedTier,
    cwd,
    workspace,
    repository,
    branch,
    surface,
    originator,
    account,
  } = each;
  const asked = { requestedModel, requestedTier };
  const surroundings = {
    model,
    effort,
    tier,
    ...asked,
    cwd,
    workspace,
    repository,
    branch,
    surface,
    originator,
    account,
  };
  return { threadId, responseId, turnId, runId, occurredAtMs, usage, surroundings };
}

/** So many requests of a thread, each with its own identity. */
export function requests(count: number, change: Partial<LedgerEvent> = {}): LedgerEvent[] {
  return Array.from({ length: count }, (_, index) => event({ responseId: `resp-${index}`, ...change }));
}
