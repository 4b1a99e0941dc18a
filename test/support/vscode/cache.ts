import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** The project's folder. */
export const PROJECT_FOLDER = path.resolve(import.meta.dirname, '../../..');

/** Where the tests keep what is expensive to make. It may be deleted at any time. */
export const CACHE_FOLDER = path.join(PROJECT_FOLDER, 'node_modules/.cache/codex-guardrails');

/** Where desktop versions of VS Code are downloaded to. */
export const DESKTOP_FOLDER = path.join(CACHE_FOLDER, 'vscode-desktop');

const STAMP = '.stamp';
const LOCK_POLL_MS = 200;

export interface CachedFolder {
  /** The folder's name inside the cache. */
  readonly name: string;
  /** Another cache than the project's. */
  readonly parent?: string;
  /** Says which content belongs there: when it changes, the folder is made anew. */
  readonly stamp: string;
  /** Makes the content in an empty folder, which is then moved into place. */
  readonly fill: (folder: string) => Promise<void>;
  readonly log: (line: string) => void;
}

/**
 * The path of a folder in the cache, which is filled when it is missing or outdated.
 *
 * It appears whole or not at all, and processes that ask for it at the same time wait for the first one.
 */
export async function cachedFolder({ name, parent = CACHE_FOLDER, stamp, fill, log }: CachedFolder): Promise<string> {
  const folder = path.join(parent, name);
  if (hasStamp(folder, stamp)) {
    return folder;
  }
  const unlock = await lock(folder, log);
  try {
    if (!hasStamp(folder, stamp)) {
      removeLeftovers(folder);
      const staging = `${folder}.new-${process.pid}`;
      fs.mkdirSync(staging);
      await fill(staging);
      fs.writeFileSync(path.join(staging, STAMP), stamp);
      fs.rmSync(folder, { recursive: true, force: true });
      fs.renameSync(staging, folder);
    }
    return folder;
  } finally {
    fs.rmSync(`${folder}.new-${process.pid}`, { recursive: true, force: true });
    unlock();
  }
}

function hasStamp(folder: string, stamp: string): boolean {
  return readIfThere(path.join(folder, STAMP)) === stamp;
}

/** A file with our process id, which only one process can link into place. */
async function lock(folder: string, log: (line: string) => void): Promise<() => void> {
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  const lockFile = `${folder}.lock`;
  const ours = `${lockFile}.${randomUUID()}`;
  fs.writeFileSync(ours, String(process.pid));
  let waiting = false;
  try {
    while (!linkIfFree(ours, lockFile)) {
      const owner = Number(readIfThere(lockFile));
      if (owner > 0 && !isAlive(owner)) {
        fs.rmSync(lockFile, { force: true });
        continue;
      }
      if (!waiting) {
        log(`Waiting for process ${owner}, which is making ${folder} (if that is not so, delete ${lockFile})`);
        waiting = true;
      }
      await delay(LOCK_POLL_MS);
    }
  } finally {
    fs.rmSync(ours);
  }
  return () => fs.rmSync(lockFile, { force: true });
}

function linkIfFree(source: string, target: string): boolean {
  try {
    fs.linkSync(source, target);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      return false;
    }
    throw error;
  }
}

/** Removes what processes that were killed while filling the folder left behind. */
function removeLeftovers(folder: string): void {
  const prefix = `${path.basename(folder)}.new-`;
  for (const name of fs.readdirSync(path.dirname(folder))) {
    if (name.startsWith(prefix)) {
      fs.rmSync(path.join(path.dirname(folder), name), { recursive: true, force: true });
    }
  }
}

function readIfThere(file: string): string | undefined {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
