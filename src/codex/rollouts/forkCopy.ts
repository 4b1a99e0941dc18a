import type { CopyState, RolloutState } from './rolloutState.ts';
import { createdAtMsOf } from '../uuidv7.ts';

/** What of a line tells whether it is a copy of the parent's. */
interface LineDate {
  readonly occurredAtMs: number;
  readonly turnId?: string | undefined;
  /** When the turn began, in whole seconds. */
  readonly startedAtMs?: number | undefined;
}

/**
 * A fork's file may begin with its parent's lines, copied in one go. The older versions that gave turns neither dated
 * ids nor starts wrote copies 10–40 ms apart, and the first line of one's own seconds later.
 */
const COPY_PAUSE_MS = 1000;

/**
 * Follows a copy; it is over once the thread's own lines have begun. A turn with a date is the thread's own when it
 * began after the thread; a line without one when a pause has parted it from the lines before it.
 */
export function followCopy(state: RolloutState, line: LineDate): RolloutState {
  const { copying } = state;
  if (copying === undefined) {
    return state;
  }
  const isOwn = beganInThread(state, line);
  if (isOwn !== undefined) {
    return isOwn ? endCopy(state) : { ...state, copying: { lastAtMs: line.occurredAtMs, isDated: true } };
  }
  const goesOn = copying.isDated || isInBurst(state, copying, line.occurredAtMs);
  return { ...state, copying: goesOn ? { ...copying, lastAtMs: line.occurredAtMs } : undefined };
}

/** The thread's own lines have surely begun. */
export function endCopy(state: RolloutState): RolloutState {
  return { ...state, copying: undefined, inheritedTotal: undefined };
}

/** Whether a turn began after its thread. Undefined where nothing dates it. */
function beganInThread({ thread }: RolloutState, { turnId, startedAtMs }: LineDate): boolean | undefined {
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

/** Copies bear the instant of copying, in some versions that of the original. */
function isInBurst({ thread }: RolloutState, { lastAtMs }: CopyState, occurredAtMs: number): boolean {
  return occurredAtMs - lastAtMs <= COPY_PAUSE_MS || occurredAtMs < (thread?.startedAtMs ?? 0);
}
