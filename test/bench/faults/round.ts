import type { AnsweredStep, Scenario } from '../../support/codex/backendScenario.ts';
import { ONE_CREDIT } from '../../support/codex/guardedTurn.ts';
import type { SeededRandom } from '../../support/codex/seededRandom.ts';
import type { FaultWorld } from './world.ts';

/** What was done in a round, as far as it excuses what came of it. */
export interface Done {
  /** Prompts whose Codex was killed: of what it had not written down, its log cannot tell. */
  readonly killed: readonly string[];
  /** Prompts whose guard was taken away by force, and how often: each time, one request may pass unseen. */
  readonly unguarded: ReadonlyMap<string, number>;
}

export const NOTHING_EXCUSED: Done = { killed: [], unguarded: new Map() };

/** A fault with real processes. It waits for the end of all that it has started. */
export interface FaultScenario {
  readonly name: string;
  readonly play: (world: FaultWorld, random: SeededRandom, prompt: (what: string) => string) => Promise<Done>;
}

/** A turn of so many responses of a credit each, at a pace at which others can come in between. */
export function turnOf(responses: number, random: SeededRandom): Scenario {
  return Array.from({ length: responses }, (_one, index): AnsweredStep => {
    const last = index === responses - 1;
    const step = last ? ({ kind: 'message', text: 'Done.' } as const) : ({ kind: 'shell', command: 'true' } as const);
    return { ...step, usage: ONE_CREDIT, delayMs: random.int(0, 120) };
  });
}
