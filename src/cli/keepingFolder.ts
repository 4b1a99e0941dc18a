import { existsSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';

import { CLIENT_VERSION } from '../codex/surface.ts';
import { dataFolder } from '../ledger/dataFolder.ts';

const WRITABLE_BY_OTHERS = 0o022;

/**
 * Where may be kept what is soon made again; of other versions nothing is. Undefined where there is no data folder yet,
 * or where others could put something into it.
 */
export function keepingFolder(env: NodeJS.ProcessEnv): string | undefined {
  const { root } = dataFolder(env);
  try {
    const isPrivate = process.platform === 'win32' || (statSync(root).mode & WRITABLE_BY_OTHERS) === 0;
    if (!isPrivate) {
      return undefined;
    }
    const all = path.join(root, 'cache');
    const ofVersion = path.join(all, CLIENT_VERSION);
    if (!existsSync(ofVersion)) {
      rmSync(all, { recursive: true, force: true });
    }
    return ofVersion;
  } catch {
    return undefined;
  }
}
