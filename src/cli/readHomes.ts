import { listRollouts } from '../codex/listRollouts.ts';
import type { Format } from '../core/format.ts';
import type { RateCard } from '../core/prices/rateCard.ts';
import { type IngestProgress, NO_PROGRESS, addProgress, ingestHome } from '../ingest/ingestHome.ts';
import { Ingester } from '../ingest/ingestThreads.ts';
import { drainSpool } from '../ingest/spool.ts';
import type { DataFolder } from '../ledger/dataFolder.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Terminal } from './output.ts';
import { ProgressBar } from './progressBar.ts';

/** What is read, into which ledger, and where it is told. */
interface Reading {
  readonly ledger: Ledger;
  readonly folder: DataFolder;
  readonly card: RateCard;
  readonly homes: readonly string[];
  readonly terminal: Terminal;
  readonly format: Format;
}

/**
 * Reads what is new in all homes of a call, and what hooks were told; what takes longer than a moment shows how far it
 * has come. `threadScript`: for reading with several threads, where it is there.
 */
export async function readHomes(reading: Reading, threadScript: string | undefined): Promise<IngestProgress> {
  const { ledger, folder, card, homes, terminal, format } = reading;
  drainSpool(folder.spoolFolder, ledger);
  ledger.endGoneRuns(Date.now());
  const ingester = new Ingester({
    ledgerFile: folder.ledgerFile,
    rateCard: card,
    promptSalt: ledger.promptSalt(),
    threadScript,
    givesWay: false,
  });
  const bar = new ProgressBar(terminal);
  let sums = NO_PROGRESS;
  try {
    for (const home of homes) {
      let last = sums;
      for await (const progress of ingestHome(ingester, ledger.writer, home, listRollouts(home))) {
        const soFar = addProgress(sums, progress);
        bar.show(soFar.filesDone, soFar.filesTotal, () => progressWords(soFar, format));
        last = soFar;
      }
      sums = last;
    }
  } finally {
    bar.clear();
  }
  return sums;
}

function progressWords({ filesDone, filesTotal, bytesRead }: IngestProgress, format: Format): string {
  return `${format.count(filesDone)} of ${format.count(filesTotal)} rollouts, ${(bytesRead / 1e6).toFixed(0)} MB`;
}
