import { setTimeout as sleep } from 'node:timers/promises';

import type { SeededRandom } from '../../../support/codex/seededRandom.ts';
import { type FaultScenario, NOTHING_EXCUSED, turnOf } from '../round.ts';
import { type FaultWorld, killHard } from '../world.ts';

/** As long as a run takes to its first request, more or less, and from there to its end. */
const STARTING_MS = 3_000;
const RUNNING_MS = 1_500;
const INGEST_MS = 700;
const LOOK_FOR_HOOKS_MS = 25;
const LOOK_MS = 20;
const MOST_STARTING_MS = 30_000;

/** Kill -9 at a random instant, of each kind of process that there is. */
export const KILLS: readonly FaultScenario[] = [
  {
    name: 'Codex is killed',
    play: async (world, random, prompt) => {
      const what = begin(world, random, prompt('exec'));
      const { pid, ended } = world.exec(what);
      await someInstant(world, random, what);
      killHard(pid);
      await ended;
      return { ...NOTHING_EXCUSED, killed: [what] };
    },
  },
  {
    name: 'our command is killed while its run goes on',
    play: async (world, random, prompt) => {
      const what = begin(world, random, prompt('ours'));
      const { pid, ended } = world.run(what);
      await someInstant(world, random, what);
      killHard(pid);
      await ended;
      return { killed: [what], unguarded: new Map([[what, 1]]) };
    },
  },
  {
    name: 'hooks are killed',
    play: async (world, random, prompt) => {
      const what = begin(world, random, prompt('exec'));
      const { ended } = world.exec(what);
      const kills = await killHooks(world, random, ended);
      return { killed: [], unguarded: new Map([[what, kills]]) };
    },
  },
  {
    name: 'readers are killed while a run writes',
    play: async (world, random, prompt) => {
      const what = begin(world, random, prompt('exec'));
      const run = world.exec(what);
      for (let times = random.int(1, 4); times > 0; times -= 1) {
        const { pid, ended } = world.guardrails('ingest', '--json');
        await sleep(random.int(0, INGEST_MS));
        killHard(pid);
        await ended;
      }
      await run.ended;
      return NOTHING_EXCUSED;
    },
  },
  {
    name: 'several at once, and one of them is killed',
    play: async (world, random, prompt) => {
      const [first, second, ours] = [prompt('one'), prompt('two'), prompt('ours')] as const;
      for (const what of [first, second, ours]) {
        begin(world, random, what);
      }
      const runs = [world.exec(first), world.exec(second), world.run(ours), world.guardrails('report', '--json')];
      await someInstant(world, random, random.pick([first, second, ours]));
      const victim = random.int(0, runs.length - 1);
      killHard(runs[victim]!.pid);
      await Promise.all(runs.map(({ ended }) => ended));
      const killed = [first, second, ours].filter((_what, index) => index === victim);
      return { killed, unguarded: new Map(victim === 2 ? [[ours, 1]] : []) };
    },
  },
];

/** Scripts a turn, half of them beyond the cap. */
export function begin({ codex }: FaultWorld, random: SeededRandom, what: string): string {
  codex.backend.play(what, turnOf(random.int(2, 10), random));
  return what;
}

/** While the run starts, or, more often, while its requests go on. */
export async function someInstant(
  { codex: { backend } }: FaultWorld,
  random: SeededRandom,
  what: string,
): Promise<void> {
  const isStarting = random.chance(0.3);
  const patienceMs = random.int(0, STARTING_MS);
  const begun = (): boolean => backend.modelRequests.some(({ prompt }) => prompt.includes(what));
  for (let waitedMs = 0; isStarting ? waitedMs < patienceMs : !begun() && waitedMs < MOST_STARTING_MS;) {
    await sleep(LOOK_MS);
    waitedMs += LOOK_MS;
  }
  await sleep(isStarting ? 0 : random.int(0, RUNNING_MS));
}

/** Until the run has ended. Returns how many were killed. */
async function killHooks(world: FaultWorld, random: SeededRandom, ended: Promise<unknown>): Promise<number> {
  const over = new AbortController();
  const whenOver = ended.finally(() => over.abort());
  // It is waited for below; until then its failure is nobody's.
  whenOver.catch(() => undefined);
  let kills = 0;
  while (!over.signal.aborted) {
    for (const pid of world.processesWith('/hook.js')) {
      if (random.chance(0.2)) {
        killHard(pid);
        kills += 1;
      }
    }
    await sleep(LOOK_FOR_HOOKS_MS);
  }
  await whenOver;
  return kills;
}
