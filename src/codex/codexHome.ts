import { homedir } from 'node:os';
import path from 'node:path';

/** Codex's homes: those named, else `CODEX_HOME`, else `~/.codex`. Absolute, each once. */
export function codexHomes(named: readonly string[], env: NodeJS.ProcessEnv): string[] {
  const fromEnv = env['CODEX_HOME'];
  const fallback = fromEnv === undefined || fromEnv === '' ? path.join(homedir(), '.codex') : fromEnv;
  const homes = named.length > 0 ? named : [fallback];
  return [...new Set(homes.map((home) => path.resolve(expandTilde(home))))];
}

export function expandTilde(file: string): string {
  return file === '~' || file.startsWith('~/') ? path.join(homedir(), file.slice(1)) : file;
}

/** A file that may hold a rollout. */
export interface RolloutFile {
  readonly path: string;
  /** Without folder and endings. A rollout keeps it when it is archived or compressed. */
  readonly name: string;
  readonly isCompressed: boolean;
}

const PLAIN_ENDING = '.jsonl';
const COMPRESSED_ENDING = '.jsonl.zst';

/** What a file is to us, by its name; undefined where it is nothing. */
export function rolloutFileAt(file: string): RolloutFile | undefined {
  for (const [ending, isCompressed] of [
    [PLAIN_ENDING, false],
    [COMPRESSED_ENDING, true],
  ] as const) {
    if (file.endsWith(ending)) {
      return { path: file, name: path.basename(file, ending), isCompressed };
    }
  }
  return undefined;
}
