import { setTimeout as sleep } from 'node:timers/promises';

import type { CodexProcess } from '../codex/codexProcess.ts';

const LOOK_EVERY_MS = 1_000;

/**
 * Ends the turn whose request waits here. A hook cannot refuse a request; but for as long as it does not end, the
 * request does not start. A `codex exec` ends upon an interrupt, as by a Ctrl-C, before its next request. Whatever else
 * serves a thread serves others, too, and is never signalled: the request is held until its owner stops it.
 */
export async function endTurn(codex: CodexProcess | undefined): Promise<never> {
  if (codex?.kind === 'exec') {
    process.kill(codex.pid, 'SIGINT');
  }
  for (;;) {
    await sleep(LOOK_EVERY_MS);
  }
}
