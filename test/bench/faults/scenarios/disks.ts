import { spawnSync } from 'node:child_process';
import { cpSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { mustCount } from '../laws.ts';
import { type FaultScenario, NOTHING_EXCUSED } from '../round.ts';
import type { FaultWorld } from '../world.ts';
import { begin } from './kills.ts';

const DISK_MB = 48;
const BYTES_PER_KB = 1024;

/** What befalls the disk that our folder lies on. They take a small disk of one's own, which only root can have. */
export const DISK_FAULTS: readonly FaultScenario[] = [
  {
    name: 'the disk is full for a while',
    play: (world, random, prompt) =>
      onSmallDisk(world, async () => {
        const what = begin(world, random, prompt('full'));
        const filler = path.join(world.codex.dataFolder, 'filler');
        const { ended } = random.chance(0.5) ? world.run(what) : world.exec(what);
        await sleep(random.int(0, 3_000));
        fill(filler, random.int(0, 40) * BYTES_PER_KB);
        await sleep(random.int(100, 3_000));
        rmSync(filler, { force: true });
        await ended;
        return what;
      }),
  },
  {
    name: 'our folder cannot be written for a while',
    play: (world, random, prompt) =>
      onSmallDisk(world, async () => {
        const what = begin(world, random, prompt('read-only'));
        const { dataFolder } = world.codex;
        mount('-o', 'remount,ro', dataFolder);
        const { ended } = random.chance(0.3) ? world.run(what) : world.exec(what);
        await sleep(random.int(0, 3_000));
        mount('-o', 'remount,rw', dataFolder);
        await ended;
        return what;
      }),
  },
];

/**
 * Has our folder lie on a small disk while something goes on there. Once there is room again, all of it must be counted
 * there, too. What was decided meanwhile goes with that disk.
 */
async function onSmallDisk(world: FaultWorld, work: () => Promise<string>) {
  const { dataFolder, root } = world.codex;
  if (process.getuid?.() !== 0) {
    return NOTHING_EXCUSED;
  }
  const copy = path.join(root, 'data-copy');
  cpSync(dataFolder, copy, { recursive: true });
  mount('-t', 'tmpfs', '-o', `size=${DISK_MB}m,mode=700`, 'tmpfs', dataFolder);
  try {
    cpSync(copy, dataFolder, { recursive: true });
    rmSync(copy, { recursive: true });
    const what = await work();
    await mustCount(world, what);
    // Where it cannot look, it lets go on, as the policy says.
    return { killed: [], unguarded: new Map([[what, Infinity]]) };
  } finally {
    spawnSync('umount', ['-l', dataFolder]);
  }
}

/** Leaves so many bytes. */
function fill(file: string, leftBytes: number): void {
  const { bavail, bsize } = statfsSync(path.dirname(file));
  try {
    writeFileSync(file, Buffer.alloc(Math.max(0, bavail * bsize - leftBytes)));
  } catch {
    // Others were quicker to take the rest.
  }
}

function mount(...args: readonly string[]): void {
  const { status, stderr } = spawnSync('mount', args, { encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`mount ${args.join(' ')} failed: ${stderr}`);
  }
}
