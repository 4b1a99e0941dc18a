import type { ReachedType } from './backendState.ts';
import type { StepUsage } from './backendLog.ts';

interface Billed {
  readonly usage?: StepUsage;
  /** How long the response stays open before it completes. A client that leaves cuts it short. */
  readonly delayMs?: number;
  /** Into how many pieces a message is cut on the wire; the delay is spread between them. */
  readonly textDeltas?: number;
}

/** Runs a command in the agent's shell, with whichever tool the model of the request is given for it. */
export interface ShellStep extends Billed {
  readonly kind: 'shell';
  readonly command: string;
}

/** The agent's final answer, which ends the turn. */
export interface MessageStep extends Billed {
  readonly kind: 'message';
  readonly text: string;
}

/** Creates a file in the workspace with apply_patch. */
export interface PatchStep extends Billed {
  readonly kind: 'patch';
  readonly file: string;
  readonly lines: readonly string[];
}

/** Starts a subagent. The child plays the scenario that matches `prompt`, in its own thread. */
export interface SpawnAgentStep extends Billed {
  readonly kind: 'spawnAgent';
  readonly prompt: string;
  /** By default the parent's. */
  readonly model?: string;
}

/** Waits for the subagents. Without it the parent's end interrupts them. */
export interface WaitAgentStep extends Billed {
  readonly kind: 'waitAgent';
}

/** The context as one encrypted item, where Codex leaves compaction to OpenAI. */
export interface CompactionStep extends Billed {
  readonly kind: 'compaction';
}

export type AnsweredStep = ShellStep | MessageStep | PatchStep | SpawnAgentStep | WaitAgentStep | CompactionStep;

/** The account is used up: Codex gives up at once. */
export interface RejectStep {
  readonly kind: 'reject';
  readonly status: 429;
  readonly type: 'usage_limit_reached';
  readonly reachedType?: ReachedType;
}

/** The backend is broken: Codex tries again. */
export interface ErrorStep {
  readonly kind: 'error';
  readonly status: number;
}

export type Step = AnsweredStep | RejectStep | ErrorStep;
export type Scenario = readonly Step[];

/** A test's answer to certain prompts. A string matches when the prompt contains it. */
export interface Play {
  readonly matcher: string | RegExp;
  readonly scenario: Scenario;
}

/** The scenario for a prompt, the one added last first. */
export function findScenario(plays: readonly Play[], prompt: string): Scenario | undefined {
  return plays.findLast(({ matcher }) => matches(matcher, prompt))?.scenario;
}

function matches(matcher: string | RegExp, prompt: string): boolean {
  return typeof matcher === 'string' ? prompt.includes(matcher) : prompt.search(matcher) >= 0;
}

const AFTER_THE_END: MessageStep = { kind: 'message', text: 'There is nothing left to do.' };

/**
 * The step of a request, told by the tool outputs that follow the prompt in its input.
 * Nothing is remembered between requests, so a retry gets the same step again.
 */
export function stepAt(scenario: Scenario, toolOutputs: number): Step {
  return scenario[toolOutputs] ?? AFTER_THE_END;
}

/** Plain growing numbers for a step that does not say its own. */
export function defaultUsage(toolOutputs: number): StepUsage {
  return {
    input: 1000 + 100 * toolOutputs,
    cached: toolOutputs === 0 ? 0 : 600,
    cacheWrite: 50,
    output: 50,
    reasoning: 20,
  };
}
