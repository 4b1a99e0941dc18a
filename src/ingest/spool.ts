import { readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';

import { GuardError } from '../base/errors.ts';
import { type HookCall, readHookCall } from '../codex/hooks/hookProtocol.ts';
import { MANAGED } from '../codex/hooks/hookVariables.ts';
import { MANAGED_PREFIX, NOTHING_KNOWN, type WitnessedUsage } from '../core/usage/usageEvent.ts';
import type { RequestLedger } from '../ledger/requestLedger.ts';
import { workspaceOf } from './workspaceOf.ts';

/** So many are taken into the ledger at a time; the next drain takes more. */
const MOST_FILES = 1_000;

/** What was taken into the ledger. */
export interface Drained {
  readonly responses: number;
  /** The rollouts of the threads that told, where they keep one. */
  readonly logs: ReadonlySet<string>;
}

interface SpooledCall {
  readonly call: HookCall;
  readonly observation: string;
  readonly occurredAtMs: number;
}

/**
 * Takes into the ledger what hooks were told of responses: the launcher writes each call into a file of its own, so that
 * no response waits for us. It counts until the rollout tells of the turn, and for good where there is none. A file is
 * removed once the ledger has it; should that fail, it is the same response again. Of a turn of which the rollout has told
 * something, the rollout alone counts: whoever decides now reads it, too.
 */
export function drainSpool(folder: string, ledger: RequestLedger): Drained {
  const files = spooledFiles(folder);
  const calls = files.flatMap(callIn);
  const seen = calls.flatMap(({ call, observation, occurredAtMs }) =>
    witnessedBy(call, observation, occurredAtMs, ledger),
  );
  if (seen.length > 0) {
    ledger.recordHooked(seen);
  }
  for (const file of files) {
    rmSync(file, { force: true });
  }
  return { responses: seen.length, logs: new Set(calls.flatMap(({ call }) => call.transcriptPath ?? [])) };
}

function spooledFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json') && !name.startsWith('.'))
      .sort()
      .slice(0, MOST_FILES)
      .map((name) => path.join(folder, name));
  } catch {
    // No hook has been called yet.
    return [];
  }
}

/** Nothing where the file cannot be believed. */
function callIn(file: string): SpooledCall[] {
  try {
    const occurredAtMs = Math.floor(statSync(file).mtimeMs);
    const call = readHookCall('PostModelRequest', readFileSync(file, 'utf8'));
    // Files are named after processes, whose numbers come round again.
    const name = `${path.basename(file, '.json')}@${occurredAtMs}`;
    return [{ call, observation: isOfManaged(file) ? `${MANAGED_PREFIX}${name}` : name, occurredAtMs }];
  } catch (error) {
    // Another process may have taken it meanwhile.
    if (GuardError.is(error, 'hook.unreadable') || isFileFailure(error)) {
      return [];
    }
    throw error;
  }
}

/** Nothing where the response was broken off, or is counted by whoever guards its run. */
export function witnessedBy(
  call: HookCall,
  observation: string,
  occurredAtMs: number,
  ledger: RequestLedger,
): WitnessedUsage[] {
  return call.usage === undefined || ledger.isGuardedThread(call.rootThreadId, occurredAtMs)
    ? []
    : [witnessed(call, call.usage, observation, occurredAtMs, ledger)];
}

function witnessed(
  { threadId, rootThreadId, isSubagent, turnId, model, cwd }: HookCall,
  usage: WitnessedUsage['usage'],
  observation: string,
  occurredAtMs: number,
  ledger: RequestLedger,
): WitnessedUsage {
  const run = isSubagent ? ledger.lastHookedRunOf(rootThreadId) : ledger.hookedRun(turnId);
  const { effort, tier } = isSubagent ? NOTHING_KNOWN : (run?.subject ?? NOTHING_KNOWN);
  const surface = run?.subject.surface ?? 'other';
  const surroundings = { ...NOTHING_KNOWN, model, effort, tier, cwd, workspace: workspaceOf(cwd), surface };
  return {
    threadId,
    turnId,
    runId: isSubagent ? (run?.runId ?? turnId) : turnId,
    witness: 'hook',
    observation,
    surroundings,
    occurredAtMs,
    usage,
  };
}

/** Where several calls had the same number, the name has zeros behind. */
function isOfManaged(file: string): boolean {
  return path.basename(file).split('.').includes(MANAGED);
}

function isFileFailure(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
