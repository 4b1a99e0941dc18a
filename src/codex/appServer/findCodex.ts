import { accessSync, constants, statSync } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';

import { GuardError } from '../../base/errors.ts';
import { type Phrase, phrase } from '../../base/phrase.ts';
import { expandTilde } from '../codexHome.ts';

/** Where a codex may be, in the order of who has the say. */
interface CodexPlaces {
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
export function findCodex(places: CodexPlaces): string {
  const { files, failure } = searchOf(places);
  const found = files.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return statSync(file).isFile();
    } catch {
      return false;
    }
  });
  if (found === undefined) {
    throw failure;
  }
  return found;
}

/** {@link findCodex} for a thread that must not wait for a disk: a folder on PATH may be at the end of a network. */
export async function findCodexUnhurriedly(places: CodexPlaces): Promise<string> {
  const { files, failure } = searchOf(places);
  for (const file of files) {
    if (await isProgram(file)) {
      return file;
    }
  }
  throw failure;
}

interface Search {
  /** The first that is a program is it. */
  readonly files: readonly string[];
  /** What is to be said where none is. */
  readonly failure: GuardError;
}

function searchOf({ configured, env, extensionFolders }: CodexPlaces): Search {
  if (configured !== undefined && configured !== '') {
    return searchAt(configured, phrase('Correct the path of codex in the settings.'));
  }
  const named = env['CODEX_GUARDRAILS_CODEX'];
  if (named !== undefined && named !== '') {
    return searchAt(named, phrase('Correct CODEX_GUARDRAILS_CODEX, which names it.'));
  }
  const folders = (env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const bundled = extensionFolders.map((folder) => path.join(folder, 'bin', platformFolder()));
  const files = [...folders, ...bundled].map((folder) => path.join(folder, programName()));
  const failure = new GuardError(
    'codex.notFound',
    bundled.length === 0
      ? phrase('Codex was looked for on PATH, and not found')
      : phrase('Codex was looked for on PATH and in OpenAI’s extension, and not found'),
    {
      remedy: phrase(
        'Install Codex (npm install -g @openai/codex), or name its path: in the settings of VS Code, or in CODEX_GUARDRAILS_CODEX.',
      ),
    },
  );
  return { files, failure };
}

function searchAt(place: string, remedy: Phrase): Search {
  const file = expandTilde(place);
  return {
    files: [file],
    failure: new GuardError('codex.notFound', phrase('there is no program at {0}', file), { remedy }),
  };
}

function programName(): string {
  return process.platform === 'win32' ? 'codex.exe' : 'codex';
}

/** How OpenAI's extension names its folder of programs. */
function platformFolder(): string {
  const system = process.platform === 'darwin' ? 'macos' : process.platform === 'win32' ? 'windows' : process.platform;
  const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
  return `${system}-${machine}`;
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
