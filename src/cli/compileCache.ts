import { existsSync, rmSync, statSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import path from 'node:path';

import { CLIENT_VERSION } from '../codex/surface.ts';
import { dataFolder } from '../ledger/dataFolder.ts';

const WRITABLE_BY_OTHERS = 0o022;

/**
 * Lets Node keep what it compiles in the data folder, which halves the time a call takes to start. Where there is no
 * such folder yet, or others could put code into it, each start compiles anew. Of an older version nothing is kept.
 */
export function keepCompiledCode(env: NodeJS.ProcessEnv): void {
  const { root } = dataFolder(env);
  try {
    const isPrivate = process.platform === 'win32' || (statSync(root).mode & WRITABLE_BY_OTHERS) === 0;
    if (isPrivate) {
      const all = path.join(root, 'cache');
      const ofVersion = path.join(all, CLIENT_VERSION);
      if (!existsSync(ofVersion)) {
        rmSync(all, { recursive: true, force: true });
      }
      enableCompileCache(ofVersion);
    }
  } catch {
    // There is no folder, or it cannot be read: then nothing is gained.
  }
}
