import { titleOfPrompt } from '../../core/usage/runTitle.ts';
import { parseRolloutLine } from './parseRolloutLine.ts';

/** How Codex's editor extension leads over from what is open there to what the person wrote. */
const REQUEST_HEADING = '## My request for Codex:';

/**
 * The last prompt that a person wrote, in some lines of a rollout in their order; undefined where none of them is a
 * prompt with words in it. It is for the person who wrote it, and must not be stored.
 */
export function lastPrompt(lines: readonly string[]): string | undefined {
  for (const line of lines.toReversed()) {
    if (line.includes('"user_message"') || line.includes('"UserMessage"')) {
      const parsed = parseRolloutLine(line, 'undecided');
      if (parsed.kind === 'line' && parsed.line.kind === 'userMessage') {
        return requestIn(parsed.line.text);
      }
    }
  }
  return undefined;
}

/** The title of a run, after {@link lastPrompt}. It is for showing, and must not be stored. */
export function promptTitle(lines: readonly string[]): string | undefined {
  return titleOfPrompt(lastPrompt(lines) ?? '');
}

/** What the person wrote of it. */
function requestIn(prompt: string): string | undefined {
  const heading = prompt.lastIndexOf(REQUEST_HEADING);
  const request = (heading < 0 ? prompt : prompt.slice(heading + REQUEST_HEADING.length)).trim();
  return request === '' ? undefined : request;
}
