import { readFileSync, readdirSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';

import type { CodexProcess } from '../hooks/codexProcess.ts';

const SCHEME = 'unix://';
/** Where an app-server listens that is told to listen at no place of its own. */
const DEFAULT_SOCKET = ['app-server-control', 'app-server-control.sock'] as const;
/** Of a socket that listens, in `/proc/net/unix`. */
const LISTENS = '00010000';

/**
 * The socket at which an app-server takes other clients; undefined where it has none, or where it is not certain that
 * just this process of this user listens there.
 */
export function listeningSocket({ pid, kind, listensAt }: CodexProcess, home: string): string | undefined {
  if (kind !== 'appServer' || listensAt?.startsWith(SCHEME) !== true) {
    return undefined;
  }
  const named = listensAt.slice(SCHEME.length);
  const file = named === '' ? path.join(home, ...DEFAULT_SOCKET) : named;
  try {
    const real = realpathSync(file);
    const { uid, isSocket } = lookAt(real);
    const isOwn = isSocket && uid === process.getuid?.() && path.isAbsolute(file);
    return isOwn && (process.platform !== 'linux' || isHeldBy(pid, real)) ? real : undefined;
  } catch {
    // It is not there, or not to be looked at.
    return undefined;
  }
}

function lookAt(file: string): { readonly uid: number; readonly isSocket: boolean } {
  const seen = statSync(file);
  return { uid: seen.uid, isSocket: seen.isSocket() };
}

/** Whether a process itself listens at a socket. */
function isHeldBy(pid: number, file: string): boolean {
  const listening = readFileSync('/proc/net/unix', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , flags, , , , name]) => flags === LISTENS && name === file)
    .map(([, , , , , , inode]) => `socket:[${inode ?? ''}]`);
  const open = readdirSync(`/proc/${pid}/fd`).map((name) => linkOf(`/proc/${pid}/fd/${name}`));
  return listening.some((socket) => open.includes(socket));
}

/** A file that has just been closed leads nowhere. */
function linkOf(file: string): string | undefined {
  try {
    return readlinkSync(file);
  } catch {
    return undefined;
  }
}
