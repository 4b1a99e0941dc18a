import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

import { type RolloutFile, rolloutFileAt } from './codexHome.ts';

export interface RolloutListing {
  /** Newest first. Of a rollout that is there both plain and compressed, the plain file. */
  readonly files: readonly RolloutFile[];
  /** Folders that may get new files. */
  readonly folders: readonly string[];
  /** Folders that could not be looked into. */
  readonly unreadable: readonly string[];
}

const ROLLOUT_FOLDERS = ['sessions', 'archived_sessions'];

/**
 * Finds the rollouts of a home, by name. A folder without `sessions` and `archived_sessions` is taken as a plain
 * folder of rollouts, itself only. What cannot be read is left out; links to folders are not followed.
 */
export function listRollouts(home: string): RolloutListing {
  const roots = ROLLOUT_FOLDERS.map((name) => path.join(home, name)).filter((folder) => existsSync(folder));
  const isHome = roots.length > 0;
  const found = new Map<string, RolloutFile>();
  const folders: string[] = [];
  const unreadable: string[] = [];
  const pending = isHome ? roots : [home];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    folders.push(folder);
    for (const entry of entriesOf(folder, unreadable)) {
      const file = entry.isFile() ? rolloutFileAt(path.join(folder, entry.name)) : undefined;
      if (file !== undefined) {
        const place = path.join(folder, file.name);
        found.set(place, file.isCompressed ? (found.get(place) ?? file) : file);
      } else if (isHome && entry.isDirectory()) {
        pending.push(path.join(folder, entry.name));
      }
    }
  }
  return { files: [...found.values()].sort((a, b) => (a.name < b.name ? 1 : -1)), folders, unreadable };
}

function entriesOf(folder: string, unreadable: string[]) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    // One that has gone meanwhile has nothing any more.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      unreadable.push(folder);
    }
    return [];
  }
}
