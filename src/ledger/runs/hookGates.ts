import { rmSync } from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';

/** Beside the ledger: where hooks find which requests they may let pass without asking it. */
export const HOOK_GATES = 'hook-gates';

/**
 * A run is over: what it held is others' now, and no request passes on the strength of it any more. Should its gates be
 * out of reach, they end by themselves within a minute. Must be called in the transaction that gives back.
 */
export function shutHookGates(db: DatabaseSync, threadId: string): void {
  const file = db.prepare('PRAGMA database_list').get()?.['file'];
  if (typeof file !== 'string' || file === '' || !/^[0-9A-Za-z-]+$/.test(threadId)) {
    return;
  }
  try {
    rmSync(path.join(path.dirname(file), HOOK_GATES, threadId), { recursive: true, force: true });
  } catch {
    // It is another's, or the disk is read-only.
  }
}
