import type { DatabaseSync } from 'node:sqlite';

import { keptSaid } from '../../base/phrase.ts';
import {
  type AnsweredPoll,
  POLL_SPACING_MS,
  type Poll,
  type PollAnswer,
  type PollPlace,
  type PolledWallet,
  isUnderWay,
} from '../../core/wallet/poll.ts';
import type { WalletSnapshot } from '../../core/wallet/wallet.ts';
import type { Balances } from './balances.ts';
import { inSnapshot } from '../database.ts';
import { type Row, integer, optionalInteger, optionalText, text } from '../rows.ts';

/** The last answer of a home's Codex, as it is kept. */
export interface KeptAnswer extends AnsweredPoll {
  readonly kind: PollAnswer['kind'];
  readonly reason: string | undefined;
  /** Whose balance was told last; '' where that was not said, undefined where none was told. */
  readonly account: string | undefined;
}

/** What the last process that asked Codex for a wallet was told. */
export class PolledWallets {
  protected readonly db: DatabaseSync;
  protected readonly balances: Balances;

  constructor(db: DatabaseSync, balances: Balances) {
    this.db = db;
    this.balances = balances;
  }

  /** What is known of a wallet, with all that was seen of it since it was last asked for. */
  wallet({ home, signIn }: PollPlace, nowMs: number): PolledWallet {
    return inSnapshot(this.db, () => {
      const answer = this.answerOf(home);
      const polls = this.pollsOf(home).filter((poll) => poll.signIn === signIn);
      return {
        state: answer?.signIn === signIn ? stateOf(answer, this.#lastOf(answer, nowMs)) : undefined,
        isUnderWay: polls.some((poll) => isUnderWay(poll, nowMs)),
      };
    });
  }

  protected pollsOf(home: string): (Poll & { readonly pollId: number })[] {
    return this.db.prepare('SELECT * FROM wallet_polls WHERE home = ?').all(home).map(pollOf);
  }

  protected answerOf(home: string): KeptAnswer | undefined {
    const row = this.db.prepare('SELECT * FROM wallet_answers WHERE home = ?').get(home);
    return row && answerOf(row);
  }
  /** A clock may be a little behind the one by which it was seen. */
  #lastOf({ account }: KeptAnswer, nowMs: number): WalletSnapshot | undefined {
    return account === undefined ? undefined : this.balances.merged(account, nowMs + POLL_SPACING_MS);
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
