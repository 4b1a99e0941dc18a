import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { ownHooks } from '../../src/codex/hooks/hookConfig.ts';
import { launcherFile, writeLauncher } from '../../src/codex/hooks/hookRuntime.ts';
import { HOOK_EVENTS, type HookEvent } from '../../src/core/hooks/hookStatus.ts';
import { type CodexFixture, createCodexFixture } from '../support/codex/codexFixture.ts';
import { type DemoRollout, writeDemoHistory } from '../support/codex/demoHome.ts';
import { creditEach } from '../support/codex/guardedTurn.ts';
import { hookFlags } from '../support/codex/hookFlags.ts';

const HOOK = fileURLToPath(new URL('../../dist/hook.js', import.meta.url));
const HISTORY_DAYS = 30;
/** How many requests the runs of the real Codex make. */
export const RUN_REQUESTS = 50;
/** Far from every limit, as most runs are; what is asked about would be held, with nobody to answer. */
const POLICY = {
  version: 1,
  timezone: 'UTC',
  budgets: [{ id: 'monthly', period: 'month', limitCredits: 100_000 }],
  run: { capCredits: 500 },
  paidCredits: 'allow',
  unknown: { balance: 'allow' },
};
const USAGE = { input_tokens: 24_000, cached_input_tokens: 20_000, output_tokens: 400, total_tokens: 24_400 };

/** What goes through a hook's door in a round, in the order in which Codex calls. */
export const CALLS = ['/bin/true', 'a prompt', 'a request, looked at', 'a response', 'a request, let pass'] as const;
export type Call = (typeof CALLS)[number];
/** No hooks, hooks that start `/bin/true`, and ours. */
export const RUNS = ['no hooks', '/bin/true', 'ours'] as const;
export type Run = (typeof RUNS)[number];

/** Milliseconds, one figure of each round. */
export interface HookFindings {
  readonly calls: Readonly<Record<Call, readonly number[]>>;
  readonly runs: Readonly<Record<Run, readonly number[]>>;
  /** For how many of the requests of a run with our hooks the program was started. */
  readonly looked: number;
}

/** Calls hooks as Codex does, each a whole process, and has the real Codex make a long run with hooks and without. */
export async function benchHook(rounds: number, runRounds: number): Promise<HookFindings> {
  const calls = await withCodex((codex) => measureCalls(codex, rounds));
  return { calls, ...(await withCodex((codex) => measureRuns(codex, runRounds))) };
}

/** Of a Codex of its own: one that finds a home full of threads makes an index of it first. */
async function withCodex<T>(work: (codex: CodexFixture) => Promise<T>): Promise<T> {
  const codex = await createCodexFixture();
  try {
    await mkdir(codex.dataFolder, { recursive: true, mode: 0o700 });
    await writeFile(path.join(codex.dataFolder, 'policy.json'), JSON.stringify(POLICY));
    return await work(codex);
  } finally {
    await codex.dispose();
  }
}

async function measureCalls(codex: CodexFixture, rounds: number): Promise<Record<Call, number[]>> {
  const threads = await writeDemoHistory(codex.codexHome, { nowMs: Date.now(), days: HISTORY_DAYS, seed: 169 });
  await writeLauncher(binOf(codex), { version: '1', node: process.execPath, isElectron: false, hook: HOOK });
  const measured: (readonly number[])[] = [];
  // The first round reads the home, and fills all caches.
  for (let round = 0; round <= rounds; round += 1) {
    measured.push(await measureRound(codex, threads, round));
    process.stderr.write(`round ${round} of ${rounds}\n`);
  }
  return byName(CALLS, measured.slice(1));
}

