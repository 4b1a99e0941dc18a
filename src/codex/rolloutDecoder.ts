import { assertNever } from '../base/assert.ts';
import { type TokenUsage, isNoUsage, subtractTokens } from '../core/tokenUsage.ts';
import type { UsageEvent } from '../core/usageEvent.ts';
import type { RolloutLine, SessionMetaLine, UsageRecordLine } from './rolloutLine.ts';
import { surfaceOf } from './surface.ts';
import { createdAtMsOf } from './uuidv7.ts';

/** What must be remembered between two lines of a rollout: plain JSON, kept beside the place read up to. */
export interface RolloutState {
  readonly thread: SessionMetaLine | undefined;
  readonly turnId: string | undefined;
  readonly rootTurnId: string | undefined;
  readonly cwd: string | undefined;
  readonly model: string | undefined;
  readonly effort: string | undefined;
  readonly tier: string | undefined;
  /** Lines copied from a fork's parent are still going by. */
  readonly isInherited: boolean;
  /** This thread has usage records of its own, so its running totals are not counted any more. */
  readonly hasRecords: boolean;
  readonly total: TokenUsage | undefined;
  /** Something is surely missing, and no rule can know what. */
  readonly isIncomplete: boolean;
}

export const INITIAL_STATE: RolloutState = {
  thread: undefined,
  turnId: undefined,
  rootTurnId: undefined,
  cwd: undefined,
  model: undefined,
  effort: undefined,
  tier: undefined,
  isInherited: false,
  hasRecords: false,
  total: undefined,
  isIncomplete: false,
};

export interface Step {
  readonly state: RolloutState;
  readonly event?: UsageEvent;
}

/**
 * Takes one line into account. Usage comes from `token_usage_record`s; threads written by a Codex that had none yet
 * are counted by the differences of their running totals.
 */
export function decodeLine(state: RolloutState, line: RolloutLine): Step {
  switch (line.kind) {
    case 'sessionMeta':
      return { state: decodeSessionMeta(state, line) };
    case 'taskStarted':
      return { state: beginTurn(state, line, line.startedAtMs) };
    case 'turnContext':
      return {
        state: {
          ...beginTurn(state, line),
          model: line.model ?? state.model,
          effort: line.effort,
          cwd: line.cwd ?? state.cwd,
        },
      };
    case 'threadSettings':
      return isForeign(state, line.threadId)
        ? { state }
        : { state: { ...state, tier: line.tier, model: line.model ?? state.model } };
    case 'usageRecord':
      return decodeRecord(state, line);
    case 'tokenCount':
      return line.total === undefined ? { state } : decodeTotal(state, line.occurredAtMs, line.total, line.last);
    default:
      return assertNever(line);
  }
}

/** The first one is the thread's own; later ones are its ancestors', copied into a fork with the lines that follow. */
function decodeSessionMeta(state: RolloutState, line: SessionMetaLine): RolloutState {
  if (state.thread === undefined) {
    return { ...state, thread: line, cwd: line.cwd, isInherited: line.forkedFromId !== undefined };
  }
  const isCopying = isForeign(state, line.threadId) && state.turnId === undefined;
  return { ...state, isInherited: state.isInherited || isCopying };
}

function beginTurn(
  state: RolloutState,
  { turnId, rootTurnId }: { readonly turnId?: string; readonly rootTurnId?: string },
  startedAtMs?: number,
): RolloutState {
  const isOwn = !state.isInherited || startedInThread(state, turnId, startedAtMs);
  const isSameTurn = turnId !== undefined && turnId === state.turnId;
  return {
    ...state,
    turnId: turnId ?? state.turnId,
    rootTurnId: rootTurnId ?? turnId ?? state.rootTurnId,
    isInherited: isOwn !== true,
    isIncomplete: state.isIncomplete || (isOwn === undefined && !isSameTurn),
  };
}

/**
 * Whether a turn began after its thread: an inherited one did not. Undefined where nothing dates the turn. Starts that
 * are told are in whole seconds; the time in an identifier is exact.
 */
function startedInThread({ thread }: RolloutState, turnId: string | undefined, startedAtMs: number | undefined) {
  if (thread === undefined) {
    return undefined;
  }
  const threadAtMs = createdAtMsOf(thread.threadId) ?? thread.startedAtMs;
  const turnAtMs = turnId === undefined ? undefined : createdAtMsOf(turnId);
  if (turnAtMs !== undefined) {
    return turnAtMs >= threadAtMs;
  }
  return startedAtMs === undefined ? undefined : startedAtMs >= Math.floor(threadAtMs / 1000) * 1000;
}

function isForeign({ thread }: RolloutState, threadId: string | undefined): boolean {
  return threadId !== undefined && thread !== undefined && threadId !== thread.threadId;
}

function decodeRecord(state: RolloutState, line: UsageRecordLine): Step {
  if (isForeign(state, line.threadId)) {
    return { state };
  }
  const turn = { turnId: line.turnId ?? state.turnId, rootTurnId: line.rootTurnId ?? state.rootTurnId };
  const event = eventOf({ ...state, ...turn }, line.threadId, line.responseId, line.occurredAtMs, line.usage);
  return { state: { ...state, hasRecords: true }, event };
}

function decodeTotal(state: RolloutState, occurredAtMs: number, total: TokenUsage, last: TokenUsage | undefined): Step {
  const next: RolloutState = { ...state, total };
  if (state.thread === undefined || state.hasRecords || state.isInherited) {
    return { state: next };
  }
  const usage = usageSince(state, total, last);
  if (usage === undefined) {
    return { state: { ...next, isIncomplete: true } };
  }
  if (isNoUsage(usage)) {
    return { state: next };
  }
  const { inputTokens, cachedInputTokens, outputTokens } = total;
  const responseId = `total:${inputTokens}/${cachedInputTokens}/${outputTokens}`;
  return { state: next, event: eventOf(next, state.thread.threadId, responseId, occurredAtMs, usage) };
}

/** What was used between two running totals; undefined where something was, and nobody can tell what. */
function usageSince({ total: before, thread }: RolloutState, total: TokenUsage, last: TokenUsage | undefined) {
  if (before === undefined) {
    return last ?? (thread?.forkedFromId === undefined ? total : undefined);
  }
  const hasRestarted = total.inputTokens < before.inputTokens || total.outputTokens < before.outputTokens;
  return hasRestarted ? last : subtractTokens(total, before);
}

function eventOf(
  state: RolloutState,
  threadId: string,
  responseId: string,
  occurredAtMs: number,
  usage: TokenUsage,
): UsageEvent {
  return {
    threadId,
    responseId,
    turnId: state.turnId,
    runId: state.rootTurnId ?? state.turnId ?? threadId,
    occurredAtMs,
    model: state.model,
    effort: state.effort,
    tier: state.tier,
    cwd: state.cwd,
    surface: surfaceOf(state.thread?.originator),
    usage,
  };
}
