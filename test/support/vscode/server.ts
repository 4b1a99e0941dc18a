import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { ProcessTracker } from '../processes.ts';
import { PROJECT_FOLDER } from './cache.ts';
import { withEtc } from './ownEtc.ts';
import { prepareServer, serverArguments } from './prepareServer.ts';
import { changeSettings, createProfile, type Profile, type ProfileOptions, type Settings } from './profile.ts';
import { INSTALLED_FOLDER, installedExtension } from './installedExtension.ts';

const READY_TIMEOUT_MS = 60_000;
const LISTENING = /Extension host agent listening on (\d+)/;
/** After it, the server goes on running without listening. */
const FAILED = /Error occurred in server\s+\S+ (.+)\n/;

export interface ServerOptions extends ProfileOptions {
  /** Goes on top of the profile's environment, in which HOME and the temporary folder are the profile's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** A folder that stands in the place of `/etc` for it and all it starts, see `ownEtc.ts`. */
  readonly etcFolder?: string | undefined;
  /** Whether ours is installed, as it will be published; linked: a window that is reloaded has what was built since. */
  readonly withOurs?: boolean | 'linked';
  /** Whether it asks if a folder is to be trusted; by default each one is. */
  readonly workspaceTrust?: boolean;
  /** Needed to run tests in the extension host. Under it toasts do not show, and modal dialogs are refused. */
  readonly smokeTestDriver?: boolean;
  /** By default a free one. */
  readonly port?: number;
  /** Told when something has to be prepared first. */
  readonly log?: (line: string) => void;
}

/** A running VS Code server. */
export interface VsCodeServer {
  readonly url: string;
  readonly port: number;
  readonly profile: Profile;
  /** Settles when the server ends by itself. */
  readonly ended: Promise<unknown>;
  /** What the server and its extension hosts have logged so far. */
  readonly readLog: () => string;
  /** Changes settings (as machine settings); an open window takes them over by itself. */
  readonly changeSettings: (changes: Settings) => void;
  /** Ends it and all it started, and removes the profile. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts a VS Code server on loopback with a fresh profile. It never outlives this process.
 *
 * @throws {Error} with the server's log where it does not listen within a minute.
 */
export async function startServer(options: ServerOptions = {}): Promise<VsCodeServer> {
  const log = options.log ?? console.log;
  const prepared = await prepareServer(log);
  // In this order: when this process ends, the server is killed before its profile is removed.
  const tracker = new ProcessTracker();
  const profile = createProfile(options);
  const stop = async (): Promise<void> => {
    await tracker.killAll();
    profile.remove();
  };

  const output: string[] = [];
  const readLog = (): string => [...output, ...readExtensionHostLogs(profile)].join('');
  try {
    const extensionsDir = path.join(profile.folder, 'extensions');
    if (options.withOurs !== undefined && options.withOurs !== false) {
      fs.cpSync(await installedExtension(log), extensionsDir, { recursive: true });
    }
    if (options.withOurs === 'linked') {
      linkToProject(extensionsDir);
    }
    const [command, ...args] = withEtc(options.etcFolder, [
      prepared.nodePath,
      ...serverArguments(prepared, profile, extensionsDir),
      ...windowArguments(options),
    ]);
    const child = tracker.spawnTracked(command, args, {
      cwd: profile.folder,
      env: { ...profile.env, ...options.env },
    });
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk.toString()));
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk.toString()));
    const port = await waitUntilListening(child);
    return {
      url: `http://127.0.0.1:${port}`,
      port,
      profile,
      ended: once(child, 'exit'),
      readLog,
      changeSettings: (changes) => changeSettings(profile.dataFolder, changes),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Puts the project's folder in the place of the installed extension. */
function linkToProject(extensionsDir: string): void {
  const installed = path.join(extensionsDir, INSTALLED_FOLDER);
  fs.rmSync(installed, { recursive: true });
  fs.symlinkSync(PROJECT_FOLDER, installed);
}

function windowArguments({ port = 0, smokeTestDriver, workspaceTrust }: ServerOptions): string[] {
  return [
    ...['--host', '127.0.0.1', '--port', String(port), '--without-connection-token'],
    ...(smokeTestDriver === true ? ['--enable-smoke-test-driver'] : []),
    ...(workspaceTrust === true ? [] : ['--disable-workspace-trust']),
  ];
}

/** The port, which the server tells as soon as it listens. */
function waitUntilListening(child: ChildProcessWithoutNullStreams): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let output = '';
  const giveUp = (why: string): void =>
    reject(new Error(`The VS Code server did not start: ${why}. What it wrote:\n${output}`));
  const read = (chunk: Buffer): void => {
    output += chunk.toString();
    const port = LISTENING.exec(output)?.[1];
    if (port !== undefined) {
      resolve(Number(port));
    }
    const failure = FAILED.exec(output)?.[1];
    if (failure !== undefined) {
      giveUp(failure);
    }
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  child.once('close', () => giveUp('it ended'));
  const timeLimit = setTimeout(() => giveUp(`it was not ready after ${READY_TIMEOUT_MS / 1000} s`), READY_TIMEOUT_MS);
  return promise.finally(() => {
    clearTimeout(timeLimit);
    child.stdout.off('data', read);
    child.stderr.off('data', read);
  });
}

function readExtensionHostLogs({ dataFolder }: Profile): string[] {
  const logs = path.join(dataFolder, 'logs');
  const names = fs.existsSync(logs) ? fs.readdirSync(logs, { recursive: true, encoding: 'utf8' }) : [];
  return names
    .filter((name) => path.basename(name) === 'remoteexthost.log')
    .map((name) => `--- ${name}\n${fs.readFileSync(path.join(logs, name), 'utf8')}`);
}

export interface WorkbenchTarget {
  /** The folder it opens, or the file of a workspace with several; by default neither. */
  readonly folder?: string;
  readonly workspaceFile?: string;
  /** An extension's source folder to load it from. Heeded only with the smoke test driver, as is the next one. */
  readonly extensionDevelopmentPath?: string;
  /** The bundled test suite to run in the extension host. */
  readonly extensionTestsPath?: string;
  /**
   * The language of extensions, as VS Code writes it; by default English. VS Code itself speaks English: its
   * language packs come from the marketplace.
   */
  readonly language?: string;
  /** Its extension host can be inspected on this port of loopback, from its beginning on. */
  readonly inspectPort?: number;
}

/** The address of a window on that server. */
export function workbenchUrl(server: VsCodeServer, target: WorkbenchTarget): string {
  const { folder, workspaceFile, inspectPort, extensionDevelopmentPath, extensionTestsPath } = target;
  const paths = { extensionDevelopmentPath, extensionTestsPath };
  const payload = Object.entries(paths).flatMap(([name, file]) =>
    file === undefined ? [] : [[name, `vscode-remote://127.0.0.1:${server.port}${file}`]],
  );
  const inspection = inspectPort === undefined ? [] : [['inspect-extensions', String(inspectPort)]];
  const opened = folder ?? workspaceFile;
  const query = new URLSearchParams({
    [opened === undefined ? 'ew' : opened === folder ? 'folder' : 'workspace']: opened ?? 'true',
    payload: JSON.stringify([...payload, ...inspection, ['skipWelcome', 'true']]),
  });
  return `${server.url}/?${query.toString()}`;
}
