import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** Codex's homes: those named, else `CODEX_HOME`, else `~/.codex`. Absolute, each once. */
export function codexHomes(named: readonly string[], env: NodeJS.ProcessEnv): string[] {
  const fromEnv = env['CODEX_HOME'];
  const fallback = fromEnv === undefined || fromEnv === '' ? path.join(homedir(), '.codex') : fromEnv;
  const homes = named.length > 0 ? named : [fallback];
  return [...new Set(homes.map((home) => path.resolve(expandTilde(home))))];
}

export function expandTilde(file: string): string {
  return file === '~' || file.startsWith('~/') ? path.join(homedir(), file.slice(1)) : file;
}

/** The rollouts of a home. `compressed` ones are known of, but not read yet. */
export interface RolloutListing {
  readonly files: readonly string[];
  readonly compressed: readonly string[];
  /** Folders that may get new files. */
  readonly folders: readonly string[];
}

const ROLLOUT_FOLDERS = ['sessions', 'archived_sessions'];

/**
 * Finds the rollouts of a home, by name. A folder without `sessions` and `archived_sessions` is taken as a plain
 * folder of rollouts, itself only. What cannot be read is left out; links to folders are not followed.
 */
export function listRollouts(home: string): RolloutListing {
  const roots = ROLLOUT_FOLDERS.map((name) => path.join(home, name)).filter((folder) => existsSync(folder));
  const listing = { files: [] as string[], compressed: [] as string[], folders: [] as string[] };
  const isHome = roots.length > 0;
  const pending = isHome ? roots : [home];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    listing.folders.push(folder);
    for (const entry of entriesOf(folder)) {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) {
        if (isHome) {
          pending.push(file);
        }
      } else if (entry.isFile() && entry.name.endsWith('.jsonl')) {
        listing.files.push(file);
      } else if (entry.isFile() && entry.name.endsWith('.jsonl.zst')) {
        listing.compressed.push(file);
      }
    }
  }
  listing.files.sort();
  return listing;
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
