import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Nothing that is to be written waits longer, however much else waits before it. */
export const LOCKED_MS = 60_000;

/** Does something while another program holds the ledger: it can be read, and nothing is written into it. */
export async function whileLocked(dataFolder: string, act: () => Promise<void>): Promise<void> {
  const ledger = new DatabaseSync(path.join(dataFolder, 'ledger.sqlite'), { timeout: 5000 });
  try {
    ledger.exec('BEGIN IMMEDIATE');
    await act();
  } finally {
    ledger.close();
  }
}
