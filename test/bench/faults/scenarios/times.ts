import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { SeededRandom } from '../../../support/codex/seededRandom.ts';
import { type FaultScenario, NOTHING_EXCUSED } from '../round.ts';
import { type FaultWorld, type Started, signalAll } from '../world.ts';
import { begin } from './kills.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const MOST_JUMPS = 6;
const MOST_ASLEEP_MS = 3_000;
/** Where the clocks change: by an hour, by half of one, and by the date line. */
const ZONES = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia'] as const;
/** In the night of the change in Berlin and New York: the hour that is not there, and the one that is there twice. */
const CHANGES = ['2027-03-28T00:59:30Z', '2026-10-25T00:59:30Z', '2027-03-14T06:59:30Z'] as const;

/** What befalls time. */
export const TIME_FAULTS: readonly FaultScenario[] = [
  {
    name: 'the clock jumps back and forth',
    play: async (world, random, prompt) => {
      const what = begin(world, random, prompt('clock'));
      const clock = shiftedClock(world, random);
      clock.jump();
      const { ended } = random.chance(0.5) ? runWith(world, clock.env, what) : world.execWith(clock.env, what);
      await whileItRuns(ended, async () => {
        await sleep(random.int(100, 1_500));
        clock.jump();
      });
      return NOTHING_EXCUSED;
    },
  },
  {
    name: 'processes are stopped for a while, as when the machine sleeps',
    play: async (world, random, prompt) => {
      const what = begin(world, random, prompt('sleep'));
      const { ended } = random.chance(0.5) ? world.run(what) : world.exec(what);
      await whileItRuns(ended, async () => {
        await sleep(random.int(0, 2_500));
        const all = random.chance(0.5) ? world.codex.processes.running() : world.ownProcesses();
        signalAll(all, 'SIGSTOP');
        await sleep(random.int(50, MOST_ASLEEP_MS));
        signalAll(all, 'SIGCONT');
      });
      return NOTHING_EXCUSED;
    },
  },
];

function runWith(world: FaultWorld, env: Readonly<Record<string, string>>, what: string): Started {
  return world.guardrailsWith(env, 'run', '--yes', '--json', '--', what);
}

/** Does something again and again until a run has ended, a few times at most. */
async function whileItRuns(ended: Promise<unknown>, work: () => Promise<void>): Promise<void> {
  const stop = new AbortController();
  const over = ended.finally(() => stop.abort());
  // It is waited for below; until then its failure is nobody's.
  over.catch(() => undefined);
  for (let times = 0; times < MOST_JUMPS && !stop.signal.aborted; times += 1) {
    await work();
  }
  await over;
}

/** A clock of the programs of ours that are started with `env`: it goes on from wherever it jumps to. */
function shiftedClock(
  { codex: { root } }: FaultWorld,
  random: SeededRandom,
): { readonly env: Readonly<Record<string, string>>; readonly jump: () => void } {
  const [script, file] = [path.join(root, 'shifted-clock.cjs'), path.join(root, 'clock')];
  writeFileSync(script, SHIFTED_CLOCK);
  return {
    env: { NODE_OPTIONS: `--require=${script}`, SHIFTED_CLOCK: file, TZ: random.pick(ZONES) },
    jump: () => writeFileSync(file, String(jumpMs(random))),
  };
}

/** From the true time. */
function jumpMs(random: SeededRandom): number {
  const sign = random.chance(0.5) ? 1 : -1;
  return random.pick([
    0,
    sign * random.int(1, 2_000),
    sign * random.int(1, 30) * MINUTE_MS,
    sign * HOUR_MS,
    sign * random.int(1, 400) * 24 * HOUR_MS,
    Date.parse(random.pick(CHANGES)) - Date.now(),
  ]);
}

/** Loaded into each Node of ours before anything else. It looks at the file now and then. */
const SHIFTED_CLOCK = `
const { readFileSync } = require('node:fs');
const TrueDate = Date;
let [lookedAt, by] = [-Infinity, 0];
function now() {
  if (performance.now() - lookedAt > 10) {
    lookedAt = performance.now();
    try { by = Number(readFileSync(process.env.SHIFTED_CLOCK, 'utf8')) || 0; } catch {}
  }
  return TrueDate.now() + by;
}
globalThis.Date = class Date extends TrueDate {
  constructor(...at) { super(...(at.length === 0 ? [now()] : at)); }
  static now() { return now(); }
};
`;
