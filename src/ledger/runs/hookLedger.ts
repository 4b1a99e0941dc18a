import type { Approval, ApprovalAnswer, ApprovalState, NewApproval } from '../../core/decisions/approval.ts';
import type { RecordedHold } from '../../core/decisions/hold.ts';
import type { Unlogged } from '../../core/hooks/hookedRun.ts';
import type { Span } from '../../core/calendar.ts';
import type { HookStanding, UnguardedRun } from '../../core/hooks/unguarded.ts';
import { inTransaction } from '../database.ts';
import { type Opening, RequestLedger } from '../requestLedger.ts';
import { AgentTurns } from './agentTurns.ts';
import { Approvals } from './approvals.ts';
import { endHookCall } from './endHookCall.ts';
import { GuardedRuns } from './guardedRuns.ts';
import { Holds } from './holds.ts';
import type { SharedCall } from './hookCalls.ts';
import { UnguardedRuns } from './unguardedRuns.ts';
import { Windows } from './windows.ts';

/** What of the ledger is about the questions that hooks raise, and about the windows that ask them. */
export class HookLedger extends RequestLedger {
  protected readonly guardedRuns: GuardedRuns;
  protected readonly holds: Holds;
  readonly #agents: AgentTurns;
  readonly #approvals: Approvals;
  readonly #windows: Windows;
  readonly #unguarded: UnguardedRuns;

  constructor(opening: Opening) {
    super(opening);
    const { db } = opening;
    this.guardedRuns = new GuardedRuns(db, this.reservations, this.unlogged);
    this.holds = new Holds(db);
    this.#agents = new AgentTurns(db);
    this.#windows = new Windows(db);
    this.#unguarded = new UnguardedRuns(db);
    this.#approvals = new Approvals(db, (prompt) => this.hashOfPrompt(prompt));
  }

  /** A name of a prompt, by which only this machine knows it again. */
  hashOfPrompt(prompt: string): string {
    const { createHash } = process.getBuiltinModule('node:crypto');
    return createHash('sha256').update(`${this.promptSalt()}\0${prompt}`).digest('base64url');
  }

  /** A call that this process took is answered. */
  endHookCall(call: SharedCall): void {
    endHookCall(this.db, call, process.pid);
  }

  /** A run begins in Codex itself. Its log tells its end, where it has one; until then it is heard of by hooks. */
  beginHookedRun(decisionId: string, runId: string, threadId: string, nowMs: number, unlogged?: Unlogged): void {
    this.guardedRuns.begin(decisionId, runId, threadId, nowMs, { watchedBy: 'hooks', unlogged });
  }

  beginAgent(turnId: string, runId: string, nowMs: number): void {
    this.#agents.begin(turnId, runId, nowMs);
  }

  activeAgents(runId: string): number {
    return this.#agents.active(runId);
  }

  /** Keeps a question to a person, of what a hook may not decide by itself. */
  raiseApproval(asked: NewApproval, expiresAtMs: number, nowMs: number): Approval {
    return this.#approvals.raise(asked, expiresAtMs, nowMs);
  }

  /** A window of this process is there, with the focus where it has it. */
  noteWindow(windowId: string, isFocused: boolean, nowMs: number): void {
    this.#windows.note(windowId, isFocused, nowMs);
  }

  forgetWindow(windowId: string): void {
    this.#windows.forget(windowId);
  }

  /** Gives open questions that no window asks to the one that had the focus last, where there is one. */
  handOverQuestions(nowMs: number): void {
    this.#windows.handOverQuestions(nowMs);
  }

  /** The open window that had the focus last: there a person is asked. */
  windowToAsk(nowMs: number): string | undefined {
    return this.#windows.lastFocused(nowMs);
  }

  /** Keeps that a run is held, and asks about it; of several agents of the run the first. Returns the open question. */
  raiseHold(asked: NewApproval, hold: RecordedHold, expiresAtMs: number): Approval {
    const { runId, heldAtMs } = hold;
    return inTransaction(this.db, () => {
      const open = this.#approvals
        .open(heldAtMs)
        .find((approval) => approval.kind === 'hold' && approval.runId === runId);
      if (open !== undefined) {
        return open;
      }
      this.holds.record(hold, process.pid);
      return this.#approvals.raise(asked, expiresAtMs, heldAtMs);
    });
  }

  approval(id: string): Approval | undefined {
    return this.#approvals.get(id);
  }

  /** Questions that can be answered now, the newest first. */
  openApprovals(nowMs: number): Approval[] {
    return this.#approvals.open(nowMs);
  }

  /** False: it cannot be answered any more. */
  answerApproval(id: string, answer: ApprovalAnswer, nowMs: number): boolean {
    return this.#approvals.answer(id, answer, nowMs);
  }

  /** What a person has approved of this prompt in this folder. */
  approvedPrompt(prompt: string, folder: string, nowMs: number): Approval | undefined {
    return this.#approvals.approvedOf(prompt, folder, nowMs);
  }

  /** Uses up what was approved; false where that is too late. */
  takeApproval(id: string, nowMs: number): boolean {
    return this.#approvals.take(id, nowMs);
  }

  /** Nobody waits for an answer any more; returns what has become of the question. */
  expireApproval(id: string): ApprovalState {
    return this.#approvals.expire(id);
  }

  /** When a hook was last answered, as far as anybody knows. */
  lastHookAnswerAtMs(): number | undefined {
    return this.#unguarded.lastAnswerAtMs();
  }

  /** How our hooks stand in a home now, for telling later which runs were to be guarded. */
  noteHooks(home: string, standing: HookStanding, nowMs: number): void {
    this.#unguarded.note(home, standing, nowMs);
  }

  /** Runs of a span that no hook was asked about although they were meant to be guarded, the oldest first. */
  unguardedRuns(span: Span): UnguardedRun[] {
    return this.#unguarded.in(span);
  }
}
