import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, realpath, rm, stat } from 'node:fs/promises';
import path from 'node:path';

import { GuardError } from '../../base/errors.ts';
import { phrase } from '../../base/phrase.ts';
import { type HookDefinition, hookKey, ownHooks, trustedHash } from './hookConfig.ts';
import { hasLauncher, launcherFile, removeLauncher, writeWhole } from './hookRuntime.ts';
import { ownHooksIn, withOwnHooks, withoutOwnHooks } from './hooksFile.ts';

/** Where hooks of ours are, and what belongs to them. */
export interface HookFolders {
  /** The launcher and what it reads. */
  readonly binFolder: string;
  /** What was in each home before. */
  readonly hooksFolder: string;
}

/** A hook that Codex is to trust, and what it notes of that. */
interface HookToTrust {
  readonly hook: HookDefinition;
  readonly key: string;
  readonly hash: string;
}

/** What is going to be written into a home, before anything is. */
export interface HookPlan extends HookPlaces {
  /** Undefined: there is no such file. */
  readonly before: string | undefined;
  readonly after: string;
  readonly toTrust: readonly HookToTrust[];
}

const PRIVATE_FOLDER = 0o700;
const PRIVATE_FILE = 0o600;
const ORIGINAL = 'hooks.json.before';
const WRITTEN = 'hooks.json.written';
const HOME = 'home';

/**
 * Says what an installation would write. Throws `hooks.invalid` where the home's hooks.json cannot be added to, and on
 * Windows: hooks of ours start a script for a POSIX shell.
 */
export async function planHooks(home: string, { binFolder }: HookFolders): Promise<HookPlan> {
  if (process.platform === 'win32') {
    const said = phrase('hooks cannot be installed on Windows yet: they start a POSIX shell');
    throw new GuardError('hooks.invalid', said, {
      remedy: phrase('Run Task and “codex-guardrails run” are guarded all the same.'),
    });
  }
  const places = await hookPlaces(home);
  const { hooksFile } = places;
  if ((await stat(places.home).catch(() => undefined))?.isDirectory() !== true) {
    throw new GuardError('hooks.invalid', phrase('there is no Codex home at {0}', home), {
      remedy: phrase('Codex makes it on its first run.'),
    });
  }
  const before = await readHooks(hooksFile);
  const hooks = ownHooks(launcherFile(binFolder));
  const after = withOwnHooks(hooksFile, before, hooks);
  const found = ownHooksIn(hooksFile, after);
  const toTrust = hooks.flatMap((hook) => {
    const place = found.find(({ event }) => event === hook.event);
    return place === undefined ? [] : [{ hook, key: hookKey(hooksFile, place), hash: trustedHash(hook) }];
  });
  return { ...places, before, after, toTrust };
}

/**
 * Writes as planned, and keeps what was there before. The launcher must be there first. Throws `hooks.invalid` where the
 * file has changed since it was planned.
 */
export async function writeHooks({ home, hooksFile, before, after }: HookPlan, folders: HookFolders): Promise<void> {
  if ((await readHooks(hooksFile)) !== before) {
    throw new GuardError('hooks.invalid', phrase('{0} was changed just now by another program', hooksFile), {
      remedy: phrase('Look again at what will be written.'),
    });
  }
  const record = recordFolder(home, folders);
  await mkdir(record, { recursive: true, mode: PRIVATE_FOLDER });
  await keepOriginal(record, hooksFile, before);
  await writeWhole(path.join(record, HOME), `${home}\n`, PRIVATE_FILE);
  await writeWhole(path.join(record, WRITTEN), after, PRIVATE_FILE);
  if (after !== before) {
    await writeInPlace(hooksFile, after);
  }
}

/**
 * Takes our hooks out of a home: where nobody has touched the file since, it is as it was before, to a byte; else all
 * but ours stays. With the last home the launcher goes, too. Returns whether anything was there.
 */
