import { assertNever } from '../../base/assert.ts';
import { type TokenUsage, isNoUsage } from '../../core/usage/tokenUsage.ts';
import type { EndedTurn } from '../../core/hooks/hookedRun.ts';
import type { ModelRequest } from '../../core/usage/usageEvent.ts';
import { endCopy, followCopy } from './forkCopy.ts';
import { askedModel, decodeSettings, nextTurnRanIn, ranIn, rerouted } from './requestSurroundings.ts';
import type {
  RolloutLine,
  SessionMetaLine,
  TaskEndedLine,
  TokenCountLine,
  TurnContextLine,
  UsageRecordLine,
  UserMessageLine,
} from './rolloutLine.ts';
import type { DecodedSurroundings, RolloutState, TurnState } from './rolloutState.ts';
import { countTotal, noteRecord, totalId } from './runningTotals.ts';
import { surfaceOf } from '../surface.ts';

/** A turn of the thread's own, with what is known of it before its first token. */
export interface DecodedTurn {
  readonly turnId: string;
  /** Undefined where the log does not tell it: then it is the turn itself, or in a subagent one of its parent's. */
  readonly rootTurnId: string | undefined;
  readonly startedAtMs: number;
  /** Tokens in the thread before it; undefined where nobody can tell, as for a fork without its parent's lines. */
  readonly contextTokens: number | undefined;
  /** Since the thread's last request; undefined where there was none. */
  readonly idleMs: number | undefined;
  readonly prompt: { readonly text: string; readonly images: number } | undefined;
}

/** A request, and what it ran in as far as the log tells: the workspace only the disk knows. */
export interface DecodedEvent extends ModelRequest {
  readonly surroundings: DecodedSurroundings;
}

export interface Step {
  readonly state: RolloutState;
  readonly event?: DecodedEvent;
  readonly turn?: DecodedTurn;
  readonly endedTurn?: EndedTurn;
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

interface TurnStart {
  readonly occurredAtMs: number;
  readonly turnId: string | undefined;
  readonly rootTurnId?: string | undefined;
  readonly startedAtMs?: number | undefined;
}

/** A turn begins, or is told of once more. Without an id a line begins none. */
function beginTurn(state: RolloutState, line: TurnStart, isIdMadeUp = false): Step {
  const next = followCopy(state, line);
  const { turnId, rootTurnId } = line;
  if (next.copying !== undefined || turnId === undefined) {
    return { state: next };
  }
  if (next.turn?.turnId === turnId) {
    return learnRoot(next, next.turn, line);
  }
  const turn = { turnId, rootTurnId, isIdMadeUp, hasPrompt: false, hasRecords: false, hasEnded: false };
  const begun = { ...nextTurnRanIn(next), turn, nextSettings: undefined };
  return { state: begun, turn: turnOf(begun, turn, line.occurredAtMs) };
}

/** The turn under way is told of once more, perhaps with the root that was not told at its beginning. */
function learnRoot(state: RolloutState, known: TurnState, { rootTurnId, occurredAtMs }: TurnStart): Step {
  if (rootTurnId === undefined || known.rootTurnId !== undefined) {
    return { state };
  }
  const turn = { ...known, rootTurnId };
  return { state: { ...state, turn }, turn: turnOf(state, turn, occurredAtMs) };
}

function turnOf(state: RolloutState, { turnId, rootTurnId }: TurnState, startedAtMs: number): DecodedTurn {
  const { lastRequest, thread } = state;
  return {
    turnId,
    rootTurnId,
    startedAtMs,
    contextTokens: lastRequest?.contextTokens ?? (thread?.forkedFromId === undefined ? 0 : undefined),
    idleMs: lastRequest === undefined ? undefined : Math.max(0, startedAtMs - lastRequest.atMs),
    prompt: undefined,
  };
}

/** Of a turn in which a review was asked for, its thread's log tells the end alone: it names the review's as begun. */
function endTurn(state: RolloutState, { turnId, how, occurredAtMs }: TaskEndedLine): Step {
  const { turn } = state;
  if (turn === undefined || (turnId !== undefined && turnId !== turn.turnId && turnId !== turn.rootTurnId)) {
    return { state };
  }
  const ended = { ...state, turn: { ...turn, hasEnded: true } };
  return occurredAtMs === undefined
    ? { state: ended }
    : { state: ended, endedTurn: { turnId: turnId ?? turn.turnId, how, endedAtMs: occurredAtMs } };
}

function decodeContext(state: RolloutState, line: TurnContextLine): Step {
  const step = beginTurn(state, line);
  const { surroundings } = step.state;
  const { cwd = surroundings.cwd, model = askedModel(surroundings), effort } = line;
  const isRerouted = surroundings.requestedModel === model;
  return {
    ...step,
    state: ranIn(step.state, isRerouted ? { cwd, effort } : { cwd, effort, model, requestedModel: undefined }),
  };
}

/** The message that a turn begins with; where turns have no ids, each message begins one. */
function decodeMessage(state: RolloutState, line: UserMessageLine): Step {
  const { text, images, occurredAtMs } = line;
  const messages = state.messages + 1;
  const isInNamedTurn = state.turn !== undefined && !state.turn.isIdMadeUp && !state.turn.hasEnded;
  const isNamed = line.turnId !== undefined || isInNamedTurn;
  const turnId = isNamed ? (line.turnId ?? state.turn?.turnId) : `${state.thread?.threadId ?? 'unknown'}:${messages}`;
  const { state: begun } = beginTurn({ ...state, messages }, { occurredAtMs, turnId }, !isNamed);
  const { turn } = begun;
  if (begun.copying !== undefined || turn === undefined || turn.hasPrompt) {
    return { state: begun };
  }
  const prompt = { text, images };
  return {
    state: { ...begun, turn: { ...turn, hasPrompt: true } },
    turn: { ...turnOf(begun, turn, occurredAtMs), prompt },
  };
}

function isForeign({ thread }: RolloutState, threadId: string | undefined): boolean {
  return threadId !== undefined && thread !== undefined && threadId !== thread.threadId;
}

function decodeRecord(state: RolloutState, line: UsageRecordLine): Step {
  if (isForeign(state, line.threadId)) {
    return { state };
  }
  const { occurredAtMs, usage, responseId, threadId, turnId, rootTurnId } = line;
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
