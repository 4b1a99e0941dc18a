import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** VS Code settings, by their full names. */
export type Settings = Readonly<Record<string, unknown>>;

/** A folder that holds all that a VS Code writes. */
export interface Profile {
  readonly folder: string;
  /** VS Code's own data: settings, state, logs. */
  readonly dataFolder: string;
  /** An environment in which nothing is the person's own: neither the home nor Codex's. */
  readonly env: NodeJS.ProcessEnv;
  /** Removes the folder, which otherwise happens when this process ends. */
  readonly remove: () => void;
}

export interface ProfileOptions {
  readonly userSettings?: Settings;
  readonly machineSettings?: Settings;
  /** Leaves the folder in place, for a look at its logs. */
  readonly keep?: boolean;
}

/** What every window under test has in common: nothing that asks, advertises, updates or reports. */
const QUIET_SETTINGS: Settings = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': 'off',
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'remote.autoForwardPorts': false,
  'security.workspace.trust.startupPrompt': 'always',
  'telemetry.telemetryLevel': 'off',
  'window.autoDetectColorScheme': false,
  'workbench.colorTheme': 'Dark Modern',
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/** With no address to ask, the server asks no marketplace. */
const NO_GALLERY = JSON.stringify({ serviceUrl: '', itemUrl: '', resourceUrlTemplate: '', controlUrl: '' });

/** Of the VS Code, npm or Codex that the tests were started from: they would lead the one under test astray. */
const FOREIGN_VARIABLES = /^(VSCODE_|ELECTRON_|NODE_OPTIONS$|npm_|CODEX_)/;

/** Makes a fresh profile in the system's temporary folder. */
export function createProfile({ userSettings, machineSettings = {}, keep }: ProfileOptions = {}): Profile {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'guardrails-vscode-'));
  const dataFolder = path.join(folder, 'data');
  writeSettings(userSettingsFile(dataFolder), { ...QUIET_SETTINGS, ...userSettings });
  writeSettings(machineSettingsFile(dataFolder), machineSettings);
  // Sockets go there, and their paths must stay short.
  const temporary = path.join(folder, 'tmp');
  fs.mkdirSync(temporary);

  const removeFolder = (): void => {
    if (keep !== true) {
      fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    }
  };
  process.on('exit', removeFolder);
  const remove = (): void => {
    process.off('exit', removeFolder);
    removeFolder();
  };
  return { folder, dataFolder, env: profileEnvironment(folder, temporary), remove };
}

function profileEnvironment(folder: string, temporary: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !FOREIGN_VARIABLES.test(name));
  return {
    ...Object.fromEntries(inherited),
    HOME: folder,
    CODEX_HOME: path.join(folder, '.codex'),
    CODEX_GUARDRAILS_HOME: path.join(folder, '.codex-guardrails'),
    TMPDIR: temporary,
    XDG_CACHE_HOME: path.join(folder, '.cache'),
    XDG_CONFIG_HOME: path.join(folder, '.config'),
    XDG_DATA_HOME: path.join(folder, '.local/share'),
    XDG_RUNTIME_DIR: temporary,
    EXTENSIONS_GALLERY: NO_GALLERY,
  };
}

/**
 * Changes settings under a running window, which takes them over by itself.
 *
 * They become machine settings, which come before the user's: those it reads only once.
 */
export function changeSettings(dataFolder: string, changes: Settings): void {
  const file = machineSettingsFile(dataFolder);
  const settings = JSON.parse(fs.readFileSync(file, 'utf8')) as Settings;
  writeSettings(file, { ...settings, ...changes });
}

/** The person's own, as they stand in their file. */
export function readUserSettings(dataFolder: string): Settings {
  return JSON.parse(fs.readFileSync(userSettingsFile(dataFolder), 'utf8')) as Settings;
}

function userSettingsFile(dataFolder: string): string {
  return path.join(dataFolder, 'User/settings.json');
}

function machineSettingsFile(dataFolder: string): string {
  return path.join(dataFolder, 'Machine/settings.json');
}

function writeSettings(file: string, settings: Settings): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, `${JSON.stringify(settings, null, 2)}\n`);
}
