import { GuardError, saidBy } from '../base/errors.ts';
import { phrase } from '../base/phrase.ts';
import type { PollReason } from '../core/wallet/pollSchedule.ts';
import type { PollAnswer, PollPlace, PolledWallet } from '../core/wallet/poll.ts';
import type { WalletState } from '../core/wallet/wallet.ts';
import { pause } from './pause.ts';
import type { SetTimer, WalletSource, WalletStateStore } from './ports.ts';

/** What a poll needs of its surroundings. */
export interface Polling {
  readonly source: WalletSource;
  readonly store: WalletStateStore;
  /** How long Codex may take to answer. Must be shorter than a claim lasts. */
  readonly patienceMs: number;
  readonly setTimer: SetTimer;
  readonly nowMs: () => number;
}

interface PollResult {
  readonly state: PollAnswer;
  /** When it may be asked for, where it was too soon. */
  readonly dueAtMs: number | undefined;
}

/** How often one looks whether another has had an answer, and for how long at most. */
const LOOK_EVERY_MS = 100;
const PATIENCE_WITH_OTHERS_MS = 10_000;

/** Where the person's Codex is asked, and as whom; undefined where there is no Codex. */
export async function walletPlace(source: WalletSource): Promise<PollPlace | undefined> {
  try {
    return await source.place();
  } catch (error) {
    if (GuardError.is(error, 'codex.notFound')) {
      return undefined;
    }
    throw error;
  }
}

/**
 * The wallet as all processes of the machine know it: asked for now, if that is granted; else as another one was told,
 * who is waited for where it is still asking. Throws only what the store throws.
 */
export async function pollWallet(polling: Polling, place: PollPlace, reason: PollReason): Promise<PollResult> {
  const { store, nowMs } = polling;
  const verdict = await store.claimPoll({ ...place, reason, nowMs: nowMs() });
  switch (verdict.kind) {
    case 'granted': {
      const answer = await ask(polling);
      await store.tellPoll(verdict.pollId, answer, nowMs());
      const { state } = await store.polledWallet(place, nowMs());
      return { state: state ?? answer, dueAtMs: undefined };
    }
    case 'underWay':
      return { state: stateOf(await answerOfOther(polling, place)), dueAtMs: undefined };
    case 'notDue':
      return { state: stateOf(await store.polledWallet(place, nowMs())), dueAtMs: verdict.untilMs };
  }
}

/** The wallet, not older than so much where that is allowed: for whoever decides by it. */
export async function refreshBalanceIfOld(polling: Polling, place: PollPlace, maxAgeMs: number): Promise<PollAnswer> {
  const { store, nowMs } = polling;
  const { state } = await store.polledWallet(place, nowMs());
  return state !== undefined && isFresh(state, maxAgeMs, nowMs())
    ? state
    : (await pollWallet(polling, place, 'wanted')).state;
}

/** Whether a balance is not older than so much, or there is none that could be. */
export function isFresh(state: WalletState, maxAgeMs: number, nowMs: number): boolean {
  return state.kind === 'apiKey' || (state.kind === 'known' && nowMs - state.snapshot.observedAtMs <= maxAgeMs);
}

async function ask(polling: Polling): Promise<PollAnswer> {
  const { source, patienceMs, setTimer, nowMs } = polling;
  const late = Promise.withResolvers<never>();
  const timer = setTimer(patienceMs, () => {
    late.reject(new GuardError('codex.timeout', phrase('codex did not answer within {0} s', patienceMs / 1000)));
  });
  try {
    return await Promise.race([source.wallet(nowMs), late.promise]);
  } catch (error) {
    return { kind: 'unreachable', reason: saidBy(error), last: undefined };
  } finally {
    timer.dispose();
  }
}

async function answerOfOther({ store, setTimer, nowMs }: Polling, place: PollPlace): Promise<PolledWallet> {
  for (let waitedMs = 0; ; waitedMs += LOOK_EVERY_MS) {
    const polled = await store.polledWallet(place, nowMs());
    if (!polled.isUnderWay || waitedMs >= PATIENCE_WITH_OTHERS_MS) {
      return polled;
    }
    await pause(setTimer, LOOK_EVERY_MS);
  }
}

/** Nobody has had an answer since somebody signed in, and this process may not ask now. */
function stateOf({ state, isUnderWay }: PolledWallet): PollAnswer {
  const reason = isUnderWay
    ? phrase('another window or command is still asking')
    : phrase('it was asked for a short while ago, and may not be asked for again yet');
  return state ?? { kind: 'unreachable', reason, last: undefined };
}
