import type { DatabaseSync } from 'node:sqlite';

import { keptSaid, saidToKeep } from '../../base/phrase.ts';
import {
  type AnsweredPoll,
  POLL_SPACING_MS,
  type Poll,
  type PollAnswer,
  type PollPlace,
  type PollRequest,
  type PollVerdict,
  type PolledWallet,
  isFailure,
  isForgotten,
  isUnderWay,
  judgePoll,
} from '../../core/wallet/pollSchedule.ts';
import type { WalletSnapshot } from '../../core/wallet/wallet.ts';
import type { Balances } from './balances.ts';
import { inSnapshot, inTransaction } from '../database.ts';
import { type Row, integer, optionalInteger, optionalText, text } from '../rows.ts';

/** The last answer of a home's Codex, as it is kept. */
interface KeptAnswer extends AnsweredPoll {
  readonly kind: PollAnswer['kind'];
  readonly reason: string | undefined;
  /** Whose balance was told last; '' where that was not said, undefined where none was told. */
  readonly account: string | undefined;
}

/** A backend that fails may answer with a whole page. */
const KEPT_REASON_CHARS = 1000;

/** One poller for the whole machine: who may ask Codex for the wallet, and what the last one to ask was told. */
export class WalletPolls {
  readonly #db: DatabaseSync;
  readonly #balances: Balances;

  constructor(db: DatabaseSync, balances: Balances) {
    this.#db = db;
    this.#balances = balances;
  }

  /** Grants a poll to one of all who want it. A wish that is not granted makes the next regular poll due sooner. */
  claim(request: PollRequest): PollVerdict {
    const { home, signIn, reason, nowMs } = request;
    return inTransaction(this.#db, () => {
      this.#heedClockPutBack(home, nowMs);
      const judgement = judgePoll({ polls: this.#pollsOf(home), answered: this.#answerOf(home) }, request);
      if (judgement.kind === 'granted') {
        return { kind: 'granted', pollId: this.#begin(home, signIn, nowMs) };
      }
      if (reason === 'wanted') {
        this.#db.prepare('UPDATE wallet_answers SET wanted_since_ms = ? WHERE home = ?').run(nowMs, home);
      }
      return judgement;
    });
  }

  /** Keeps what came of a poll, for all who have not asked. One that began before the last answered one tells nothing new. */
  tell(pollId: number, answer: PollAnswer, nowMs: number): void {
    inTransaction(this.#db, () => {
      if (answer.kind === 'known') {
        this.#balances.record([answer.snapshot]);
      }
      const poll = this.#db
        .prepare('UPDATE wallet_polls SET told_at_ms = ? WHERE poll_key = ? RETURNING home, sign_in, claimed_at_ms')
        .get(nowMs, pollId);
      if (poll !== undefined) {
        this.#keep(poll, answer, nowMs);
      }
    });
  }

  /** What is known of a wallet, with all that was seen of it since it was last asked for. */
  wallet({ home, signIn }: PollPlace, nowMs: number): PolledWallet {
    return inSnapshot(this.#db, () => {
      const answer = this.#answerOf(home);
      const polls = this.#pollsOf(home).filter((poll) => poll.signIn === signIn);
      return {
        state: answer?.signIn === signIn ? stateOf(answer, this.#lastOf(answer, nowMs)) : undefined,
        isUnderWay: polls.some((poll) => isUnderWay(poll, nowMs)),
      };
    });
  }

  /**
   * What lies ahead of the clock would be waited for: it is taken to be of now, and asked for anew. An answer that does
   * not lie ahead keeps its instant: who asks may have been held up, and look at an earlier one.
   */
  #heedClockPutBack(home: string, nowMs: number): void {
    const latestMs = nowMs + POLL_SPACING_MS;
    this.#db
      .prepare(
        `UPDATE wallet_polls SET claimed_at_ms = iif(claimed_at_ms > ?3, ?1, claimed_at_ms),
           told_at_ms = iif(told_at_ms > ?3, ?1, told_at_ms)
         WHERE home = ?2 AND max(claimed_at_ms, coalesce(told_at_ms, 0)) > ?3`,
      )
      .run(nowMs, home, latestMs);
    this.#db
      .prepare(
        `UPDATE wallet_answers SET claimed_at_ms = ?1 - 1, told_at_ms = ?1, wanted_since_ms = ?1
         WHERE home = ?2 AND max(told_at_ms, coalesce(wanted_since_ms, 0)) > ?3`,
      )
      .run(nowMs, home, latestMs);
  }

  #begin(home: string, signIn: string, nowMs: number): number {
    const forget = this.#db.prepare('DELETE FROM wallet_polls WHERE poll_key = ?');
    for (const { pollId } of this.#pollsOf(home).filter((poll) => isForgotten(poll, nowMs))) {
      forget.run(pollId);
    }
    const { lastInsertRowid } = this.#db
      .prepare('INSERT INTO wallet_polls (home, sign_in, claimed_at_ms) VALUES (?, ?, ?)')
      .run(home, signIn, nowMs);
    return Number(lastInsertRowid);
  }

  #keep(poll: Row, answer: PollAnswer, nowMs: number): void {
    const [home, signIn, claimedAtMs] = [text(poll, 'home'), text(poll, 'sign_in'), integer(poll, 'claimed_at_ms')];
    const before = this.#answerOf(home);
    if (before !== undefined && before.claimedAtMs > claimedAtMs) {
      return;
    }
    const failuresBefore = before?.signIn === signIn ? before.failures : 0;
    const wantedSinceMs = before?.wantedSinceMs;
    this.#db
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
      return this.#balances.accounts().length <= 1 ? this.#balances.newestAccount() : undefined;
    }
    return before.signIn === signIn || answer.kind === 'signedOut' ? before.account : undefined;
  }

  /** A clock may be a little behind the one by which it was seen. */
  #lastOf({ account }: KeptAnswer, nowMs: number): WalletSnapshot | undefined {
    return account === undefined ? undefined : this.#balances.merged(account, nowMs + POLL_SPACING_MS);
  }

  #pollsOf(home: string): (Poll & { readonly pollId: number })[] {
    return this.#db.prepare('SELECT * FROM wallet_polls WHERE home = ?').all(home).map(pollOf);
  }

  #answerOf(home: string): KeptAnswer | undefined {
    const row = this.#db.prepare('SELECT * FROM wallet_answers WHERE home = ?').get(home);
    return row && answerOf(row);
  }
}

function pollOf(row: Row): Poll & { readonly pollId: number } {
  return {
    pollId: integer(row, 'poll_key'),
    signIn: text(row, 'sign_in'),
    claimedAtMs: integer(row, 'claimed_at_ms'),
    toldAtMs: optionalInteger(row, 'told_at_ms'),
  };
}

function answerOf(row: Row): KeptAnswer {
  return {
    signIn: text(row, 'sign_in'),
    claimedAtMs: integer(row, 'claimed_at_ms'),
    toldAtMs: integer(row, 'told_at_ms'),
    kind: text(row, 'kind') as PollAnswer['kind'],
    reason: optionalText(row, 'reason'),
    account: optionalText(row, 'account'),
    failures: integer(row, 'failures'),
    wantedSinceMs: optionalInteger(row, 'wanted_since_ms'),
  };
}

function stateOf({ kind, reason }: KeptAnswer, last: WalletSnapshot | undefined): PollAnswer | undefined {
  switch (kind) {
    case 'known':
      return last && { kind, snapshot: last };
    case 'unreachable':
      return { kind, reason: keptSaid(reason ?? ''), last };
    case 'signedOut':
      return { kind, last };
    case 'apiKey':
      return { kind };
  }
}
