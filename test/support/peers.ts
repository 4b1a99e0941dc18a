import { accessSync, chmodSync, constants } from 'node:fs';
import { createRequire } from 'node:module';

import type { UsageTotals } from './codex/backendLog.ts';

/** Other programs that count what Codex used. Each is asked as its users ask it, without the network. */
export interface Peer {
  readonly name: string;
  readonly file: string;
  /** What it is asked: for the sums of a Codex home, or for each thread's. */
  readonly args: { readonly sums: readonly string[]; readonly threads: readonly string[] };
  /** What its answer to either says. Peers that do not count requests, or cache writes, say undefined. */
  readonly totalsOf: (answer: string) => PeerTotals;
  /** The same of each thread, by the thread's identifier. */
  readonly threadsOf: (answer: string) => ReadonlyMap<string, PeerTotals>;
}

/** In our words: input with its cached part, output with its reasoning. */
export type PeerTotals = { readonly [Field in keyof UsageTotals]: number | undefined };

const require = createRequire(import.meta.url);

/** An environment in which a peer sees one Codex home and nothing of this machine's user. */
export function peerEnvironment(codexHome: string, userHome: string): NodeJS.ProcessEnv {
  const { PATH } = process.env;
  return { PATH, HOME: userHome, CODEX_HOME: codexHome, TZ: 'UTC', NO_COLOR: '1', TOKSCALE_PRICING_CACHE_ONLY: '1' };
}

/** Undefined where its package is not installed. */
export function findCcusage(): Peer | undefined {
  const file = findProgram(`@ccusage/ccusage-${process.platform}-${process.arch}/bin/ccusage`);
  const common = ['--json', '--offline', '--timezone', 'UTC'];
  return file === undefined
    ? undefined
    : {
        name: 'ccusage',
        file,
        args: { sums: ['codex', 'daily', ...common], threads: ['codex', 'session', ...common] },
        totalsOf: (answer) => fromCcusage((JSON.parse(answer) as { totals: CcusageSums }).totals),
        threadsOf: (answer) => {
          const { sessions } = JSON.parse(answer) as { sessions: readonly (CcusageSums & { sessionFile: string })[] };
          return byThread(sessions, ({ sessionFile }) => sessionFile, fromCcusage);
        },
      };
}

/** Undefined where its package is not installed: there is one for each platform, and ours is only of Linux. */
export function findTokscale(): Peer | undefined {
  const file = findProgram('@tokscale/cli-linux-x64-gnu/bin/tokscale');
  const common = ['models', '--json', '-c', 'codex', '--no-spinner'];
  return file === undefined
    ? undefined
    : {
        name: 'tokscale',
        file,
        args: { sums: common, threads: [...common, '--group-by', 'session,model'] },
        totalsOf: (answer) => sumOf((JSON.parse(answer) as TokscaleAnswer).entries.map(fromTokscale)),
        threadsOf: (answer) =>
          byThread((JSON.parse(answer) as TokscaleAnswer).entries, ({ sessionId = '' }) => sessionId, fromTokscale),
      };
}

interface CcusageSums {
  readonly inputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheCreationTokens: number;
  readonly outputTokens: number;
  readonly reasoningOutputTokens: number;
}

/** Its input is what was neither in the cache nor written to it. */
function fromCcusage(sums: CcusageSums): PeerTotals {
  return {
    requests: undefined,
    inputTokens: sums.inputTokens + sums.cacheReadTokens + sums.cacheCreationTokens,
    cachedInputTokens: sums.cacheReadTokens,
    cacheWriteInputTokens: sums.cacheCreationTokens,
    outputTokens: sums.outputTokens,
    reasoningOutputTokens: sums.reasoningOutputTokens,
  };
}

interface TokscaleAnswer {
  readonly entries: readonly TokscaleSums[];
}

interface TokscaleSums {
  readonly sessionId?: string;
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly reasoning: number;
  readonly messageCount: number;
}

/** Its input is what was not in the cache, its output what was not reasoning. It passes over cache writes. */
function fromTokscale({ input, output, cacheRead, reasoning, messageCount }: TokscaleSums): PeerTotals {
  return {
    requests: messageCount,
    inputTokens: input + cacheRead,
    cachedInputTokens: cacheRead,
    cacheWriteInputTokens: undefined,
    outputTokens: output + reasoning,
    reasoningOutputTokens: reasoning,
  };
}

/** Undefined is what one of them does not tell. */
export function sumOf(all: readonly PeerTotals[]): PeerTotals {
  const sum = (field: keyof PeerTotals): number | undefined =>
    all.some((each) => each[field] === undefined)
      ? undefined
      : all.reduce((total, each) => total + (each[field] ?? 0), 0);
  return {
    requests: sum('requests'),
    inputTokens: sum('inputTokens'),
    cachedInputTokens: sum('cachedInputTokens'),
    cacheWriteInputTokens: sum('cacheWriteInputTokens'),
    outputTokens: sum('outputTokens'),
    reasoningOutputTokens: sum('reasoningOutputTokens'),
  };
}

/** A peer may tell of a thread more than once: by each of its files, or of its models. */
function byThread<T>(
  rows: readonly T[],
  fileOf: (row: T) => string,
  totalsOf: (row: T) => PeerTotals,
): ReadonlyMap<string, PeerTotals> {
  const groups = Map.groupBy(rows, (row) => threadIdIn(fileOf(row)));
  return new Map(Array.from(groups, ([id, group]) => [id, sumOf(group.map(totalsOf))]));
}

const THREAD_ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/** Peers know a thread by its file. In its name, the identifier of a later rollout follows that of the thread. */
function threadIdIn(fileName: string): string {
  return THREAD_ID.exec(fileName)?.[0] ?? fileName;
}

/** The path of a program in an installed package, made executable as its npm launcher does. */
function findProgram(program: string): string | undefined {
  try {
    const file = require.resolve(program);
    if (!isExecutable(file)) {
      chmodSync(file, 0o755);
    }
    return file;
  } catch {
    return undefined;
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
