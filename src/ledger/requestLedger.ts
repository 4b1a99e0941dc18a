import type { DatabaseSync } from 'node:sqlite';

import type { JudgeRequest } from '../core/decisions/judgement.ts';
import type { Extension, Renewal } from '../core/decisions/reservation.ts';
import type { FileText } from '../core/fileText.ts';
import type { HookedRun } from '../core/hooks/hookedRun.ts';
import type { CreditsMicros } from '../core/money.ts';
import type { RateCard } from '../core/prices/rateCard.ts';
import type { WitnessedUsage } from '../core/usage/usageEvent.ts';
import { type Spent, spentOn } from '../core/usage/usageSlice.ts';
import type { PollPlace, PolledWallet } from '../core/wallet/poll.ts';
import type { WalletSnapshot } from '../core/wallet/wallet.ts';
import { inTransaction, namingFailures } from './database.ts';
import { Extensions } from './decisions/extensions.ts';
import { OverridesInForce } from './decisions/overridesInForce.ts';
import { PolicyTexts } from './decisions/policyTexts.ts';
import { readFileText } from './fileText.ts';
import type { OpenedDatabase } from './openDatabase.ts';
import { text } from './rows.ts';
import { HoldAnswers } from './runs/holdAnswers.ts';
import { HookCalls, type SharedCall } from './runs/hookCalls.ts';
import { HookedRuns } from './runs/hookedRuns.ts';
import { Reservations } from './runs/reservations.ts';
import { UnloggedRuns } from './runs/unloggedRuns.ts';
import { SpendReader } from './usage/spendReader.ts';
import { UsageTables } from './usage/usageTables.ts';
import type { UsageWriter } from './usage/usageWriter.ts';
import { PolledWallets } from './wallet/polledWallets.ts';
import { WalletMeters } from './wallet/walletMeters.ts';

/** An open ledger, and what all share that speak to it by this connection. */
export interface Opening extends OpenedDatabase {
  /** The prices that it counts with. */
  readonly card: RateCard;
  readonly tables: UsageTables;
  readonly openedAtMs: number;
}

export function openingOf(opened: OpenedDatabase, card: RateCard, nowMs: number): Opening {
  return { ...opened, card, tables: new UsageTables(opened.db, card), openedAtMs: nowMs };
}

/**
 * What of the ledger it takes to keep what runs use, and to let a request of one pass. What it takes to ask about runs,
 * to show where all stands, to decide, and to look back, is added by `HookLedger`, `StatusLedger`, `GuardLedger` and
 * `Ledger`, each on what is below it.
 */
export class RequestLedger {
  readonly opening: Opening;
  protected readonly db: DatabaseSync;
  protected readonly card: RateCard;
  protected readonly spending: SpendReader;
  protected readonly meters: WalletMeters;
  protected readonly unlogged: UnloggedRuns;
  protected readonly reservations: Reservations;
  readonly #hooked: HookedRuns;
  readonly #calls: HookCalls;
  readonly #extensions: Extensions;
  readonly #wallets: PolledWallets;
  readonly #policyTexts: PolicyTexts;

  constructor(opening: Opening) {
    const { db, card, tables } = opening;
    this.opening = opening;
    this.db = db;
    this.card = card;
    this.spending = new SpendReader(db, card, tables);
    this.meters = new WalletMeters(tables.balances);
    this.unlogged = new UnloggedRuns(db);
    this.reservations = new Reservations(db, this.unlogged);
    this.#hooked = new HookedRuns(db, new HoldAnswers(db));
    this.#calls = new HookCalls(db);
    const sources = { usage: this.spending, meters: this.meters, card };
    this.#extensions = new Extensions(db, sources, this.reservations, new OverridesInForce(db));
    this.#wallets = new PolledWallets(db, tables.balances);
    this.#policyTexts = new PolicyTexts(db);
  }

  get writer(): UsageWriter {
    return this.opening.tables.writer;
  }

  /** Where a damaged ledger was set aside when this one was opened. */
  get setAside(): string | undefined {
    return this.opening.setAside;
  }

  /** Secret to this machine; see `promptFeatures`. */
  promptSalt(): string {
    return namingFailures(() => text(this.db.prepare('SELECT prompt_salt FROM machine').get() ?? {}, 'prompt_salt'));
  }

  /** Usage that hooks tell of, before its rollout, or without one. It gives way to what the rollout tells. */
  recordHooked(seen: readonly WitnessedUsage[]): void {
    this.opening.tables.provisional.putHooked(seen);
  }

  /** What a run has used, its subagents and reviews with it. */
  spentByRun(runId: string): Spent {
    return spentOn(this.spending.ofRun(runId), this.card);
  }

  hookedRun(runId: string): HookedRun | undefined {
    return this.#hooked.find(runId);
  }

  lastHookedRunOf(threadId: string): HookedRun | undefined {
    return this.#hooked.lastOf(threadId);
  }

  /** Whether a run of our own went on in a thread at an instant: its guard counts what it uses. */
  isGuardedThread(threadId: string, atMs: number): boolean {
    return this.#hooked.isGuarded(threadId, atMs);
  }

  /** Whether a run of our own goes on under this decision, in this thread or one whose thread is not known yet. */
  isGuardedHere(decisionId: string, threadId: string, nowMs: number): boolean {
    return this.reservations.isHeldFor(decisionId, threadId, nowMs);
  }

  /** Whether this process is to answer a call of a hook, which another hook may be called for at the same time. */
  takeHookCall(call: SharedCall, nowMs: number): boolean {
    return this.#calls.take(call, process.pid, nowMs);
  }

  /** Holds more for a run under way, as far as the rules let it. */
  extendReservation(decisionId: string, wantedTotal: CreditsMicros, request: JudgeRequest): Extension {
    return this.#extensions.extend(decisionId, wantedTotal, request);
  }

  renewReservation(decisionId: string, nowMs: number): Renewal {
    return this.reservations.renew(decisionId, nowMs);
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
    inTransaction(this.db, work);
  }

  /** What all processes know of a wallet. */
  polledWallet(place: PollPlace, nowMs: number): PolledWallet {
    return this.#wallets.wallet(place, nowMs);
  }

  /** What is known of the wallet that was seen last. */
  latestBalance(): WalletSnapshot | undefined {
    const { balances } = this.opening.tables;
    const account = balances.newestAccount();
    return account === undefined ? undefined : balances.merged(account);
  }

  readPolicyText(path: string): FileText {
    return readFileText(path);
  }

  lastGoodPolicyText(path: string): string | undefined {
    return this.#policyTexts.lastGood(path);
  }

  rememberPolicyText(path: string, content: string, nowMs: number): void {
    this.#policyTexts.rememberGood(path, content, nowMs);
  }

  forgetPolicyText(path: string): void {
    this.#policyTexts.forget(path);
  }

  close(): void {
    this.db.close();
  }
}
