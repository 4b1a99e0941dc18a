/**
 * What Codex runs as its hook, by way of a launcher: `node hook.js EVENT`, with the hook's input on standard input. It
 * ends with 0 where it has answered; upon anything else the launcher does what the policy says of a guard that fails.
 */
import { text } from 'node:stream/consumers';

import { messageOf } from '../base/errors.ts';
import { isHookEvent } from '../codex/hookProtocol.ts';
import { answerHook } from './answerHook.ts';

/** Codex takes 2 for a refusal: a failure must never look like one. */
const FAILED = 1;
const LOOK_AT_PARENT_MS = 1_000;

// Node 22 calls its SQLite experimental.
process.removeAllListeners('warning');

/** Whoever waits for an answer has ended without a word: so does this process, which would wait for a person alone. */
function endWithParent(): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) {
      process.exit(FAILED);
    }
  }, LOOK_AT_PARENT_MS).unref();
}

async function main(event: string): Promise<void> {
  if (!isHookEvent(event)) {
    throw new Error(`“${event}” is no hook that is answered`);
  }
  const output = await answerHook(event, await text(process.stdin), process.env);
  process.stdout.write(output);
}

endWithParent();
main(process.argv[2] ?? '').catch((error: unknown) => {
  process.stderr.write(`codex-guardrails: ${messageOf(error)}.\n`);
  process.exitCode = FAILED;
});
