import { setTimeout as sleep } from 'node:timers/promises';

import { messageOf } from '../../base/errors.ts';
import { type CodexProcess, codexAbove } from '../../codex/hooks/codexProcess.ts';
import type { ServedTurn } from '../../codex/appServer/interruptTurn.ts';
import { listeningSocket } from '../../codex/appServer/listeningSocket.ts';
import { plainText, terminalLog } from '../output.ts';

/** A review does not heed an interrupt while a hook waits, neither ours nor a person's Ctrl-C. */
const HEEDS_WITHIN_MS = 3_000;
const TRY_EVERY_MS = 30_000;
/** Codex keeps what a hook writes there; it is no answer. */
const LOG = terminalLog({ err: (text) => process.stderr.write(plainText(text)) });

/** The turn that is to end, and the home of its Codex. */
interface EndingTurn extends ServedTurn {
  readonly home: string;
}

/**
 * Ends the turn whose request waits here. A hook cannot refuse a request; but for as long as it does not end, the
 * request does not start. A `codex exec` ends upon an interrupt, as by a Ctrl-C, before its next request, or else when
 * it is told to terminate. An app-server serves others, too, and is never signalled: where it takes other clients, it is
 * asked to interrupt this turn; else the request is held until its owner stops it.
 */
export async function endTurn(codex: CodexProcess | undefined, turn: EndingTurn): Promise<never> {
  if (codex?.kind === 'exec') {
    process.kill(codex.pid, 'SIGINT');
    await sleep(HEEDS_WITHIN_MS);
    if (codexAbove(process.ppid)?.pid === codex.pid) {
      process.kill(codex.pid, 'SIGTERM');
    }
  }
  for (;;) {
    await askToInterrupt(codex, turn);
    await sleep(TRY_EVERY_MS);
  }
}

async function askToInterrupt(codex: CodexProcess | undefined, turn: EndingTurn): Promise<void> {
  const socket = codex && listeningSocket(codex, turn.home);
  if (socket === undefined) {
    return;
  }
  try {
    // Only the few turns that end so need what speaks to an app-server.
    const { interruptTurn } = await import('../../codex/appServer/interruptTurn.ts');
    await interruptTurn(socket, turn, LOG);
  } catch (error) {
    LOG.warn('codex did not interrupt the turn that is to end; its request stays held', { reason: messageOf(error) });
  }
}
