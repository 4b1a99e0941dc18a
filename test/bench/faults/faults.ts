import { hashText, seededRandom } from '../../support/codex/seededRandom.ts';
import { type Excuses, excusing, judge } from './laws.ts';
import { type Done, type FaultScenario, NOTHING_EXCUSED } from './round.ts';
import { FILE_FAULTS } from './scenarios/files.ts';
import { KILLS } from './scenarios/kills.ts';
import { SERVER_FAULTS } from './scenarios/servers.ts';
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

export const SCENARIOS: readonly FaultScenario[] = [...KILLS, ...FILE_FAULTS, ...SERVER_FAULTS];

/** A fresh world now and then, so that rounds do not grow with those before them. */
const ROUNDS_OF_A_WORLD = 25;

/** Plays rounds one after the other; each is told as soon as it is over. The scenario of a round follows from its seed. */
export async function playFaults(
  seed: number,
  rounds: readonly number[],
  tell: (result: RoundResult) => void,
): Promise<void> {
  for (let played = 0; played < rounds.length;) {
    played += await playInOneWorld(seed, rounds.slice(played, played + ROUNDS_OF_A_WORLD), tell);
  }
}

/** Returns how many were played: what is wrong once would be told by each round after it in the same world. */
async function playInOneWorld(
  seed: number,
  rounds: readonly number[],
  tell: (result: RoundResult) => void,
): Promise<number> {
  const world = await FaultWorld.create();
  try {
    let excuses: Excuses = { killed: new Set(), unguarded: new Map() };
    let before = { requests: 0, untold: 0 };
    for (const [index, round] of rounds.entries()) {
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
        return index + 1;
      }
      before = verdict;
    }
    return rounds.length;
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
