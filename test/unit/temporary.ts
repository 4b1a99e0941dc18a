import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const MEMORY = '/dev/shm';
const MEMORY_BYTES = 1e9;

/** Where temporary folders are made: in memory, if there is enough and programs may run there, for disks are slow. */
export const TEMPORARY_ROOT = isMemoryUsable() ? MEMORY : os.tmpdir();

/** A folder of each test's own, removed after it. Call it inside `describe`. */
export function temporaryFolder(): (...parts: readonly string[]) => string {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(TEMPORARY_ROOT, 'guardrails-unit-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return (...parts) => path.join(folder, ...parts);
}

/** Makes a folder the top of a git checkout, as far as its files tell. */
export function beginCheckout(folder: string): void {
  mkdirSync(path.join(folder, '.git'), { recursive: true });
  writeFileSync(path.join(folder, '.git', 'HEAD'), 'ref: refs/heads/main\n');
}

function isMemoryUsable(): boolean {
  if (!existsSync('/proc/mounts') || !existsSync(MEMORY)) {
    return false;
  }
  const mount = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .find(([, place]) => place === MEMORY);
  const flags = mount?.[3]?.split(',') ?? [];
  const { bavail, bsize } = statfsSync(MEMORY);
  return flags.includes('rw') && !flags.includes('noexec') && bavail * bsize > MEMORY_BYTES;
}
