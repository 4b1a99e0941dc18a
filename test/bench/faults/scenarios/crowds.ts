import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { bundledScript } from '../../../support/bundledScript.ts';
import type { SeededRandom } from '../../../support/codex/seededRandom.ts';
import { type FaultScenario, NOTHING_EXCUSED } from '../round.ts';
import { type FaultWorld, killHard } from '../world.ts';
import { begin } from './kills.ts';

const READER = bundledScript(new URL('../../../programs/ingest/ingestProcess.ts', import.meta.url));
const WINDOWS = 10;
const TERMINALS = 20;
/** About as often as a window looks, at most. */
const PAUSE_MS = '300';
/** Of the terminals: with a run of Codex each. The others ask for reports. */
const RUNS = 4;

/** Many at once. */
export const CROWDS: readonly FaultScenario[] = [
  {
    name: 'ten windows and twenty terminals at once',
    play: async (world, random, prompt) => {
      const prompts = Array.from({ length: RUNS }, (_one, index) => begin(world, random, prompt(`terminal ${index}`)));
      const stop = path.join(world.codex.root, `stop-${random.int(0, 1e9)}`);
      const windows = Array.from({ length: WINDOWS }, () => openWindow(world, stop));
      const runs = prompts.map((what, index) => (index % 2 === 0 ? world.exec(what) : world.run(what)));
      const reports = Array.from({ length: TERMINALS - RUNS }, () => world.guardrails('report', '--json'));
      await sleep(random.int(0, 3_000));
      killHard(oneOf(windows, random));
      const ended = await Promise.all(reports.map((each) => each.ended));
      await Promise.all(runs.map((each) => each.ended));
      writeFileSync(stop, '');
      const failed = ended.find(({ code }) => code !== 0);
      if (failed !== undefined) {
        throw new Error(`a report failed among many: ${failed.err}`);
      }
      return NOTHING_EXCUSED;
    },
  },
];

/** A process that has the ledger open and reads what is new until it is told to stop. */
function openWindow({ codex, ledgerFile }: FaultWorld, stop: string): number {
  const { processes, workspace: cwd, env, codexHome } = codex;
  const child = processes.spawnTracked(process.execPath, [READER, ledgerFile, codexHome, stop, PAUSE_MS], {
    cwd,
    env,
  });
  child.stdout.resume();
  child.stderr.resume();
  return child.pid ?? 0;
}

function oneOf(pids: readonly number[], random: SeededRandom): number {
  return pids[random.int(0, pids.length - 1)] ?? 0;
}
