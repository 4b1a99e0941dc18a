import { saidToKeep } from '../../base/saidToKeep.ts';
import {
  type PollRequest,
  type PollVerdict,
  isFailure,
  isForgotten,
  judgePoll,
} from '../../core/wallet/pollSchedule.ts';
import { POLL_SPACING_MS, type PollAnswer } from '../../core/wallet/poll.ts';
import { inTransaction } from '../database.ts';
import { type KeptAnswer, PolledWallets } from './polledWallets.ts';
import { type Row, integer, text } from '../rows.ts';

/** A backend that fails may answer with a whole page. */
const KEPT_REASON_CHARS = 1000;

/** One poller for the whole machine: who may ask Codex for the wallet, and what the last one to ask was told. */
export class WalletPolls extends PolledWallets {
  /** Grants a poll to one of all who want it. A wish that is not granted makes the next regular poll due sooner. */
  claim(request: PollRequest): PollVerdict {
    const { home, signIn, reason, nowMs } = request;
    return inTransaction(this.db, () => {
      this.#heedClockPutBack(home, nowMs);
      const judgement = judgePoll({ polls: this.pollsOf(home), answered: this.answerOf(home) }, request);
      if (judgement.kind === 'granted') {
        return { kind: 'granted', pollId: this.#begin(home, signIn, nowMs) };
      }
      if (reason === 'wanted') {
        this.db.prepare('UPDATE wallet_answers SET wanted_since_ms = ? WHERE home = ?').run(nowMs, home);
      }
      return judgement;
    });
  }

  /** Keeps what came of a poll, for all who have not asked. One that began before the last answered one tells nothing new. */
  tell(pollId: number, answer: PollAnswer, nowMs: number): void {
    inTransaction(this.db, () => {
      if (answer.kind === 'known') {
        this.balances.record([answer.snapshot]);
      }
      const poll = this.db
        .prepare('UPDATE wallet_polls SET told_at_ms = ? WHERE poll_key = ? RETURNING home, sign_in, claimed_at_ms')
        .get(nowMs, pollId);
      if (poll !== undefined) {
        this.#keep(poll, answer, nowMs);
      }
    });
  }

  /**
   * What lies ahead of the clock would be waited for: it is taken to be of now, and asked for anew. An answer that does
   * not lie ahead keeps its instant: who asks may have been held up, and look at an earlier one.
   */
  #heedClockPutBack(home: string, nowMs: number): void {
    const latestMs = nowMs + POLL_SPACING_MS;
    this.db
      .prepare(
        `UPDATE wallet_polls SET claimed_at_ms = iif(claimed_at_ms > ?3, ?1, claimed_at_ms),
           told_at_ms = iif(told_at_ms > ?3, ?1, told_at_ms)
         WHERE home = ?2 AND max(claimed_at_ms, coalesce(told_at_ms, 0)) > ?3`,
      )
      .run(nowMs, home, latestMs);
    this.db
      .prepare(
        `UPDATE wallet_answers SET claimed_at_ms = ?1 - 1, told_at_ms = ?1, wanted_since_ms = ?1
         WHERE home = ?2 AND max(told_at_ms, coalesce(wanted_since_ms, 0)) > ?3`,
      )
      .run(nowMs, home, latestMs);
  }

  #begin(home: string, signIn: string, nowMs: number): number {
    const forget = this.db.prepare('DELETE FROM wallet_polls WHERE poll_key = ?');
    for (const { pollId } of this.pollsOf(home).filter((poll) => isForgotten(poll, nowMs))) {
      forget.run(pollId);
    }
    const { lastInsertRowid } = this.db
      .prepare('INSERT INTO wallet_polls (home, sign_in, claimed_at_ms) VALUES (?, ?, ?)')
      .run(home, signIn, nowMs);
    return Number(lastInsertRowid);
  }

  #keep(poll: Row, answer: PollAnswer, nowMs: number): void {
    const [home, signIn, claimedAtMs] = [text(poll, 'home'), text(poll, 'sign_in'), integer(poll, 'claimed_at_ms')];
    const before = this.answerOf(home);
    if (before !== undefined && before.claimedAtMs > claimedAtMs) {
      return;
    }
    const failuresBefore = before?.signIn === signIn ? before.failures : 0;
    const wantedSinceMs = before?.wantedSinceMs;
    this.db
      .prepare('INSERT OR REPLACE INTO wallet_answers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
      .run(
        home,
        signIn,
        claimedAtMs,
        nowMs,
        answer.kind,
        answer.kind === 'unreachable' ? saidToKeep(answer.reason, KEPT_REASON_CHARS) : null,
        this.#accountAfter(answer, signIn, before) ?? null,
        isFailure(answer) ? failuresBefore + 1 : 0,
        wantedSinceMs !== undefined && wantedSinceMs > claimedAtMs ? wantedSinceMs : null,
      );
  }

  /**
   * Whose figure stands beside an answer: that of another sign-in may be another's, unless it is told that nobody is
   * signed in any more. Before the first answer there are what rollouts tell, of whoever it is.
   */
  #accountAfter(answer: PollAnswer, signIn: string, before: KeptAnswer | undefined): string | undefined {
    if (answer.kind === 'known') {
      return answer.snapshot.account.id ?? '';
    }
    if (before === undefined) {
      return this.balances.accounts().length <= 1 ? this.balances.newestAccount() : undefined;
    }
    return before.signIn === signIn || answer.kind === 'signedOut' ? before.account : undefined;
  }
}
