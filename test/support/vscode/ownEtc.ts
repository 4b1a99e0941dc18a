import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { cp } from 'node:fs/promises';

/** Starts what comes behind it with another folder in the place of `/etc`, for it and all it starts. */
const STARTER = ['unshare', '--map-root-user', '--mount', 'sh', '-c', 'mount --bind "$0" /etc && exec "$@"'] as const;

/** Whether programs can be given an `/etc` of their own here: it takes Linux, and a system that lets people do so. */
export function canHaveOwnEtc(): boolean {
  const [command, ...args] = withEtc('/etc', ['true']);
  return spawnSync(command, args).status === 0;
}

/** Makes a copy of this machine's, as far as it can be read. */
export async function copyEtc(folder: string): Promise<void> {
  await cp('/etc', folder, { recursive: true, verbatimSymlinks: true, filter: isReadable });
}

/** What starts `command` with `folder` in the place of `/etc`; undefined: with the machine's own. */
export function withEtc(folder: string | undefined, command: readonly [string, ...string[]]): [string, ...string[]] {
  return folder === undefined ? [...command] : [...STARTER, folder, ...command];
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    // A link to nowhere is copied as a link.
    return false;
  }
}
