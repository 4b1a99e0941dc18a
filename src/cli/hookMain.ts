/**
 * What Codex runs as its hook, by way of a launcher: `node hook.js EVENT`, with the hook's input on standard input. It
 * ends with 0 where it has answered; upon anything else the launcher does what the policy says of a guard that fails.
 */
// First, since what comes after it is not there in an old Node.
import './hook/refuseOldNode.ts';

import { readSync } from 'node:fs';

import { blockFor } from '../base/blockFor.ts';
import { messageOf } from '../base/errors.ts';
import { isHookEvent } from '../codex/hooks/hookProtocol.ts';
import { WAITING_VARIABLE } from '../codex/hooks/hookVariables.ts';
import { isAlive } from '../ledger/runs/processes.ts';
import { leaveOutEmptyHome } from './emptyHome.ts';
import { answerHook } from './hook/answerHook.ts';
import { leaveReason } from './hook/leaveReason.ts';

/** Codex takes 2 for a refusal: a failure must never look like one. */
const FAILED = 1;
const LOOK_AT_CALLER_MS = 1_000;
const STANDARD_INPUT = 0;
const INPUT_BYTES = 1 << 16;
const RETRY_MS = 2;

// Node 22 calls its SQLite experimental.
process.removeAllListeners('warning');
leaveOutEmptyHome(process.env);

/**
 * Where Codex, or the launcher between, has ended without a word, nobody waits for the answer any more: so that this
 * process ends, which may wait for a person.
 */
function endWithCaller(): void {
  const waiting = (process.env[WAITING_VARIABLE] ?? `${process.ppid}`).split(' ').map(Number);
  setInterval(() => {
    if (!waiting.every(isAlive)) {
      process.exit(FAILED);
    }
  }, LOOK_AT_CALLER_MS).unref();
}

/** Node's own stream takes longer to begin than this to end. What calls has written it all, or is about to. */
function readInput(): string {
  const chunks: Buffer[] = [];
  for (;;) {
    const chunk = Buffer.allocUnsafe(INPUT_BYTES);
    const bytes = readSome(chunk);
    if (bytes === 0) {
      return Buffer.concat(chunks).toString('utf8');
    }
    chunks.push(chunk.subarray(0, bytes));
  }
}

/** Waits where the other end writes slowly, and this one is told not to wait. */
function readSome(chunk: Buffer): number {
  for (;;) {
    try {
      return readSync(STANDARD_INPUT, chunk);
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error) || error.code !== 'EAGAIN') {
        throw error;
      }
      blockFor(RETRY_MS);
    }
  }
}

async function main(event: string): Promise<void> {
  if (!isHookEvent(event)) {
    throw new Error(`“${event}” is no hook that is answered`);
  }
  const output = await answerHook(event, readInput(), process.env);
  if (output !== '') {
    process.stdout.write(output);
  }
}

endWithCaller();
main(process.argv[2] ?? '').catch((error: unknown) => {
  leaveReason(messageOf(error));
  process.exitCode = FAILED;
});
