import { existsSync } from 'node:fs';

import { type RolloutListing, listRollouts } from '../codex/listRollouts.ts';
import type { Format } from '../core/format.ts';
import type { RateCard } from '../core/prices/rateCard.ts';
import { type IngestProgress, NO_PROGRESS, addProgress, ingestHome } from '../ingest/ingestHome.ts';
import { Ingester } from '../ingest/ingestThreads.ts';
import { ReadingThreads, isWorthThreads } from '../ingest/readingThreads.ts';
import { drainSpool } from '../ingest/spool.ts';
import type { DataFolder } from '../ledger/dataFolder.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Terminal } from './output.ts';
import { ProgressBar } from './progressBar.ts';

/** What is read, into which ledger, and where it is told. */
interface Reading {
  /** Opened when it is first asked for. */
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
  const { folder, homes } = reading;
  const listed = homes.map((home) => ({ home, listing: listRollouts(home) }));
  const isNew = !existsSync(folder.ledgerFile);
  const isMuch = isNew && isWorthThreads(listed.map(({ listing }) => listing));
  // They begin while the ledger is being made, which takes as long.
  const threads = threadScript !== undefined && isMuch ? new ReadingThreads(threadScript) : undefined;
  try {
    return await readListed(listed, reading, threadScript, threads);
  } finally {
    await threads?.end();
  }
}

async function readListed(
  listed: readonly { readonly home: string; readonly listing: RolloutListing }[],
  { ledger, folder, card, terminal, format }: Reading,
  threadScript: string | undefined,
  threads: ReadingThreads | undefined,
): Promise<IngestProgress> {
  drainSpool(folder.spoolFolder, ledger);
  ledger.endGoneRuns(Date.now());
  const { ledgerFile } = folder;
  const tools = { ledgerFile, rateCard: card, promptSalt: ledger.promptSalt(), threadScript, givesWay: false };
  const ingester = new Ingester(tools, threads);
  const bar = new ProgressBar(terminal);
  let sums = NO_PROGRESS;
  try {
    for (const { home, listing } of listed) {
      let last = sums;
      for await (const progress of ingestHome(ingester, ledger.writer, home, listing)) {
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
