import { writeCredits } from '../../core/writtenCredits.ts';
import type { RunSummary } from '../../core/usage/run.ts';
import type { RunRequests } from '../../core/usage/runRequests.ts';
import type { ComposerDraft } from '../../panel/composerProtocol.ts';

/**
 * A draft that runs a task once more, in a new thread: with the model, effort, tier and cap that the run had.
 * `prompt` undefined: it cannot be read any more, and what is written stays.
 */
export function draftAgain(
  { model, effort, cap, threadId }: RunSummary,
  asked: RunRequests | undefined,
  prompt: string | undefined,
  written: ComposerDraft,
): ComposerDraft {
  const own = asked?.requests.findLast((request) => request.threadId === threadId);
  return {
    prompt: prompt ?? written.prompt,
    thread: '',
    model: model ?? '',
    effort: effort ?? '',
    tier: own?.tier ?? '',
    cap: cap === undefined ? '' : writeCredits(cap),
  };
}
