import { hashText, seededRandom } from '../../support/codex/seededRandom.ts';
import { type Excuses, excusing, judge } from './laws.ts';
import { type Done, type FaultScenario, NOTHING_EXCUSED } from './round.ts';
import { CROWDS } from './scenarios/crowds.ts';
import { DISK_FAULTS } from './scenarios/disks.ts';
import { FILE_FAULTS } from './scenarios/files.ts';
import { KILLS } from './scenarios/kills.ts';
import { SERVER_FAULTS } from './scenarios/servers.ts';
import { TIME_FAULTS } from './scenarios/times.ts';
import { FaultWorld } from './world.ts';

/** What a round did, and what came of it. */
export interface RoundResult {
  readonly seed: number;
  readonly round: number;
  readonly scenario: string;
  readonly ms: number;
  /** Requests that the model had in this round. */
  readonly requests: number;
  readonly untold: number;
  readonly broken: readonly string[];
}

export const SCENARIOS: readonly FaultScenario[] = [
  ...KILLS,
  ...FILE_FAULTS,
  ...SERVER_FAULTS,
  ...TIME_FAULTS,
  ...DISK_FAULTS,
  ...CROWDS,
];

/** A fresh world now and then, so that rounds do not grow with those before them. */
const ROUNDS_OF_A_WORLD = 25;

/**
 * Plays rounds in so many worlds beside each other; each round is told as soon as it is over. The scenario of a round
 * follows from its seed.
 */
export async function playFaults(
  seed: number,
  rounds: readonly number[],
  tell: (result: RoundResult) => void,
  worlds = 1,
): Promise<void> {
  const waiting = [...rounds];
  const one = async (): Promise<void> => {
    while (waiting.length > 0) {
      await playInOneWorld(seed, waiting, tell);
    }
  };
  await Promise.all(Array.from({ length: worlds }, one));
}

/** Takes rounds until there were enough, or until one breaks a law: each after it in the same world would tell it, too. */
async function playInOneWorld(seed: number, waiting: number[], tell: (result: RoundResult) => void): Promise<void> {
  const world = await FaultWorld.create();
  try {
    let excuses: Excuses = { killed: new Set(), unguarded: new Map() };
    let before = { requests: 0, untold: 0 };
    for (let played = 0; played < ROUNDS_OF_A_WORLD; played += 1) {
      const round = waiting.shift();
      if (round === undefined) {
        return;
      }
      const scenario = scenarioOf(seed, round);
      const startedAtMs = performance.now();
      const { done, stuck } = await play(world, scenario, seed, round);
      excuses = excusing(excuses, done);
      const verdict = await judge(world, excuses);
      const broken = [...stuck, ...verdict.broken];
      const ms = Math.round(performance.now() - startedAtMs);
      const [requests, untold] = [verdict.requests - before.requests, verdict.untold - before.untold];
      tell({ seed, round, scenario: scenario.name, ms, requests, untold, broken });
      if (broken.length > 0) {
        return;
      }
      before = verdict;
    }
  } finally {
    await world.dispose();
  }
}

async function play(
  world: FaultWorld,
  scenario: FaultScenario,
  seed: number,
  round: number,
): Promise<{ readonly done: Done; readonly stuck: readonly string[] }> {
  const random = seededRandom(hashText(`${seed} ${round}`));
  try {
    const done = await scenario.play(world, random, (what) => `${what} task of round ${round}.`);
    return { done, stuck: [] };
  } catch (error) {
    return { done: NOTHING_EXCUSED, stuck: [error instanceof Error ? error.message : String(error)] };
  }
}

function scenarioOf(seed: number, round: number): FaultScenario {
  return SCENARIOS[seededRandom(hashText(`scenario ${seed} ${round}`)).int(0, SCENARIOS.length - 1)]!;
}
