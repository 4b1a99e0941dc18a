/**
 * A process of its own that guards a run of the real Codex, as a window does: `node guardProcess.ts WHAT`, where WHAT is
 * a {@link GuardWish}. It tells what becomes of the run in lines of JSON, and obeys the lines that it reads.
 */
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { GuardError } from '../../../src/base/errors.ts';
import { repeat } from '../../../src/base/timers.ts';
import type { ApprovalAnswer, ApprovalRequest } from '../../../src/codex/appServer/approvals.ts';
import { CodexTurn } from '../../../src/codex/appServer/codexTurn.ts';
import type { Policy } from '../../../src/core/policy/policy.ts';
import type { GuardedRun } from '../../../src/guard/runs/guardedRun.ts';
import { startGuardedRun } from '../../../src/guard/runs/startGuardedRun.ts';
import { takeOverRun } from '../../../src/guard/runs/takeOverRun.ts';
import { remoteLedger } from '../../../src/ingest/remoteLedger.ts';
import { type Ledger, openLedger } from '../../../src/ledger/ledger.ts';
import { ingestAll } from '../../unit/ingest/ingestAll.ts';
import { request } from '../../unit/ledger/judging.ts';
import { card, credits, policy } from '../../unit/make.ts';
import { silentLog } from '../silentLog.ts';

/** What it is to do: start a run, or go on with one that was left. */
export interface GuardWish {
  readonly codexPath: string;
  readonly codexHome: string;
  readonly dataFolder: string;
  readonly cwd: string;
  /** Undefined: it goes on with what it finds. */
  readonly prompt: string | undefined;
  readonly capCredits: number;
  /** How many subagents may be at work at the same time; undefined: as many as there are. */
  readonly maxSubagents: number | undefined;
  readonly graceMs: number;
  /** Whether Codex's questions are answered yes, or by nobody. */
  readonly allows: boolean;
  /** It comes as far as having started its turn: its run is never recorded. */
  readonly isUnrecorded: boolean;
}

/** What it tells. */
export type GuardTold =
  | { readonly kind: 'started'; readonly isHeld: boolean; readonly runId: string; readonly place: string }
  | { readonly kind: 'taken'; readonly isHeld: boolean; readonly runId: string; readonly place: string }
  | { readonly kind: 'unrecorded'; readonly place: string }
  /** Another one was quicker, or there was nothing. */
  | { readonly kind: 'none' }
  /** Codex asks whether it may run this. */
  | { readonly kind: 'asked'; readonly command: string | undefined }
  | { readonly kind: 'held'; readonly spent: number; readonly requests: number }
  | { readonly kind: 'goesOn'; readonly spent: number; readonly requests: number }
  | { readonly kind: 'settled'; readonly status: string; readonly spent: number; readonly requests: number };

async function guard(wish: GuardWish): Promise<void> {
  const { dataFolder, codexHome } = wish;
  const ledger = openLedger(`${dataFolder}/ledger.sqlite`, card, Date.now());
  const store = remoteLedger(ledger);
  const around = {
    store,
    card,
    cwd: wish.cwd,
    managedPolicyFile: '',
    ingest: async () => {
      await ingestAll(ledger, codexHome);
    },
    setInterval: repeat,
    nowMs: () => Date.now(),
    log: silentLog,
  };
  const run = wish.prompt === undefined ? await take(wish, ledger, around) : await start(wish, wish.prompt, around);
  if (run === undefined) {
    tell({ kind: 'none' });
    ledger.close();
    return;
  }
  const { hold, runId } = run.meter;
  const { place = '' } = run.turn;
  tell({ kind: wish.prompt === undefined ? 'taken' : 'started', isHeld: hold !== undefined, runId, place });
  const input = obey(run);
  let wasHeld = hold !== undefined;
  run.onDidChange(({ hold: now, spent, requests }) => {
    if (wasHeld !== (now !== undefined)) {
      wasHeld = now !== undefined;
      tell({ kind: wasHeld ? 'held' : 'goesOn', spent, requests });
    }
  });
  const { status, spent, requests } = await run.settled;
  tell({ kind: 'settled', status, spent, requests });
  input.close();
  ledger.close();
}

function rulesOf({ maxSubagents }: GuardWish): Policy {
  return policy(maxSubagents === undefined ? {} : { maxSubagentsPerRun: maxSubagents });
}

type Around = Parameters<typeof takeOverRun>[3];

function onApprovalOf({ allows }: GuardWish) {
  return (request: ApprovalRequest): Promise<ApprovalAnswer> => {
    tell({ kind: 'asked', command: request.kind === 'command' ? request.command : undefined });
    return allows ? Promise.resolve('accept') : new Promise(() => undefined);
  };
}

async function start(wish: GuardWish, prompt: string, around: Around): Promise<GuardedRun> {
  const judged = request({ policy: rulesOf(wish), requestedCap: credits(wish.capCredits), nowMs: Date.now() });
  const decisionId = randomUUID();
  const judgement = await around.store.decide(judged, decisionId);
  const { subject, estimate } = judged;
  const { codexPath, cwd, dataFolder, graceMs } = wish;
  const turn = { prompt, threadId: undefined, cwd, model: 'gpt-5.5', effort: undefined, tier: undefined };
  const server = { codexPath, cwd, env: process.env, log: silentLog, onApproval: onApprovalOf(wish) };
  const options = { ...server, gatesFolder: `${dataFolder}/gates`, graceMs };
  const starter = {
    startTurn: async () => {
      const started = await CodexTurn.start(options, turn);
      if (!wish.isUnrecorded) {
        return started;
      }
      tell({ kind: 'unrecorded', place: started.place ?? '' });
      return new Promise<never>(() => undefined);
    },
  };
  const preflight = { subject, estimate, ...judgement, request: judged };
  return startGuardedRun(starter, turn, decisionId, preflight, 'test', around);
}

async function take(wish: GuardWish, ledger: Ledger, around: Around): Promise<GuardedRun | undefined> {
  const [left] = ledger.leftRuns();
  if (left === undefined) {
    return undefined;
  }
  const { wallet } = request();
  const inForce = { policy: rulesOf(wish), problems: [], unreadablePolicyFiles: [] };
  const onApproval = onApprovalOf(wish);
  const options = { codexPath: '', cwd: undefined, env: process.env, log: silentLog, onApproval };
  try {
    return await takeOverRun(
      left.runId,
      ({ threadId, runId, place }) => CodexTurn.attach(options, { threadId, turnId: runId, place }),
      { inForce, wallet, timezone: 'UTC' },
      around,
    );
  } catch (error) {
    if (GuardError.is(error, 'codex.exited')) {
      return undefined;
    }
    throw error;
  }
}

function obey(run: GuardedRun) {
  return createInterface({ input: process.stdin }).on('line', (line) => {
    const [word, by] = line.split(' ');
    if (word === 'leave') {
      run.leave();
      process.exit(0);
    }
    void run.answer(word === 'raise' ? { kind: 'raise', by: credits(Number(by)) } : { kind: 'stop' }, 'person');
  });
}

function tell(told: GuardTold): void {
  process.stdout.write(`${JSON.stringify(told)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await guard(JSON.parse(process.argv[2] ?? '{}') as GuardWish);
}
