import { stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * What `ingest/workspaceOf` finds, for a thread that must not wait for a disk: the top level of a folder's git
 * checkout, else the folder itself.
 */
export async function findWorkspace(folder: string): Promise<string> {
  for (let candidate = folder; ; candidate = path.dirname(candidate)) {
    if (await isCheckout(path.join(candidate, '.git'))) {
      return candidate;
    }
    if (candidate === path.dirname(candidate)) {
      return folder;
    }
  }
}

async function isCheckout(git: string): Promise<boolean> {
  return (await isFile(path.join(git, 'HEAD'))) || isFile(git);
}

async function isFile(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
