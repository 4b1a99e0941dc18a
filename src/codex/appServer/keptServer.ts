import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { readFile, realpath, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';

import { messageOf } from '../../base/errors.ts';
import { phrase } from '../../base/phrase.ts';
import type {
  AppServerCommand,
  AppServerListener,
  AppServerProcess,
  KeptPlace,
  StartAppServer,
} from './appServerPort.ts';
import { lookAtProcess } from '../hooks/codexProcess.ts';
import { KEEP } from './keepScript.ts';
import { KeptConnection, type KeptParts } from './keptConnection.ts';

/** An app-server that is kept listens at a socket that Codex gives a short path, which other systems do differently. */
export const CAN_BE_KEPT = process.platform === 'linux';

const PRIVATE_FILE = 0o600;
const KEEPER_SCRIPT = 'keep.sh';
const SOCKET = 'socket';
const LONGEST_LOOK_S = 5;
/** What it says of its troubles lies in a file: whatever the person sets, no prompt is to be there. */
const SILENT = { RUST_LOG: 'error' };

/** Starts an app-server that goes on when its client hangs up, even when that is killed. */
export function startKept(
  { codexPath, args = [], cwd, env }: AppServerCommand,
  { folder, graceMs }: KeptPlace,
  listener: AppServerListener,
): AppServerProcess {
  const script = path.join(folder, KEEPER_SCRIPT);
  const socket = path.join(folder, SOCKET);
  // From a thread that may wait for a disk: see `startInWorker`.
  writeFileSync(script, KEEP, { mode: PRIVATE_FILE });
  const everyS = Math.min(LONGEST_LOOK_S, graceMs / 2_000);
  const looks = Math.ceil(graceMs / 1_000 / everyS);
  const child = spawn(
    '/bin/sh',
    [script, folder, String(everyS), String(looks), codexPath, 'app-server', '--listen', `unix://${socket}`, ...args],
    // In a group of its own and without a terminal: nothing that ends this process reaches it.
    { env: { ...env, ...SILENT }, stdio: 'ignore', detached: true, ...(cwd === undefined ? {} : { cwd }) },
  );
  child.unref();
  let hasEnded = false;
  const keeper = (): Promise<number | undefined> => Promise.resolve(hasEnded ? undefined : child.pid);
  const connection = new KeptConnection({ ...partsIn(folder), keeper }, listener);
  child.once('error', (error) => {
    connection.end(phrase('codex could not be started: {0}', messageOf(error)));
  });
  child.once('exit', () => {
    hasEnded = true;
    connection.end();
  });
  connection.openWhenThere();
  return connection;
}

/** Speaks to an app-server that is kept in a folder, by whoever started it. */
export function attachKept(folder: string): StartAppServer {
  return (_command, listener) => {
    const connection = new KeptConnection(partsIn(folder), listener);
    connection.open();
    return connection;
  };
}

/** Whether an app-server is still kept in a folder. */
export async function isKeptIn(folder: string): Promise<boolean> {
  return (await keeperIn(folder)) !== undefined;
}

/** Whether a gate's folder is of this machine: one data folder may serve several, which do not see each other's processes. */
export function isOfThisMachine(folder: string): boolean {
  return path.basename(folder).startsWith(`${hostname()}~`);
}

/** Says that somebody looks after the app-server that is kept in a folder. */
export async function beat(folder: string, nowMs: number): Promise<void> {
  await writeFile(path.join(folder, 'beat'), `${nowMs}\n`, { mode: PRIVATE_FILE });
}

/** Says that others can find it: from now on it waits for them, should nobody look after it. */
export async function noteKept(folder: string): Promise<void> {
  await writeFile(path.join(folder, 'noted'), '', { mode: PRIVATE_FILE });
}

function partsIn(folder: string): KeptParts {
  return {
    socket: () => realpath(path.join(folder, SOCKET)),
    keeper: () => keeperIn(folder),
    said: () => saidIn(folder),
  };
}

/** By its number alone it might be another by now. */
async function keeperIn(folder: string): Promise<number | undefined> {
  try {
    const pid = Number(await readFile(path.join(folder, 'keeper'), 'utf8'));
    return lookAtProcess(pid)?.args.includes(path.join(folder, KEEPER_SCRIPT)) === true ? pid : undefined;
  } catch {
    return undefined;
  }
}

async function saidIn(folder: string): Promise<string> {
  try {
    return await readFile(path.join(folder, 'said'), 'utf8');
  } catch {
    return '';
  }
}
