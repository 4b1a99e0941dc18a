import {
  type AnsweredPoll,
  POLL_LAPSES_MS,
  POLL_SPACING_MS,
  type Poll,
  type PollAnswer,
  type PollPlace,
  isUnderWay,
} from './poll.ts';

export const MOST_POLLS_AN_HOUR = 60;
/** How old a balance may grow while somebody looks; runs move it by themselves. */
export const POLL_EVERY_MS = 300_000;
const HOUR_MS = 3_600_000;

/** `regular`: because time has passed. `wanted`: a person asks, or a run is about to start or has ended. */
export type PollReason = 'regular' | 'wanted';

export interface PollRequest extends PollPlace {
  readonly reason: PollReason;
  readonly nowMs: number;
}

/** What is known of a home's polls by all processes of the machine. */
export interface PollHistory {
  /** Those of the last hour. */
  readonly polls: readonly Poll[];
  /** The last one that was answered. */
  readonly answered: AnsweredPoll | undefined;
}

type PollJudgement =
  | { readonly kind: 'granted' }
  /** Somebody is asking already. */
  | { readonly kind: 'underWay' }
  /** Too soon: not before then. */
  | { readonly kind: 'notDue'; readonly untilMs: number };

/** To one who is granted a poll, with the name under which to tell the answer. */
export type PollVerdict =
  { readonly kind: 'granted'; readonly pollId: number } | Exclude<PollJudgement, { readonly kind: 'granted' }>;

/**
 * Whether Codex may be asked for the wallet: never twice within 30 s for one sign-in, never over 60 times in any hour
 * for a home. What is regular is due five minutes after an answer; after failures sooner, and then less and less often;
 * and as soon as it may be where somebody has waited in vain, or has signed in.
 */
export function judgePoll(history: PollHistory, { signIn, reason, nowMs }: PollRequest): PollJudgement {
  const { polls } = history;
  const ofSignIn = polls.filter((poll) => poll.signIn === signIn);
  if (ofSignIn.some((poll) => isUnderWay(poll, nowMs))) {
    return { kind: 'underWay' };
  }
  const untilMs = Math.max(
    ...ofSignIn.map((poll) => lastHeardOfMs(poll) + POLL_SPACING_MS),
    hourIsFullUntilMs(polls),
    reason === 'regular' ? regularAtMs(history.answered, signIn) : 0,
  );
  return nowMs >= untilMs ? { kind: 'granted' } : { kind: 'notDue', untilMs };
}

/** Codex was asked before. Between claim and answer we cannot say when, so that time is counted from here on. */
function lastHeardOfMs({ claimedAtMs, toldAtMs }: Poll): number {
  return toldAtMs ?? claimedAtMs + POLL_LAPSES_MS;
}

/** Whether a poll counts no more. */
export function isForgotten(poll: Poll, nowMs: number): boolean {
  return lastHeardOfMs(poll) <= nowMs - HOUR_MS;
}

function hourIsFullUntilMs(polls: readonly Poll[]): number {
  const heardOfMs = polls.map(lastHeardOfMs).sort((a, b) => a - b);
  const oldestOfFull = heardOfMs.at(-MOST_POLLS_AN_HOUR);
  return oldestOfFull === undefined ? 0 : oldestOfFull + HOUR_MS;
}

function regularAtMs(answered: AnsweredPoll | undefined, signIn: string): number {
  if (answered?.signIn !== signIn || isWanted(answered)) {
    return 0;
  }
  return answered.toldAtMs + pauseAfter(answered.failures);
}

/** Whether somebody has waited in vain since. */
function isWanted({ claimedAtMs, wantedSinceMs }: AnsweredPoll): boolean {
  return wantedSinceMs !== undefined && wantedSinceMs > claimedAtMs;
}

/** After so many failures, one after the other. */
function pauseAfter(failures: number): number {
  return failures === 0 ? POLL_EVERY_MS : Math.min(POLL_EVERY_MS, POLL_SPACING_MS * 2 ** (failures - 1));
}

/** An answer after which it is worth trying again soon: nothing is known, or somebody has to sign in first. */
export function isFailure({ kind }: PollAnswer): boolean {
  return kind === 'unreachable' || kind === 'signedOut';
}