export async function removeHooks(home: string, folders: HookFolders): Promise<boolean> {
  const { home: realHome, hooksFile } = await hookPlaces(home);
  const record = recordFolder(realHome, folders);
  const text = await readHooks(hooksFile);
  const isThere = ownHooksIn(hooksFile, text).length > 0;
  if (text !== undefined && isThere) {
    const original = await textOf(path.join(record, ORIGINAL));
    const isUntouched = text === (await textOf(path.join(record, WRITTEN)));
    const after = isUntouched ? original : withoutOwnHooks(hooksFile, text);
    if (after === undefined) {
      await rm(hooksFile);
    } else {
      await writeInPlace(hooksFile, after);
    }
  }
  await rm(record, { recursive: true, force: true });
  if ((await guardedHomes(folders)).length === 0) {
    await removeLauncher(folders.binFolder);
  }
  return isThere;
}

/** The homes into which hooks of ours were written. */
export async function guardedHomes({ hooksFolder }: HookFolders): Promise<string[]> {
  const records = await readdir(hooksFolder).catch(() => []);
  const homes = await Promise.all(records.map((record) => textOf(path.join(hooksFolder, record, HOME))));
  return homes.filter((home) => home !== undefined).map((home) => home.trimEnd());
}

/** Whether hooks of ours are in a home, also where our own note of that has gone with the data folder. */
export async function isGuarded({ home, hooksFile }: HookPlaces, folders: HookFolders): Promise<boolean> {
  return (await guardedHomes(folders)).includes(home) || (await startsLauncher(hooksFile, folders));
}

/** Whether there is, or has to be, a launcher: where hooks of the home start one that has gone, nothing guards. */
export async function isLauncherNeeded(home: string, folders: HookFolders): Promise<boolean> {
  return (await hasLauncher(folders.binFolder)) || startsLauncher((await hookPlaces(home)).hooksFile, folders);
}

/** A file that cannot be read as one of hooks starts nothing. */
async function startsLauncher(hooksFile: string, { binFolder }: HookFolders): Promise<boolean> {
  try {
    const text = await readHooks(hooksFile);
    const [{ command } = { command: '' }] = ownHooks(launcherFile(binFolder));
    return text !== undefined && text.includes(JSON.stringify(command).slice(1, -1));
  } catch {
    return false;
  }
}

/** A home, and its files about hooks, as Codex names them. */
export interface HookPlaces {
  readonly home: string;
  readonly hooksFile: string;
  /** Where Codex notes trust. */
  readonly configFile: string;
}

/** Codex follows links to its home, but not from there. */
export async function hookPlaces(home: string): Promise<HookPlaces> {
  const real = await realpath(home).catch(() => home);
  return { home: real, hooksFile: path.join(real, 'hooks.json'), configFile: path.join(real, 'config.toml') };
}

/** What stood there before ours: of a file that others have changed since, all but ours. */
async function keepOriginal(record: string, hooksFile: string, before: string | undefined): Promise<void> {
  if (before !== undefined && before === (await textOf(path.join(record, WRITTEN)))) {
    return;
  }
  const hasOurs = ownHooksIn(hooksFile, before).length > 0;
  const original = before !== undefined && hasOurs ? withoutOwnHooks(hooksFile, before) : before;
  if (original === undefined) {
    await rm(path.join(record, ORIGINAL), { force: true });
  } else {
    await writeWhole(path.join(record, ORIGINAL), original, PRIVATE_FILE);
  }
}

function recordFolder(realHome: string, { hooksFolder }: HookFolders): string {
  return path.join(hooksFolder, createHash('sha256').update(realHome).digest('hex').slice(0, 16));
}

/** Writes through a link to where the file really is, and keeps who may read it. */
async function writeInPlace(file: string, text: string): Promise<void> {
  const target = await realpath(file).catch(() => file);
  const mode = await stat(target).then(
    (found) => found.mode & 0o777,
    () => PRIVATE_FILE,
  );
  await writeWhole(target, text, mode);
}

/** Undefined: there is none. Throws `hooks.invalid` for one that is no text. */
async function readHooks(file: string): Promise<string | undefined> {
  const bytes = await readFile(file).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw error;
  });
  try {
    return bytes === undefined ? undefined : new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new GuardError('hooks.invalid', phrase('{0} is not text in UTF-8', file), { cause: error });
  }
}

async function textOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}
