/** Real ledgers in a temporary folder, and what to put into them. */
import { Ledger } from '../../../src/ledger/ledger.ts';
import type { RolloutBatch } from '../../../src/ledger/usageWriter.ts';
import type { LedgerEvent } from '../../../src/core/summarize.ts';
import { NOW_MS, card, event } from '../make.ts';
import { temporaryFolder } from '../temporary.ts';

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
      const ledger = new Ledger(file(), card, NOW_MS);
      opened.push(ledger);
      return ledger;
    },
  };
}

/** A batch as it is read from one rollout of one thread. */
export function batch(events: readonly LedgerEvent[], change: Partial<RolloutBatch> = {}): RolloutBatch {
  const threadId = events[0]?.threadId ?? 'thread-1';
  return {
    path: `${HOME}/sessions/${threadId}.jsonl`,
    home: HOME,
    thread: {
      threadId,
      rootThreadId: threadId,
      parentThreadId: undefined,
      forkedFromId: undefined,
      startedAtMs: NOW_MS,
      surface: 'exec',
      codexVersion: '0.169.0',
      isIncomplete: false,
    },
    events,
    checkpoint: { offsetBytes: 100, headHash: '0:', malformedLines: 0, decoderState: '{}' },
    ...change,
  };
}

/** So many requests of a thread, each with its own identity. */
export function requests(count: number, change: Partial<LedgerEvent> = {}): LedgerEvent[] {
  return Array.from({ length: count }, (_, index) => event({ responseId: `resp-${index}`, ...change }));
}
