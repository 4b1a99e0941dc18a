import fs from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { ProcessTracker, waitForExit } from '../processes.ts';
import { cachedFolder } from './cache.ts';
import type { Profile } from './profile.ts';

const DEFINITION = path.join(import.meta.dirname, 'server');
const VSCODE = 'node_modules/code-server/lib/vscode';

/** Modules that would have to be compiled, and what we put in their place. */
const STAND_INS = [
  ['@vscode/spdlog', 'spdlog.cjs'],
  ['@vscode/native-watchdog', 'nativeWatchdog.cjs'],
] as const;

const NPM_FLAGS = [
  '--ignore-scripts',
  '--no-audit',
  '--no-fund',
  '--loglevel=error',
  // Without the registry the answer comes after seconds, by default after more than a minute.
  '--fetch-retry-mintimeout=1000',
  '--fetch-retry-maxtimeout=5000',
];

/** A VS Code server that is ready to be started. */
export interface PreparedServer {
  /** The Node that runs it. */
  readonly nodePath: string;
  /** Its program, `server-main.js`. */
  readonly serverMain: string;
  /** The version of VS Code. */
  readonly version: string;
}

/**
 * Installs VS Code's server from the npm registry into the project's cache, unless it is there already.
 *
 * That takes half a minute and 800 MB; it compiles nothing and runs no install script.
 *
 * @throws {Error} where npm has no Node for this platform, or when the registry cannot be reached.
 */
export async function prepareServer(log: (line: string) => void): Promise<PreparedServer> {
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch)) {
    throw new Error(
      `The VS Code server from npm runs on Linux (x64, arm64), and this is ${process.platform} ${process.arch}. ` +
        'Set VSCODE_TEST_HOST=electron to test in a downloaded desktop VS Code.',
    );
  }
  const folder = await cachedFolder({
    name: 'vscode-server',
    stamp: readDefinition(),
    fill: (at) => install(at, log),
    log,
  });
  const { version } = JSON.parse(fs.readFileSync(path.join(folder, VSCODE, 'package.json'), 'utf8')) as {
    version: string;
  };
  return { nodePath: nodePathIn(folder), serverMain: path.join(folder, VSCODE, 'out/server-main.js'), version };
}

/** What every call of the server's program starts with. */
export function serverArguments({ serverMain }: PreparedServer, profile: Profile, extensionsDir: string): string[] {
  const { dataFolder } = profile;
  const folders = ['--server-data-dir', dataFolder, '--user-data-dir', dataFolder, '--extensions-dir', extensionsDir];
  return [serverMain, '--accept-server-license-terms', '--telemetry-level', 'off', ...folders];
}

function nodePathIn(folder: string): string {
  return path.join(folder, `node_modules/node-linux-${process.arch}/bin/node`);
}

/** All that decides what gets installed: a change in any of it makes a new server. */
function readDefinition(): string {
  const files = ['package.json', 'package-lock.json', '.npmrc', ...STAND_INS.map(([, file]) => `standIns/${file}`)];
  return files.map((file) => fs.readFileSync(path.join(DEFINITION, file), 'utf8')).join('\n');
}

async function install(folder: string, log: (line: string) => void): Promise<void> {
  const startedAtMs = performance.now();
  log('VS Code server: installing it from npm (once; about 30 s and 800 MB)');
  fs.cpSync(DEFINITION, folder, { recursive: true });
  await npm(['ci'], folder);

  log('VS Code server: installing the modules VS Code itself needs');
  // Not `npm ci`: the shrinkwrap that code-server ships lacks a package. `--no-save` leaves that file as it is.
  await npm(['install', '--omit=dev', '--no-save'], path.join(folder, VSCODE), path.dirname(nodePathIn(folder)));

  for (const [module, file] of STAND_INS) {
    const target = path.join(folder, VSCODE, 'node_modules', module, 'index.js');
    fs.copyFileSync(path.join(DEFINITION, 'standIns', file), target);
  }
  log(`VS Code server: ready after ${((performance.now() - startedAtMs) / 1000).toFixed(0)} s`);
}

/** Runs npm and waits for it; `nodeFolder` goes to the front of PATH. */
async function npm(args: readonly string[], cwd: string, nodeFolder?: string): Promise<void> {
  const searchPath = [nodeFolder, process.env['PATH']].filter((part) => part !== undefined).join(path.delimiter);
  const processes = new ProcessTracker();
  try {
    const child = processes.spawnTracked('npm', [...args, ...NPM_FLAGS], {
      cwd,
      env: { ...process.env, PATH: searchPath },
    });
    const [stdout, stderr, { code }] = await Promise.all([text(child.stdout), text(child.stderr), waitForExit(child)]);
    if (code !== 0) {
      throw new Error(
        `The VS Code server for the tests could not be installed: \`npm ${args.join(' ')}\` in ${cwd} ended with ` +
          `${String(code)}. The first time it needs the npm registry: check the connection and ` +
          `\`npm config get registry\`, then run the command again.\n${stdout}${stderr}`,
      );
    }
  } finally {
    await processes.killAll();
  }
}
