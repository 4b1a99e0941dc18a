import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A folder of each test's own, removed after it. Call it inside `describe`. */
export function temporaryFolder(): (...parts: readonly string[]) => string {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'guardrails-unit-'));
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
