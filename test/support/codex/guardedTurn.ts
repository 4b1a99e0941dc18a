import { CodexTurn, type CodexTurnRequest } from '../../../src/codex/appServer/codexTurn.ts';
import { creditsToMicros } from '../../../src/core/money.ts';
import type { PolicyFile } from '../../../src/core/policy/policy.ts';
import { GuardedRun } from '../../../src/guard/runs/guardedRun.ts';
import { type FakeSurroundings, fakeSurroundings, preflight } from '../../unit/guard/fakes.ts';
import { silentLog } from '../silentLog.ts';
import type { StepUsage } from './backendLog.ts';
import type { AnsweredStep, Scenario } from './backendScenario.ts';
import type { CodexFixture } from './codexFixture.ts';
import { waitUntil } from './waitUntil.ts';

/** A response of gpt-5.5 that costs one credit. */
export const ONE_CREDIT: StepUsage = { input: 8_000, cached: 0, cacheWrite: 0, output: 0, reasoning: 0 };

/** Of an agent that has two others begin, waits for them, and goes on. */
export const TWO_CHILDREN: Scenario = [
  { kind: 'spawnAgent', prompt: 'first child', usage: ONE_CREDIT },
  { kind: 'spawnAgent', prompt: 'second child', usage: ONE_CREDIT },
  { kind: 'waitAgent', usage: ONE_CREDIT },
  { kind: 'shell', command: 'sleep 3', usage: ONE_CREDIT },
  { kind: 'message', text: 'Done.', usage: ONE_CREDIT },
];

/** So many responses of one credit each, the last of them a message. */
export function creditEach(responses: number, change: Partial<AnsweredStep> = {}): Scenario {
  return Array.from({ length: responses }, (_, index) => {
    const step = index === responses - 1 ? DONE : LOOK;
    return { ...step, usage: ONE_CREDIT, ...change } as AnsweredStep;
  });
}

const LOOK = { kind: 'shell', command: 'true' } as const;
const DONE = { kind: 'message', text: 'Done.' } as const;

/** A guarded run of the real Codex, with a store that writes down what is told to it. */
export interface RealRun {
  readonly turn: CodexTurn;
  readonly run: GuardedRun;
  readonly around: FakeSurroundings;
  /** Waits until the run is held. */
  readonly held: () => Promise<void>;
}

/** What differs: rules of the policy, a thread to go on with, another binary than the fixture's. */
export interface RealRunOptions extends Partial<PolicyFile> {
  readonly threadId?: string;
  readonly codexPath?: string;
}

/** Starts one in the fixture's workspace. Whoever starts it disposes of it. */
export async function startRealRun(
  codex: CodexFixture,
  prompt: string | undefined,
  capCredits: number | undefined,
  { threadId, codexPath = codex.codexPath, ...rules }: RealRunOptions = {},
): Promise<RealRun> {
  const { env, workspace: cwd } = codex;
  const request: CodexTurnRequest = { prompt, threadId, cwd, model: 'gpt-5.5', effort: undefined, tier: undefined };
  const gatesFolder = `${codex.dataFolder}/gates`;
  const turn = await CodexTurn.start({ codexPath, env, cwd, log: silentLog, gatesFolder }, request);
  const around = fakeSurroundings();
  const cap = capCredits === undefined ? undefined : creditsToMicros(capCredits);
  const run = new GuardedRun(turn, 'decision-1', preflight(cap, 'gpt-5.5', rules), around);
  return { turn, run, around, held: () => waitUntil('the hold', () => run.meter.hold !== undefined, HOLD_TIMEOUT_MS) };
}

const HOLD_TIMEOUT_MS = 20_000;
