import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import type { GatePlace } from './hookGate.ts';

const PRIVATE_FOLDER = 0o700;
const PRIVATE_FILE = 0o600;

/**
 * Shuts all gates of a run, and keeps them shut until the turn that compacts has been looked at again: nobody tells a
 * tally what a compaction uses. Must be called where no gate is opened meanwhile.
 */
export function shutForCompaction({ folder, turnId }: GatePlace): void {
  try {
    mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER });
    writeFileSync(path.join(folder, `compacting.${turnId}`), '', { mode: PRIVATE_FILE });
  } catch {
    // Then there are no gates.
  }
  shutGates(folder);
}

/** Shuts all gates of a run: it has used what no tally of theirs tells. */
export function shutGates(folder: string): void {
  try {
    for (const name of readdirSync(folder).filter((each) => each.startsWith('gate.'))) {
      rmSync(path.join(folder, name), { force: true });
    }
  } catch {
    // There are none.
  }
}

/** The rollouts of other threads of the run that pass by gates: what they used since may stand there alone. */
export function logsBesides({ folder, turnId }: GatePlace): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.startsWith('gate.') && name !== `gate.${turnId}`)
      .map((name) => /^log (.+)$/m.exec(readFileSync(path.join(folder, name), 'utf8'))?.[1])
      .filter((log) => log !== undefined);
  } catch {
    // None has been opened, or they were taken away just now.
    return [];
  }
}
