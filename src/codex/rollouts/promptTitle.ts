import { parseRolloutLine } from './parseRolloutLine.ts';

/** How Codex's editor extension leads over from what is open there to what the person wrote. */
const REQUEST_HEADING = '## My request for Codex:';
/** Longer than any place where a title is shown. */
const MOST_CHARS = 120;

/**
 * A title for a run: how the last prompt begins that a person wrote, in some lines of a rollout in their order; undefined
 * where none of them is a prompt. It is for showing, and must not be stored.
 */
export function promptTitle(lines: readonly string[]): string | undefined {
  for (const line of lines.toReversed()) {
    if (line.includes('"user_message"') || line.includes('"UserMessage"')) {
      const parsed = parseRolloutLine(line, 'undecided');
      if (parsed.kind === 'line' && parsed.line.kind === 'userMessage') {
        return titleOf(parsed.line.text);
      }
    }
  }
  return undefined;
}

function titleOf(prompt: string): string | undefined {
  const heading = prompt.lastIndexOf(REQUEST_HEADING);
  const request = heading < 0 ? prompt : prompt.slice(heading + REQUEST_HEADING.length);
  const line = request
    .split('\n')
    .map((one) => one.replaceAll(/\s+/g, ' ').trim())
    .find((one) => one !== '');
  return line === undefined || line.length <= MOST_CHARS ? line : `${line.slice(0, MOST_CHARS).trimEnd()}…`;
}
