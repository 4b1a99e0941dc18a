import { assertNever } from '../../base/assert.ts';
import { type TokenUsage, isNoUsage } from '../../core/usage/tokenUsage.ts';
import type { ModelRequest } from '../../core/usage/usageEvent.ts';
import { endCopy, followCopy } from './forkCopy.ts';
import { decodeSettings, ranIn, rerouted } from './requestSurroundings.ts';
import type { RolloutLine, SessionMetaLine, TokenCountLine, UsageRecordLine } from './rolloutLine.ts';
import type { DecodedSurroundings, RolloutState } from './rolloutState.ts';
import { countTotal, noteRecord, totalId } from './runningTotals.ts';
import { type TurnStep, beginTurn, decodeContext, decodeMessage, endTurn } from './turnDecoder.ts';
import { surfaceOf } from '../surface.ts';

/** A request, and what it ran in as far as the log tells: the workspace only the disk knows. */
export interface DecodedEvent extends ModelRequest {
  readonly surroundings: DecodedSurroundings;
}

/** What comes of a line. */
interface Step extends TurnStep {
  readonly event?: DecodedEvent;
  /** The running total of a saved stream's thread. */
  readonly streamTotal?: { readonly threadId: string; readonly total: TokenUsage };
}

/**
 * Takes one line into account. Usage comes from `token_usage_record`s; turns of versions that wrote none are counted
 * by the differences of their running totals.
 */
export function decodeLine(state: RolloutState, line: RolloutLine): Step {
  switch (line.kind) {
    case 'sessionMeta':
      return { state: decodeSessionMeta(state, line) };
    case 'taskStarted':
      return beginTurn(state, line);
    case 'turnContext':
      return decodeContext(state, line);
    case 'taskEnded':
      return endTurn(state, line);
    case 'threadSettings':
      return { state: isForeign(state, line.threadId) ? state : decodeSettings(state, line) };
    case 'userMessage':
      return decodeMessage(state, line);
    case 'modelReroute':
      return { state: rerouted(state, line.model) };
    case 'compacted':
      return { state: { ...state, totals: { ...state.totals, isCompactionOpen: line.isSummaryHidden } } };
    case 'usageRecord':
      return decodeRecord(state, line);
    case 'tokenCount':
      return decodeTotal(state, line);
    case 'streamThread':
      return { state: { ...state, streamThreadId: line.threadId } };
    case 'streamTotal':
      return state.streamThreadId === undefined
        ? { state }
        : { state, streamTotal: { threadId: state.streamThreadId, total: line.total } };
    default:
      return assertNever(line);
  }
}

/** The first one is the thread's own; later ones are its ancestors', copied into a fork with the lines that follow. */
function decodeSessionMeta(state: RolloutState, line: SessionMetaLine): RolloutState {
  const copying = { lastAtMs: line.occurredAtMs, isDated: false };
  if (state.thread === undefined) {
    const { cwd, repository, branch, originator, account } = line;
    const surroundings = { cwd, repository, branch, originator, account, surface: surfaceOf(originator) };
    return {
      ...ranIn(state, surroundings),
      thread: line,
      copying: line.forkedFromId === undefined ? undefined : copying,
    };
  }
  const isCopied = isForeign(state, line.threadId) && state.turn === undefined;
  return isCopied ? { ...state, copying: { ...copying, isDated: state.copying?.isDated ?? false } } : state;
}

function isForeign({ thread }: RolloutState, threadId: string | undefined): boolean {
  return threadId !== undefined && thread !== undefined && threadId !== thread.threadId;
}

function decodeRecord(state: RolloutState, line: UsageRecordLine): Step {
  if (isForeign(state, line.threadId)) {
    return { state };
  }
  const { occurredAtMs, usage, responseId, turnId, rootTurnId } = line;
  // The same text, which is there once.
  const threadId = state.thread?.threadId ?? line.threadId;
  const step = beginTurn(endCopy(state), { occurredAtMs, turnId, rootTurnId });
  const begun = step.state;
  const request = { threadId, responseId, occurredAtMs, usage, tier: line.tier };
  return {
    ...step,
    state: {
      ...begun,
      turn: begun.turn?.hasRecords === false ? { ...begun.turn, hasRecords: true } : begun.turn,
      totals: noteRecord(begun.totals, usage),
      lastRequest: { atMs: occurredAtMs, contextTokens: usage.inputTokens + usage.outputTokens },
    },
    event: eventOf(begun, request),
  };
}

function decodeTotal(state: RolloutState, { occurredAtMs, total, last }: TokenCountLine): Step {
  if (total === undefined || state.turn?.hasRecords === true) {
    return { state };
  }
  const followed = followCopy(state, { occurredAtMs });
  const lastRequest = last && { atMs: occurredAtMs, contextTokens: last.inputTokens + last.outputTokens };
  const isFork = state.thread?.forkedFromId !== undefined;
  const { totals, usage, isMissingSome } = countTotal(state.totals, total, last, isFork);
  const counted = { ...followed, totals, lastRequest: lastRequest ?? state.lastRequest };
  if (counted.copying !== undefined) {
    return { state: { ...counted, inheritedTotal: total } };
  }
  const next = { ...counted, isIncomplete: counted.isIncomplete || isMissingSome };
  if (state.thread === undefined || usage === undefined || isNoUsage(usage)) {
    return { state: next };
  }
  const { threadId } = state.thread;
  const responseId = totalId(total, totals.restarts);
  return { state: next, event: eventOf(next, { threadId, responseId, occurredAtMs, usage, tier: undefined }) };
}

interface Request {
  readonly threadId: string;
  readonly responseId: string;
  readonly occurredAtMs: number;
  readonly usage: TokenUsage;
  /** The tier that answered, where it is told. */
  readonly tier: string | undefined;
}

function eventOf(state: RolloutState, { tier, ...request }: Request): DecodedEvent {
  const turnId = state.turn?.turnId ?? `${request.threadId}:0`;
  const runId = state.turn?.rootTurnId ?? turnId;
  const { surroundings } = state;
  const isAsAsked = tier === undefined || tier === surroundings.tier;
  return {
    ...request,
    turnId,
    runId,
    surroundings: isAsAsked ? surroundings : { ...surroundings, tier, requestedTier: surroundings.tier },
  };
}
