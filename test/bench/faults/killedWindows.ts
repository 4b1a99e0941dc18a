import { hashText, seededRandom } from '../../support/codex/seededRandom.ts';
import { waitUntil } from '../../support/codex/waitUntil.ts';
import { processesWith } from '../../support/processes.ts';
import { RealVsCode } from '../../support/vscode/realVsCode.ts';
import type { Workbench } from '../../support/vscode/workbench.ts';
import { startTask } from '../../e2e/wishTask.ts';
import type { RoundResult } from './faults.ts';
import { judge } from './laws.ts';
import { begin, someInstant } from './scenarios/kills.ts';
import { FaultWorld, killHard } from './world.ts';

const ROUNDS_OF_A_WORLD = 10;
const READY_WITHIN_MS = 90_000;
const OVER_WITHIN_MS = 90_000;
const NOTHING_KILLED = { killed: new Set<string>(), unguarded: new Map<string, number>() };

/** A world in which the runs are those of a window in a real VS Code. */
interface WindowWorld {
  readonly world: FaultWorld;
  readonly workbench: Workbench;
}

/**
 * Kills the extension host of a real VS Code at a random instant of a run, reloads the window, and holds what came of it
 * against the laws, of which nothing is excused: the run goes on in the next extension host.
 */
export async function playKilledWindows(
  seed: number,
  rounds: readonly number[],
  tell: (result: RoundResult) => void,
): Promise<void> {
  const waiting = [...rounds];
  while (waiting.length > 0) {
    const vsCode = new RealVsCode();
    try {
      await playInOneWorld(await open(vsCode), seed, waiting, tell);
    } finally {
      await vsCode.close();
    }
  }
}

async function open(vsCode: RealVsCode): Promise<WindowWorld> {
  const world = vsCode.owns(await FaultWorld.create());
  const { workspace: folder, env } = world.codex;
  const { workbench } = await vsCode.open({ folder, env });
  await untilReady(workbench);
  return { world, workbench };
}

async function playInOneWorld(
  { world, workbench }: WindowWorld,
  seed: number,
  waiting: number[],
  tell: (result: RoundResult) => void,
): Promise<void> {
  let before = 0;
  for (let played = 0; played < ROUNDS_OF_A_WORLD; played += 1) {
    const round = waiting.shift();
    if (round === undefined) {
      return;
    }
    const startedAtMs = performance.now();
    const stuck = await playOnce({ world, workbench }, seed, round);
    const verdict = await judge(world, NOTHING_KILLED);
    const broken = [...stuck, ...verdict.broken];
    const ms = Math.round(performance.now() - startedAtMs);
    const requests = verdict.requests - before;
    tell({ seed, round, scenario: 'the extension host is killed', ms, requests, untold: verdict.untold, broken });
    if (broken.length > 0) {
      return;
    }
    before = verdict.requests;
  }
}

async function playOnce({ world, workbench }: WindowWorld, seed: number, round: number): Promise<readonly string[]> {
  const random = seededRandom(hashText(`window ${seed} ${round}`));
  try {
    const what = begin(world, random, `window task of round ${round}.`);
    await startTask(workbench, what);
    await someInstant(world, random, what);
    const hosts = processesWith('--type=extensionHost', world.codex.codexHome);
    hosts.forEach(killHard);
    await workbench.page.reload({ timeout: READY_WITHIN_MS });
    await untilReady(workbench);
    await waitUntil(
      'the run to end',
      () => processesWith('/gates/', world.codex.codexHome).length === 0,
      OVER_WITHIN_MS,
    );
    return hosts.length === 0 ? ['there was no extension host to kill'] : [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

async function untilReady(workbench: Workbench): Promise<void> {
  const statusBar = workbench.statusBarItem('codexGuardrails.status');
  await statusBar.filter({ hasText: 'today' }).waitFor({ timeout: READY_WITHIN_MS });
}
