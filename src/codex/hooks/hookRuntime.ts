import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { GuardError } from '../../base/errors.ts';
import { phrase } from '../../base/phrase.ts';
import { LAUNCHER, isLauncherOlder } from './hookLauncher.ts';

/** What answers when a hook calls. */
export interface HookRuntime {
  /** Of the Codex Guardrails that brings it. */
  readonly version: string;
  readonly node: string;
  /** Whether `node` is VS Code's own program, which must be told to be Node. */
  readonly isElectron: boolean;
  /** The bundled program. */
  readonly hook: string;
}

const PRIVATE_FOLDER = 0o700;
const PRIVATE_FILE = 0o600;
const PRIVATE_PROGRAM = 0o700;

/** The program that hooks start. Its place never changes. */
export function launcherFile(binFolder: string): string {
  return path.join(binFolder, 'codex-hook');
}

/**
 * Writes the launcher and what it needs, whoever answered before: a person has asked for it. Throws `hooks.invalid` where
 * a path cannot be written into a line.
 */
export async function writeLauncher(binFolder: string, runtime: HookRuntime): Promise<void> {
  await writeScript(binFolder);
  await writeRuntime(binFolder, runtime);
}

/** Brings both up to date: after an update or a move of ours, hooks go on to find their program. */
export async function keepLauncher(binFolder: string, runtime: HookRuntime): Promise<void> {
  await writeScript(binFolder);
  if (await isToBeReplaced(await textOf(runtimeFile(binFolder)), runtime)) {
    await writeRuntime(binFolder, runtime);
  }
}

/** Whether hooks have been installed from this folder. */
export async function hasLauncher(binFolder: string): Promise<boolean> {
  return (await textOf(launcherFile(binFolder))) !== undefined;
}

/** The same where a launcher is there. */
export async function refreshLauncher(binFolder: string, runtime: HookRuntime): Promise<void> {
  if (await hasLauncher(binFolder)) {
    await keepLauncher(binFolder, runtime);
  }
}

/** Tells the launcher what to do where nothing answers; only where there is a launcher. */
export async function tellOnFailure(binFolder: string, onFailure: 'allow' | 'deny'): Promise<void> {
  const file = path.join(binFolder, 'on-failure');
  const text = `${onFailure}\n`;
  if ((await hasLauncher(binFolder)) && (await textOf(file)) !== text) {
    await writeWhole(file, text, PRIVATE_FILE);
  }
}

export async function removeLauncher(binFolder: string): Promise<void> {
  const files = [launcherFile(binFolder), runtimeFile(binFolder), path.join(binFolder, 'on-failure')];
  await Promise.all(files.map((file) => rm(file, { force: true })));
}

async function writeScript(binFolder: string): Promise<void> {
  await mkdir(binFolder, { recursive: true, mode: PRIVATE_FOLDER });
  await chmod(binFolder, PRIVATE_FOLDER);
  const launcher = launcherFile(binFolder);
  if (isLauncherOlder(await textOf(launcher))) {
    await writeWhole(launcher, LAUNCHER, PRIVATE_PROGRAM);
  }
}

function writeRuntime(binFolder: string, runtime: HookRuntime): Promise<void> {
  return writeWhole(runtimeFile(binFolder), runtimeText(runtime), PRIVATE_FILE);
}

/** The newest version wins; one whose files have gone gives way to any. */
async function isToBeReplaced(text: string | undefined, runtime: HookRuntime): Promise<boolean> {
  const lines = new Map(
    (text ?? '').split('\n').map((line) => [line.split('=', 1)[0], line.slice(line.indexOf('=') + 1)]),
  );
  const [version, node, hook] = ['version', 'node', 'hook'].map((key) => lines.get(key));
  if (version === undefined || node === undefined || hook === undefined) {
    return true;
  }
  const isThere = await Promise.all(
    [node, hook].map((file) =>
      stat(file).then(
        () => true,
        () => false,
      ),
    ),
  );
  return isThere.includes(false) || isNewer(runtime.version, version);
}

function isNewer(version: string, than: string): boolean {
  return version.localeCompare(than, 'en', { numeric: true }) > 0;
}

function runtimeText({ version, node, isElectron, hook }: HookRuntime): string {
  const lines = [`version=${version}`, `node=${node}`, `hook=${hook}`, ...(isElectron ? ['electron=1'] : [])];
  if (lines.some((line) => /[\r\n]/.test(line))) {
    throw new GuardError('hooks.invalid', phrase('the path of Node, or of Codex Guardrails, has a line end in it'));
  }
  return `${lines.join('\n')}\n`;
}

function runtimeFile(binFolder: string): string {
  return path.join(binFolder, 'runtime');
}

/** Undefined: it is not there, or cannot be read. */
async function textOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}

/** Writes a file as a whole or not at all: a hook may read it at any moment. */
export async function writeWhole(file: string, text: string, mode: number): Promise<void> {
  const draft = `${file}.${process.pid}-${process.hrtime.bigint()}`;
  try {
    await writeFile(draft, text, { mode, flag: 'wx', flush: true });
    await chmod(draft, mode);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
