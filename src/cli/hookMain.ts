/**
 * What Codex runs as its hook, by way of a launcher: `node hook.js EVENT`, with the hook's input on standard input. It
 * ends with 0 where it has answered; upon anything else the launcher does what the policy says of a guard that fails.
 */
import { text } from 'node:stream/consumers';

import { messageOf } from '../base/errors.ts';
import { pathToCodex } from '../codex/codexProcess.ts';
import { isHookEvent } from '../codex/hookProtocol.ts';
import { isAlive } from '../ledger/processes.ts';
import { answerHook } from './answerHook.ts';

/** Codex takes 2 for a refusal: a failure must never look like one. */
const FAILED = 1;
const LOOK_AT_CALLER_MS = 1_000;

// Node 22 calls its SQLite experimental.
process.removeAllListeners('warning');

/**
 * Where Codex, or the launcher between, has ended without a word, nobody waits for the answer any more: so that this
 * process ends, which may wait for a person.
 */
function endWithCaller(): void {
  let between: readonly number[] | undefined;
  setInterval(() => {
    between ??= pathToCodex(process.ppid);
    if (!between.every(isAlive)) {
      process.exit(FAILED);
    }
  }, LOOK_AT_CALLER_MS).unref();
}

async function main(event: string): Promise<void> {
  if (!isHookEvent(event)) {
    throw new Error(`“${event}” is no hook that is answered`);
  }
  const output = await answerHook(event, await text(process.stdin), process.env);
  process.stdout.write(output);
}

endWithCaller();
main(process.argv[2] ?? '').catch((error: unknown) => {
  process.stderr.write(`codex-guardrails: ${messageOf(error)}.\n`);
  process.exitCode = FAILED;
});
