import type { DatabaseSync } from 'node:sqlite';

import { assert } from '../../base/assert.ts';
import {
  APPROVAL_MS,
  type Approval,
  type ApprovalAnswer,
  type ApprovalKind,
  type ApprovalQuestion,
  type ApprovalState,
  type NewApproval,
} from '../../core/decisions/approval.ts';
import type { CreditsMicros } from '../../core/money.ts';
import type { Surface } from '../../core/usage/usageEvent.ts';
import { inTransaction, namingFailures } from '../database.ts';
import { isAlive } from './processes.ts';
import { type Row, integer, optionalInteger, optionalText, text } from '../rows.ts';

/** Without what looks alike when it is read off a screen. */
const LETTERS = 'bcdfghjkmnpqrstvwxz23456789';
const ID_LETTERS = 6;

/** Questions to a person that hooks have raised. The first answer counts, from wherever it comes. */
export class Approvals {
  readonly #db: DatabaseSync;
  readonly #hashOf: (prompt: string) => string;

  /** `hashOf` names a prompt to nobody but this machine. */
  constructor(db: DatabaseSync, hashOf: (prompt: string) => string) {
    this.#db = db;
    this.#hashOf = hashOf;
  }

  /** Keeps a question. One about the same prompt and folder that nobody has answered gives way to it. */
  raise(asked: NewApproval, expiresAtMs: number, nowMs: number): Approval {
    return inTransaction(this.#db, () => {
      this.#expireOld(nowMs);
      const hash = asked.prompt === undefined ? null : this.#hashOf(asked.prompt);
      this.#db
        .prepare(
          `UPDATE approvals SET state = 'expired', prompt_hash = NULL
           WHERE state = 'open' AND waiter_pid IS NULL AND prompt_hash = ? AND folder = ?`,
        )
        .run(hash, asked.place.folder);
      const id = this.#newId();
      this.#db
        .prepare(
          `INSERT INTO approvals (approval_id, kind, raised_at_ms, expires_at_ms, decision_id, run_id, prompt_hash, folder,
             surface, terminal, question, waiter_pid, window_id, state)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open')`,
        )
        .run(id, asked.kind, nowMs, expiresAtMs, ...columnsOf(asked, hash));
      const raised = this.#get(id);
      assert(raised !== undefined, 'what was just written is there');
      return raised;
    });
  }

  /** Undefined where there is no such question. */
  get(id: string): Approval | undefined {
    return namingFailures(() => this.#get(id));
  }

  /** Questions that can be answered now, the newest first: where a process waits for the answer, it is still there. */
  open(nowMs: number): Approval[] {
    return namingFailures(() =>
      this.#db
        .prepare(`SELECT * FROM approvals WHERE state = 'open' AND expires_at_ms > ? ORDER BY raised_at_ms DESC`)
        .all(nowMs)
        .map(approvalOf)
        .filter(({ waiterPid }) => waiterPid === undefined || isAlive(waiterPid)),
    );
  }

  /** Gives an answer. False: there is no such question, it has expired, or somebody was quicker. */
  answer(id: string, { state, credits, answeredBy }: ApprovalAnswer, nowMs: number): boolean {
    return namingFailures(() => {
      // Nobody waits for it: the prompt is to be sent again, for which the person has as long once more.
      const { changes } = this.#db
        .prepare(
          `UPDATE approvals SET state = ?, credits_micros = ?, answered_by = ?, answered_at_ms = ?4,
             expires_at_ms = iif(waiter_pid IS NULL, ?4 + ${APPROVAL_MS}, expires_at_ms)
           WHERE approval_id = ?5 AND state = 'open' AND expires_at_ms > ?4`,
        )
        .run(state, credits ?? null, answeredBy, nowMs, id);
      return changes > 0;
    });
  }

  /** What a person has approved of this prompt in this folder, and that is still good. */
  approvedOf(prompt: string, folder: string, nowMs: number): Approval | undefined {
    return namingFailures(() =>
      this.#db
        .prepare(
          `SELECT * FROM approvals WHERE state = 'approved' AND waiter_pid IS NULL AND prompt_hash = ? AND folder = ?
             AND expires_at_ms > ? ORDER BY answered_at_ms DESC LIMIT 1`,
        )
        .all(this.#hashOf(prompt), folder, nowMs)
        .map(approvalOf)
        .at(0),
    );
  }

  /** Uses up what was approved. False: it has been used already, or is not good any more. */
  take(id: string, nowMs: number): boolean {
    return namingFailures(() => {
      const { changes } = this.#db
        .prepare(
          `UPDATE approvals SET state = 'used', prompt_hash = NULL
           WHERE approval_id = ? AND state = 'approved' AND expires_at_ms > ?`,
        )
        .run(id, nowMs);
      return changes > 0;
    });
  }

  /** Nobody waits for an answer any more. Returns what has become of the question: an answer may just have come. */
  expire(id: string): ApprovalState {
    return inTransaction(this.#db, () => {
      this.#db
        .prepare(`UPDATE approvals SET state = 'expired', prompt_hash = NULL WHERE approval_id = ? AND state = 'open'`)
        .run(id);
      return this.#get(id)?.state ?? 'expired';
    });
  }

  #get(id: string): Approval | undefined {
    return this.#db.prepare('SELECT * FROM approvals WHERE approval_id = ?').all(id).map(approvalOf).at(0);
  }

  /** Of what is no longer good, the prompt's hash is not kept either. */
  #expireOld(nowMs: number): void {
    this.#db
      .prepare(
        `UPDATE approvals SET prompt_hash = NULL, state = iif(state = 'open', 'expired', state)
         WHERE expires_at_ms <= ? AND (state = 'open' OR prompt_hash IS NOT NULL)`,
      )
      .run(nowMs);
  }

  #newId(): string {
    for (;;) {
      const { randomInt } = process.getBuiltinModule('node:crypto');
      const id = Array.from({ length: ID_LETTERS }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('');
      if (this.#get(id) === undefined) {
        return id;
      }
    }
  }
}

function columnsOf(asked: NewApproval, hash: string | null) {
  const { decisionId, runId, place, question, waiterPid, windowId } = asked;
  return [
    decisionId,
    runId ?? null,
    hash,
    place.folder,
    place.surface,
    place.terminal ?? null,
    JSON.stringify(question),
    waiterPid ?? null,
    windowId ?? null,
  ] as const;
}

function approvalOf(row: Row): Approval {
  return {
    id: text(row, 'approval_id'),
    kind: text(row, 'kind') as ApprovalKind,
    raisedAtMs: integer(row, 'raised_at_ms'),
    expiresAtMs: integer(row, 'expires_at_ms'),
    decisionId: text(row, 'decision_id'),
    runId: optionalText(row, 'run_id'),
    place: {
      folder: text(row, 'folder'),
      surface: text(row, 'surface') as Surface,
      terminal: optionalText(row, 'terminal'),
    },
    question: JSON.parse(text(row, 'question')) as ApprovalQuestion,
    waiterPid: optionalInteger(row, 'waiter_pid'),
    windowId: optionalText(row, 'window_id'),
    state: text(row, 'state') as ApprovalState,
    credits: optionalInteger(row, 'credits_micros') as CreditsMicros | undefined,
    answeredBy: optionalText(row, 'answered_by'),
  };
}
