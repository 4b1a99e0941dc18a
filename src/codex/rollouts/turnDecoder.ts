import type { EndedTurn } from '../../core/hooks/hookedRun.ts';
import { followCopy } from './forkCopy.ts';
import { askedModel, nextTurnRanIn, ranIn } from './requestSurroundings.ts';
import type { TaskEndedLine, TurnContextLine, UserMessageLine } from './rolloutLine.ts';
import type { RolloutState, TurnState } from './rolloutState.ts';

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

/** What comes of a line that tells of a turn. */
export interface TurnStep {
  readonly state: RolloutState;
  readonly turn?: DecodedTurn;
  readonly endedTurn?: EndedTurn;
}

interface TurnStart {
  readonly occurredAtMs: number;
  readonly turnId: string | undefined;
  readonly rootTurnId?: string | undefined;
  readonly startedAtMs?: number | undefined;
}

/** A turn begins, or is told of once more. Without an id a line begins none. */
export function beginTurn(state: RolloutState, line: TurnStart, isIdMadeUp = false): TurnStep {
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
function learnRoot(state: RolloutState, known: TurnState, { rootTurnId, occurredAtMs }: TurnStart): TurnStep {
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
export function endTurn(state: RolloutState, { turnId, how, occurredAtMs }: TaskEndedLine): TurnStep {
  const { turn } = state;
  if (turn === undefined || (turnId !== undefined && turnId !== turn.turnId && turnId !== turn.rootTurnId)) {
    return { state };
  }
  const ended = { ...state, turn: { ...turn, hasEnded: true } };
  return occurredAtMs === undefined
    ? { state: ended }
    : { state: ended, endedTurn: { turnId: turnId ?? turn.turnId, how, endedAtMs: occurredAtMs } };
}

/** A turn's context names its model, its effort and where it works. */
export function decodeContext(state: RolloutState, line: TurnContextLine): TurnStep {
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
export function decodeMessage(state: RolloutState, line: UserMessageLine): TurnStep {
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
