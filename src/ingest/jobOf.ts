import { existsSync } from 'node:fs';
import path from 'node:path';

import { type RolloutFile, rolloutFileAt } from '../codex/codexHome.ts';
import type { Checkpoint, Checkpoints } from '../ledger/usage/checkpoints.ts';
import type { ReadJob } from './ingestJobs.ts';

/** What is to be read of a rollout of a size. */
export function jobOf(checkpoints: Checkpoints, file: RolloutFile, home: string, sizeBytes: number): ReadJob {
  const checkpoint = checkpointOf(checkpoints, file, home);
  return { file, home, checkpoint, newBytes: Math.max(0, sizeBytes - (checkpoint?.offsetBytes ?? 0)) };
}

/** How far a rollout has been read, perhaps elsewhere: Codex archives rollouts, compresses them and brings them back. */
function checkpointOf(checkpoints: Checkpoints, file: RolloutFile, home: string): Checkpoint | undefined {
  for (const formerPath of checkpoints.pathsOf(file.name).filter((former) => isFormerPath(former, file))) {
    if (checkpoints.get(file.path) === undefined) {
      checkpoints.move(formerPath, file.path, home);
    } else {
      checkpoints.remove(formerPath);
    }
  }
  return checkpoints.get(file.path);
}

/** The same rollout's, compressed or not, or one that has gone. */
function isFormerPath(former: string, { path: now, name }: RolloutFile): boolean {
  const isSibling = path.dirname(former) === path.dirname(now) && rolloutFileAt(former)?.name === name;
  return former !== now && (isSibling || !existsSync(former));
}
