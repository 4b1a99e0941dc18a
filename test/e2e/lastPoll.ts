import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { POLL_SPACING_MS } from '../../src/core/wallet/poll.ts';

/** Makes it half a minute longer ago that Codex was asked for the balance, so that it may be asked again. */
export function makeLastPollOlder(dataFolder: string): void {
  const ledger = new DatabaseSync(path.join(dataFolder, 'ledger.sqlite'), { timeout: 5000 });
  ledger
    .prepare('UPDATE wallet_polls SET claimed_at_ms = claimed_at_ms - ?1, told_at_ms = told_at_ms - ?1')
    .run(POLL_SPACING_MS);
  ledger.close();
}
