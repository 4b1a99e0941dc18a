import { statSync } from 'node:fs';
import path from 'node:path';

/**
 * The workspace a folder belongs to: the top level of its git checkout, else the folder itself (also when it is gone).
 * A `.git` may be a folder or, in a worktree, a file. An empty one is none: Codex's sandbox leaves such behind.
 */
export function workspaceOf(folder: string): string {
  for (let candidate = folder; ; candidate = path.dirname(candidate)) {
    if (isCheckout(path.join(candidate, '.git'))) {
      return candidate;
    }
    if (candidate === path.dirname(candidate)) {
      return folder;
    }
  }
}

function isCheckout(git: string): boolean {
  return isFile(path.join(git, 'HEAD')) || isFile(git);
}

function isFile(file: string): boolean {
  try {
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** {@link workspaceOf} that asks the disk once for each folder. */
export function cachedWorkspaceOf(): (folder: string) => string {
  const known = new Map<string, string>();
  return (folder) => {
    const workspace = known.get(folder) ?? workspaceOf(folder);
    known.set(folder, workspace);
    return workspace;
  };
}
