import * as z from 'zod/mini';

import type { Log } from '../../base/log.ts';
import { AppServerClient } from './appServerClient.ts';
import { overControlSocket } from './controlSocket.ts';

/** A turn as the app-server that serves it knows it. */
export interface ServedTurn {
  /** The thread that the turn is of, also where that is a subagent's or a review's. */
  readonly threadId: string;
  readonly turnId: string;
}

const ANSWER_TIMEOUT_MS = 5_000;

/**
 * Has the app-server that listens at a socket interrupt a turn, as its person would. Nobody but that turn notices.
 * Throws `codex.exited`, `codex.timeout` or `codex.refused`.
 */
export async function interruptTurn(socketFile: string, { threadId, turnId }: ServedTurn, log: Log): Promise<void> {
  const startProcess = overControlSocket(socketFile);
  const client = await AppServerClient.start({ codexPath: '', env: {}, cwd: undefined, log, startProcess });
  try {
    await client.request('turn/interrupt', { threadId, turnId }, z.unknown(), ANSWER_TIMEOUT_MS);
  } finally {
    client.dispose();
  }
}
