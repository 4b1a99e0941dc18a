import { messageOf } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { WalletStore } from '../../guard/ports.ts';
import type { CodexAccess } from '../codexAccess.ts';

/** Asks what a thread that has just been used has cost by the account's own figures, to hold our prices against. */
export async function learnThreadCost(
  codex: Pick<CodexAccess, 'threadCost'>,
  store: Pick<WalletStore, 'recordAccountFigures'>,
  threadId: string,
  log: Log,
): Promise<void> {
  try {
    const figures = await codex.threadCost(threadId, Date.now());
    if (figures !== undefined) {
      await store.recordAccountFigures(threadId, figures);
    }
  } catch (error) {
    log.debug('the account did not tell what a thread has cost', { reason: messageOf(error) });
  }
}
