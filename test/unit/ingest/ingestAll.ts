/** Reads homes into ledgers. */
import { listRollouts } from '../../../src/codex/listRollouts.ts';
import { type IngestProgress, NO_PROGRESS, ingestHome } from '../../../src/ingest/ingestHome.ts';
import { Ingester } from '../../../src/ingest/ingestThreads.ts';
import type { Ledger } from '../../../src/ledger/ledger.ts';
import { card } from '../make.ts';

/** Reads on this thread alone. */
export function ingester(ledger: Ledger): Ingester {
  return new Ingester({
    ledgerFile: '',
    rateCard: card,
    promptSalt: ledger.promptSalt(),
    threadScript: undefined,
    givesWay: false,
  });
}

/** Reads what is new in a home, step by step. */
export function ingestSteps(ledger: Ledger, home: string): AsyncGenerator<IngestProgress> {
  return ingestHome(ingester(ledger), ledger.writer, home, listRollouts(home));
}

/** Reads all that is new in a home, and says how much that was. */
export async function ingestAll(ledger: Ledger, home: string): Promise<IngestProgress> {
  let last = NO_PROGRESS;
  for await (const progress of ingestSteps(ledger, home)) {
    last = progress;
  }
  return last;
}
