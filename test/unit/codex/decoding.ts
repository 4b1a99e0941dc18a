/** Decodes rollouts given as lines, without a file. */
import { kindOfLine } from '../../../src/codex/rollouts/lineKind.ts';
import { type ParsedLine, parseRolloutLine } from '../../../src/codex/rollouts/parseRolloutLine.ts';
import { type DecodedEvent, decodeLine } from '../../../src/codex/rollouts/rolloutDecoder.ts';
import type { DecodedTurn } from '../../../src/codex/rollouts/turnDecoder.ts';
import type { EndedTurn } from '../../../src/core/hooks/hookedRun.ts';
import { INITIAL_STATE, type RolloutState } from '../../../src/codex/rollouts/rolloutState.ts';
import { PARENT, sessionMeta, taskStarted, turnContext } from './lines.ts';

/** Reads a line as the reader of a file does. */
export function parse(line: string | Buffer): ParsedLine {
  const bytes = Buffer.from(line);
  const kind = kindOfLine(bytes, 0, bytes.length);
  return kind === undefined ? { kind: 'skipped' } : parseRolloutLine(bytes.toString(), kind);
}

export interface Decoded {
  readonly events: DecodedEvent[];
  readonly turns: DecodedTurn[];
  readonly ended: EndedTurn[];
  readonly state: RolloutState;
}

/** Decodes lines from the first; what is not ours is passed over. */
export function decode(...lines: readonly string[]): Decoded {
  const events: DecodedEvent[] = [];
  const turns: DecodedTurn[] = [];
  const ended: EndedTurn[] = [];
  let state = INITIAL_STATE;
  for (const text of lines) {
    const parsed = parse(text);
    if (parsed.kind === 'line') {
      const step = decodeLine(state, parsed.line);
      // The state is kept as JSON between two readings.
      state = JSON.parse(JSON.stringify(step.state)) as RolloutState;
      if (step.event !== undefined) {
        events.push(step.event);
      }
      if (step.turn !== undefined) {
        turns.push(step.turn);
      }
      if (step.endedTurn !== undefined) {
        ended.push(step.endedTurn);
      }
    }
  }
  return { events, turns, ended, state };
}

/** Input and output of each request that is counted. */
export function counted(...lines: readonly string[]): string[] {
  return decode(...lines).events.map((event) => `${event.usage.inputTokens}/${event.usage.outputTokens}`);
}

/** How a thread begins that is nobody's fork. */
export const start: readonly string[] = [sessionMeta(), taskStarted(), turnContext()];

/** A turn of the parent, begun before the fork was made. */
const PARENTS_TURN = '01a20000-0000-7000-8000-000000000009';

/** The parent's lines, as they are copied into a fork. */
export const parentsTurn: readonly string[] = [
  sessionMeta({ id: PARENT, session_id: PARENT }),
  taskStarted(PARENTS_TURN, { started_at: 1_795_000_000 }),
  turnContext({ turn_id: PARENTS_TURN, root_turn_id: PARENTS_TURN, model: 'gpt-5.4' }),
];
