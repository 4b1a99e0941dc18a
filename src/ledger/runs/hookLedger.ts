import type { DatabaseSync } from 'node:sqlite';

import type { Approval, ApprovalAnswer, ApprovalState, NewApproval } from '../../core/decisions/approval.ts';
import type { RecordedHold } from '../../core/decisions/hold.ts';
import type { HookedRun, Unlogged } from '../../core/hooks/hookedRun.ts';
import type { Span } from '../../core/calendar.ts';
import type { HookStanding, UnguardedRun } from '../../core/hooks/unguarded.ts';
import { Approvals } from './approvals.ts';
import { inTransaction, namingFailures } from '../database.ts';
import { GuardedRuns } from './guardedRuns.ts';
import { Holds } from './holds.ts';
import { HookCalls, type SharedCall } from './hookCalls.ts';
import { HookedRuns } from './hookedRuns.ts';
import { Reservations } from './reservations.ts';
import { text } from '../rows.ts';
import { UnguardedRuns } from './unguardedRuns.ts';
import { UnloggedRuns } from './unloggedRuns.ts';
import { Windows } from './windows.ts';

/** What of the ledger is about runs in Codex itself, and about the questions that their hooks raise. */
export class HookLedger {
  readonly #db: DatabaseSync;
  protected readonly reservations: Reservations;
  protected readonly guardedRuns: GuardedRuns;
  protected readonly holds: Holds;
  readonly #hooked: HookedRuns;
  readonly #approvals: Approvals;
  readonly #windows: Windows;
  readonly #unguarded: UnguardedRuns;
  readonly #calls: HookCalls;

  constructor(db: DatabaseSync) {
    this.#db = db;
    const unlogged = new UnloggedRuns(db);
    this.reservations = new Reservations(db, unlogged);
    this.guardedRuns = new GuardedRuns(db, this.reservations, unlogged);
    this.holds = new Holds(db);
    this.#hooked = new HookedRuns(db, this.holds);
    this.#windows = new Windows(db);
    this.#unguarded = new UnguardedRuns(db);
    this.#calls = new HookCalls(db);
    this.#approvals = new Approvals(db, (prompt) => this.hashOfPrompt(prompt));
  }

  /** Secret to this machine; see `promptFeatures`. */
  promptSalt(): string {
    return namingFailures(() => text(this.#db.prepare('SELECT prompt_salt FROM machine').get() ?? {}, 'prompt_salt'));
  }

  /** A name of a prompt, by which only this machine knows it again. */
  hashOfPrompt(prompt: string): string {
    const { createHash } = process.getBuiltinModule('node:crypto');
    return createHash('sha256').update(`${this.promptSalt()}\0${prompt}`).digest('base64url');
  }

  /** A run begins in Codex itself. Its log tells its end, where it has one; until then it is heard of by hooks. */
  beginHookedRun(decisionId: string, runId: string, threadId: string, nowMs: number, unlogged?: Unlogged): void {
    this.guardedRuns.begin(decisionId, runId, threadId, nowMs, { watchedBy: 'hooks', unlogged });
  }

  hookedRun(runId: string): HookedRun | undefined {
    return this.#hooked.find(runId);
  }

  lastHookedRunOf(threadId: string): HookedRun | undefined {
    return this.#hooked.lastOf(threadId);
  }

  /** Runs `work` where the run of a decision goes on until then, and so that nobody can end it meanwhile. */
  whileRunning(decisionId: string, untilMs: number, work: () => void): void {
    this.alone(() => {
      if (this.reservations.isRunningUntil(decisionId, untilMs)) {
        work();
      }
    });
  }

  /** Runs `work` while no other process does so, or ends a run. */
  alone(work: () => void): void {
    inTransaction(this.#db, work);
  }

  beginAgent(turnId: string, runId: string, nowMs: number): void {
    this.#hooked.beginAgent(turnId, runId, nowMs);
  }

  activeAgents(runId: string): number {
    return this.#hooked.activeAgents(runId);
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
    return inTransaction(this.#db, () => {
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

  /** Whether this process is to answer a call of a hook, which another hook may be called for at the same time. */
  takeHookCall(call: SharedCall, nowMs: number): boolean {
    return this.#calls.take(call, process.pid, nowMs);
  }

  /** It is answered. */
  endHookCall(call: SharedCall): void {
    this.#calls.end(call, process.pid);
  }

  /** When a hook was last answered, as far as anybody knows. */
  lastHookAnswerAtMs(): number | undefined {
    return this.#calls.lastTakenAtMs();
  }

  /** How our hooks stand in a home now, for telling later which runs were to be guarded. */
  noteHooks(home: string, standing: HookStanding, nowMs: number): void {
    this.#unguarded.note(home, standing, nowMs);
  }

  /** Runs of a span that no hook was asked about although they were meant to be guarded, the oldest first. */
  unguardedRuns(span: Span): UnguardedRun[] {
    return this.#unguarded.in(span);
  }

  /** Whether a run of our own went on in a thread at an instant: its guard counts what it uses. */
  isGuardedThread(threadId: string, atMs: number): boolean {
    return this.#hooked.isGuarded(threadId, atMs);
  }

  /** Whether a run of our own goes on under this decision, in this thread or one whose thread is not known yet. */
  isGuardedHere(decisionId: string, threadId: string, nowMs: number): boolean {
    return this.reservations.isHeldFor(decisionId, threadId, nowMs);
  }
}
