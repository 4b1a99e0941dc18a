import { text } from 'node:stream/consumers';

import { GuardError } from '../../base/errors.ts';
import { isHookEvent } from '../../codex/hooks/hookProtocol.ts';
import { HOOK_EVENTS } from '../../core/hooks/hookStatus.ts';
import { answerHook } from '../hook/answerHook.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';

/** Answers one call of a hook as `hook.js` does, in Codex's own contract: what is written is Codex's to read. */
export async function hook(context: CliContext, _options: object, [event = '']: readonly string[]): Promise<ExitCode> {
  if (!isHookEvent(event)) {
    throw new GuardError('hook.unreadable', `“${event}” is no hook that is answered`, {
      remedy: `Expected one of ${HOOK_EVENTS.join(', ')}.`,
    });
  }
  context.terminal.out(await answerHook(event, await text(process.stdin), context.env));
  return EXIT.done;
}
