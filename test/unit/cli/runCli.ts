/** Runs the command line in this process, with a data folder and a home of its own, and without any Codex. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { main } from '../../../src/cli/main.ts';
import type { StandardStreams } from '../../../src/cli/standardStreams.ts';
import { asText, rolloutLines } from '../ingest/rollout.ts';
import { temporaryFolder } from '../temporary.ts';

export interface CliResult {
  readonly code: number | string | undefined;
  readonly out: string;
  readonly err: string;
}

export interface Cli {
  readonly folder: (...parts: readonly string[]) => string;
  /** `codex-guardrails ARGS` */
  readonly run: (...args: readonly string[]) => Promise<CliResult>;
  /** `run`, by a program of that name in the folder; what is bundled with it lies beside it. */
  readonly runFrom: (program: string, ...args: readonly string[]) => Promise<CliResult>;
  /** The same, with its one JSON answer read. */
  readonly json: (...args: readonly string[]) => Promise<Readonly<Record<string, unknown>>>;
  /** Writes the person's policy. */
  readonly policy: (rules: object | string) => void;
  /** Puts a rollout with so many requests, of 100, 200 … tokens of input, into the home. */
  readonly rollout: (requests: number, change?: object) => void;
}

/** Call it inside `describe`. */
export function cliFixture(): Cli {
  const folder = temporaryFolder();
  const runFrom = (program: string, ...args: readonly string[]): Promise<CliResult> => {
    const env = {
      CODEX_GUARDRAILS_HOME: folder('data'),
      CODEX_HOME: folder('home'),
      CODEX_GUARDRAILS_CODEX: folder('no-codex-here'),
    };
    return captured(env, (streams) => main(['node', program, ...args], streams));
  };
  const run = (...args: readonly string[]): Promise<CliResult> => runFrom('codex-guardrails', ...args);
  return {
    folder,
    run,
    runFrom: (program, ...args) => runFrom(folder(program), ...args),
    json: async (...args) => JSON.parse((await run(...args, '--json')).out) as Readonly<Record<string, unknown>>,
    policy: (rules) => {
      mkdirSync(folder('data'), { recursive: true });
      writeFileSync(
        folder('data', 'policy.json'),
        typeof rules === 'string' ? rules : JSON.stringify({ version: 1, ...rules }),
      );
    },
    rollout: (requests, change = {}) => {
      const file = folder('home', 'sessions', 'rollout-a.jsonl');
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, asText(rolloutLines(requests, change)));
    },
  };
}

/** What is written and how it ends, while `work` has these variables in its environment. */
async function captured(
  env: Readonly<Record<string, string>>,
  work: (streams: StandardStreams) => Promise<void>,
): Promise<CliResult> {
  const { exitCode } = process;
  const envBefore = Object.keys(env).map((name) => [name, process.env[name]] as const);
  const text = { out: '', err: '' };
  const streams: StandardStreams = {
    out: (more) => {
      text.out += more;
    },
    err: (more) => {
      text.err += more;
    },
    hasColors: false,
    get isInteractive() {
      return process.stdin.isTTY && process.stderr.isTTY;
    },
  };
  Object.assign(process.env, env);
  try {
    process.exitCode = undefined;
    await work(streams);
    return { code: process.exitCode, ...text };
  } finally {
    process.exitCode = exitCode;
    for (const [name, value] of envBefore) {
      if (value === undefined) {
        Reflect.deleteProperty(process.env, name);
      } else {
        process.env[name] = value;
      }
    }
  }
}
