import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';

import { GuardError } from '../base/errors.ts';
import { expandTilde } from './codexHome.ts';

/** Where a codex may be, in the order of who has the say. */
export interface CodexPlaces {
  /** The person's setting. */
  readonly configured: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** Folders of OpenAI's own extension, which brings a codex of its own. */
  readonly extensionFolders: readonly string[];
}

/**
 * The codex program to use: the one configured, else `CODEX_GUARDRAILS_CODEX`, else the one on PATH, else the one
 * inside OpenAI's extension. Throws `codex.notFound` with what to do.
 */
export function findCodex({ configured, env, extensionFolders }: CodexPlaces): string {
  const named = [configured, env['CODEX_GUARDRAILS_CODEX']].find((place) => place !== undefined && place !== '');
  if (named !== undefined) {
    const file = expandTilde(named);
    if (isProgram(file)) {
      return file;
    }
    throw new GuardError('codex.notFound', `there is no program at ${file}`, {
      remedy: 'Correct the path of codex in the settings.',
    });
  }
  const folders = (env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const bundled = extensionFolders.flatMap((folder) => platformFolders().map((name) => path.join(folder, 'bin', name)));
  const found = [...folders, ...bundled].map((folder) => path.join(folder, programName())).find(isProgram);
  if (found === undefined) {
    throw new GuardError('codex.notFound', 'Codex was looked for on PATH and in OpenAI’s extension, and not found', {
      remedy: 'Install Codex (npm install -g @openai/codex), or name its path in the settings.',
    });
  }
  return found;
}

function programName(): string {
  return process.platform === 'win32' ? 'codex.exe' : 'codex';
}

/** How OpenAI's extension names its folders of programs. */
function platformFolders(): string[] {
  const system = process.platform === 'darwin' ? 'macos' : process.platform === 'win32' ? 'windows' : process.platform;
  const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
  return [`${system}-${machine}`];
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