/** One figure for each of {@link CALLS}. */
async function measureRound(codex: CodexFixture, threads: readonly DemoRollout[], round: number): Promise<number[]> {
  const seen = threads[round % threads.length];
  const turnId = `turn-${round}`;
  const thread = { session_id: seen?.thread.id, transcript_path: seen?.file, turn_id: turnId };
  const log = async (type: 'task_started' | 'task_complete'): Promise<void> => {
    const line = { timestamp: new Date().toISOString(), type: 'event_msg', payload: { type, turn_id: turnId } };
    await appendFile(seen?.file ?? '', `${JSON.stringify(line)}\n`);
  };
  const hooks = ownHooks(launcherFile(binOf(codex)));
  const call = (event: HookEvent, more: object = {}): Promise<number> => {
    const input = { ...thread, cwd: codex.workspace, hook_event_name: event, model: 'gpt-5.5', ...more };
    return timed(codex, hooks.find((hook) => hook.event === event)?.command ?? '', JSON.stringify(input));
  };
  const respond = (): Promise<number> => call('PostModelRequest', { status: 'completed', token_usage: USAGE });
  await log('task_started');
  const figures = [
    await timed(codex, '/bin/sh -c /bin/true', '{}'),
    await call('UserPromptSubmit', { prompt: 'Add tests for the parser.' }),
    await call('PreModelRequest'),
    await respond(),
  ];
  // Where little was reserved for the run at its start, one more look makes room.
  await call('PreModelRequest');
  await respond();
  figures.push(await call('PreModelRequest'));
  // Its run is over, and weighs on no other.
  await log('task_complete');
  return figures;
}

/** Milliseconds until a command has ended that Codex's shell starts. */
async function timed({ workspace: cwd, env }: CodexFixture, command: string, input: string): Promise<number> {
  const startedAtMs = performance.now();
  const child = spawn('/bin/bash', ['-c', command], { cwd, env, stdio: ['pipe', 'ignore', 'inherit'] });
  child.stdin.on('error', () => undefined).end(input);
  await once(child, 'exit');
  return performance.now() - startedAtMs;
}

async function measureRuns(codex: CodexFixture, rounds: number): Promise<Pick<HookFindings, 'runs' | 'looked'>> {
  const note = path.join(codex.root, 'started');
  const noting = path.join(codex.root, 'noting-node');
  await writeFile(noting, `#!/bin/sh\necho "$2" >>'${note}'\nexec '${process.execPath}' "$@"\n`, { mode: 0o700 });
  await writeLauncher(binOf(codex), { version: '1', node: noting, isElectron: false, hook: HOOK });
  codex.backend.play('fifty', creditEach(RUN_REQUESTS));
  const ours = ownHooks(launcherFile(binOf(codex))).map(({ event, command }) => [event, command] as const);
  const bare = HOOK_EVENTS.map((event) => [event, '/bin/sh -c /bin/true'] as const);
  const flags = [[], hookFlags(Object.fromEntries(bare)), hookFlags(Object.fromEntries(ours))];
  const measured: number[][] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const figures: number[] = [];
    for (const each of flags) {
      figures.push(await measureRun(codex, each));
    }
    measured.push(figures);
    process.stderr.write(`runs ${round} of ${rounds}\n`);
  }
  const started = (await readFile(note, 'utf8')).split('\n').filter((event) => event === 'PreModelRequest');
  return { runs: byName(RUNS, measured), looked: started.length / rounds };
}

async function measureRun(codex: CodexFixture, flags: readonly string[]): Promise<number> {
  const before = codex.backend.modelRequests.length;
  const startedAtMs = performance.now();
  await codex.runCodex([...flags, 'fifty']);
  const tookMs = performance.now() - startedAtMs;
  const made = codex.backend.modelRequests.length - before;
  if (made !== RUN_REQUESTS) {
    throw new Error(`a run made ${made} requests instead of ${RUN_REQUESTS}`);
  }
  return tookMs;
}

function binOf({ dataFolder }: CodexFixture): string {
  return path.join(dataFolder, 'bin');
}

function byName<Name extends string>(
  names: readonly Name[],
  rounds: readonly (readonly number[])[],
): Record<Name, number[]> {
  const figures = names.map((name, at) => [name, rounds.map((round) => round[at] ?? Number.NaN)] as const);
  return Object.fromEntries(figures) as Record<Name, number[]>;
}
