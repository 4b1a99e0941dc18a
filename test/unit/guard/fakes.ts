/** What a guarded run has around it, made of values that a test can look at and move. */
import type { Disposable } from '../../../src/base/disposable.ts';
import { Emitter } from '../../../src/base/emitter.ts';
import type { Log } from '../../../src/base/log.ts';
import type { RecordedAnswer, RecordedHold } from '../../../src/core/decisions/hold.ts';
import type { JudgeRequest, Judgement, RunSubject } from '../../../src/core/decisions/judgement.ts';
import type { Finding } from '../../../src/core/decisions/finding.ts';
import { type CreditsMicros, minCredits } from '../../../src/core/money.ts';
import type { PolicyFile } from '../../../src/core/policy/policy.ts';
import type { Extension, Renewal } from '../../../src/core/decisions/reservation.ts';
import type { TokenUsage } from '../../../src/core/usage/tokenUsage.ts';
import type { WitnessedUsage } from '../../../src/core/usage/usageEvent.ts';
import type { AccountFacts, WalletSnapshot } from '../../../src/core/wallet/wallet.ts';
import { GuardedRun, type RunSurroundings } from '../../../src/guard/runs/guardedRun.ts';
import type { DecisionStore } from '../../../src/guard/ports.ts';
import type { RunningTurn, TurnEnd, TurnGate, TurnItem, TurnUse } from '../../../src/guard/turnPorts.ts';
import type { Preflight } from '../../../src/guard/runs/preflight.ts';
import { NOW_MS, card, credits, estimate, judgeRequest, tokens } from '../make.ts';

/** A gate whose requests come, and whose responses end, when the test says so. */
export class FakeGate implements TurnGate {
  readonly #onDidMove = new Emitter<void>(() => undefined);
  readonly onDidMove = this.#onDidMove.event;
  waiting = 0;
  queuedSubagents = 0;
  subagentsAtMost = 0;
  passed = 0;
  underWay = 0;
  /** Of those that were let pass, how many have not gone yet. */
  notGone = 0;

  /** A request of the only agent comes: the one before has ended. */
  arrive(): void {
    this.underWay = 0;
    this.arriveBeside();
  }

  /** A request of another agent comes. */
  arriveBeside(): void {
    this.waiting += 1;
    this.#onDidMove.fire();
  }

  /** So many subagents wait for another one to end. */
  queue(subagents: number): void {
    this.queuedSubagents = subagents;
    this.#onDidMove.fire();
  }

  /** The response to one that was let pass is there. */
  end(): void {
    this.underWay -= 1;
    this.#onDidMove.fire();
  }

  limitSubagents(most: number): void {
    this.subagentsAtMost = most;
  }

  pass(most: number): void {
    const now = Math.max(0, Math.min(most, this.waiting));
    this.passed += now;
    this.underWay += now;
    this.waiting -= now;
  }

  async recall(): Promise<void> {
    await Promise.resolve();
    this.waiting += this.notGone;
    this.passed -= this.notGone;
    this.underWay -= this.notGone;
    this.notGone = 0;
  }
}

/** A turn that does what the test says. */
export class FakeTurn implements RunningTurn {
  readonly threadId = 'thread-1';
  readonly turnId = 'turn-1';
  /** Undefined: it can only be interrupted. */
  readonly gate: FakeGate | undefined;
  readonly #tokens = new Emitter<TurnUse>(() => undefined);
  readonly #items = new Emitter<TurnItem>(() => undefined);
  readonly #wallet = new Emitter<AccountFacts>(() => undefined);
  readonly #end = Promise.withResolvers<TurnEnd>();
  readonly onDidUseTokens = this.#tokens.event;
  readonly onDidItem = this.#items.event;
  readonly onDidSeeWallet = this.#wallet.event;
  readonly ended = this.#end.promise;
  /** Where it waits for another guard; undefined: it ends with its own. */
  place: string | undefined;
  interrupts = 0;
  isDisposed = false;
  isLeft = false;
  isNoted = false;
  /** How an interrupt fails, where it does. */
  interruptError: Error | undefined;

  constructor(gate?: FakeGate) {
    this.gate = gate;
  }

  use(usage: TokenUsage, model?: string, threadId: string = this.threadId): void {
    this.#tokens.fire({ threadId, usage, model });
  }

  seeWallet(facts: AccountFacts): void {
    this.#wallet.fire(facts);
  }

  end(status: TurnEnd['status'], errorMessage?: string): void {
    this.#end.resolve({ status, errorMessage });
  }

  interrupt(): Promise<void> {
    this.interrupts += 1;
    return this.interruptError === undefined ? Promise.resolve() : Promise.reject(this.interruptError);
  }

  noted(): Promise<void> {
    this.isNoted = true;
    return Promise.resolve();
  }

  leave(): void {
    this.isLeft = true;
  }

  dispose(): void {
    this.isDisposed = true;
  }
}

/** Writes down, as text, all that a run does to its store; any of it may be made to fail. */
export class FakeStore implements DecisionStore {
  readonly calls: string[] = [];
  failing: string | undefined;
  /** What is held at most for a run, and what is said against more; undefined: whatever it wants. */
  room: CreditsMicros | undefined;
  findings: readonly Finding[] = [];
  /** What a renewal comes to. */
  renewal: Renewal = 'held';

  assess(): Promise<Judgement> {
    return this.#do('assess').then(() => ({
      decision: { effect: 'allow', findings: [], cap: undefined },
      budgets: [],
    }));
  }

  decide(_request: JudgeRequest, decisionId: string): Promise<Judgement> {
    return this.#do(`decide ${decisionId}`).then(() => this.assess());
  }

  answerDecision(decisionId: string, answer: string, answeredBy: string): Promise<void> {
    return this.#do(`answer ${decisionId} ${answer} by ${answeredBy}`);
  }

  extendReservation(decisionId: string, wantedTotal: CreditsMicros): Promise<Extension> {
    return this.#do(`extend ${decisionId} to ${wantedTotal}`).then(() => {
      const total = this.room === undefined ? wantedTotal : minCredits(wantedTotal, this.room);
      return { granted: total === wantedTotal, total, findings: total === wantedTotal ? [] : this.findings };
    });
  }

  renewReservation(decisionId: string): Promise<Renewal> {
    return this.#do(`renew ${decisionId}`).then(() => this.renewal);
  }

  beginRun(decisionId: string, runId: string, threadId: string): Promise<void> {
    return this.#do(`begin ${decisionId} ${runId} ${threadId}`);
  }

  settleRun(runId: string, status: string): Promise<void> {
    return this.#do(`settle ${runId} ${status}`);
  }

  holdRun({ runId, cause, cap, spent }: RecordedHold): Promise<void> {
    return this.#do(`hold ${runId} ${cause} ${spent} of ${cap}`);
  }

  answerHold(runId: string, { kind, cap, answeredBy }: RecordedAnswer): Promise<void> {
    return this.#do(`hold ${runId} answered ${kind} ${cap} by ${answeredBy}`);
  }

  latestBalance(): Promise<WalletSnapshot | undefined> {
    return Promise.resolve(undefined);
  }

  recordWitnessed(seen: readonly WitnessedUsage[]): Promise<void> {
    return this.#do(seen.map(({ observation, usage }) => `witness ${observation}: ${usage.inputTokens}`).join());
  }

  recordBalances(observations: readonly WalletSnapshot[]): Promise<void> {
    return this.#do(
      observations
        .map(({ source, observedAtMs, balance }) => `${source} at ${observedAtMs - NOW_MS}: ${balance ?? 'not said'}`)
        .join(),
    );
  }

  #do(call: string): Promise<void> {
    this.calls.push(call);
    return this.failing !== undefined && call.startsWith(this.failing)
      ? Promise.reject(new Error('disk full'))
      : Promise.resolve();
  }
}

export interface FakeSurroundings extends RunSurroundings {
  readonly store: FakeStore;
  /** What the run takes for now. */
  readonly clock: { nowMs: number };
  /** What was logged as an error. */
  readonly errors: string[];
  /** Lets each interval that is running come round once. */
  readonly tick: () => void;
  /** Lengths of the intervals that are running. */
  readonly intervals: () => number[];
}

export function fakeSurroundings(): FakeSurroundings {
  const store = new FakeStore();
  const errors: string[] = [];
  const clock = { nowMs: NOW_MS };
  const intervals = new Map<Disposable, { readonly callback: () => void; readonly everyMs: number }>();
  const ignore = (): void => undefined;
  const log: Log = { debug: ignore, info: ignore, warn: ignore, error: (message) => errors.push(message) };
  return {
    store,
    errors,
    log,
    card,
    cwd: '/work/api',
    managedPolicyFile: '/etc/policy.json',
    clock,
    nowMs: () => clock.nowMs,
    ingest: () => {
      store.calls.push('ingest');
      return store.failing === 'ingest' ? Promise.reject(new Error('disk full')) : Promise.resolve();
    },
    setInterval: (callback, everyMs) => {
      const interval = { dispose: () => void intervals.delete(interval) };
      intervals.set(interval, { callback, everyMs });
      return interval;
    },
    tick: () => {
      for (const { callback } of [...intervals.values()]) {
        callback();
      }
    },
    intervals: () => [...intervals.values()].map(({ everyMs }) => everyMs),
  };
}

/** A run of gpt-5.5 that may start. */
export function preflight(
  cap?: CreditsMicros,
  model: string | undefined = 'gpt-5.5',
  rules: Partial<PolicyFile> = {},
): Preflight {
  const subject: RunSubject = {
    surface: 'guardrails',
    workspace: '/work/api',
    model,
    effort: undefined,
    tier: undefined,
    threadId: undefined,
  };
  return {
    subject,
    estimate: estimate(10, 30),
    decision: { effect: 'allow', findings: [], cap },
    budgets: [],
    request: judgeRequest(subject, rules),
  };
}

/** A response of gpt-5.5 that costs one credit. */
const ONE_CREDIT = tokens(8_000, 0, 0);

/** A run under way, with all it has around it. */
export interface Running {
  readonly turn: FakeTurn;
  readonly around: FakeSurroundings;
  readonly run: GuardedRun;
}

export function startRun(cap?: number, model?: string): Running {
  const turn = new FakeTurn();
  const around = fakeSurroundings();
  const run = new GuardedRun(
    turn,
    'decision-1',
    preflight(cap === undefined ? undefined : credits(cap), model),
    around,
  );
  return { turn, around, run };
}

/** A run whose requests wait at a gate. */
export interface Gated extends Running {
  readonly gate: FakeGate;
}

export function startGatedRun(
  cap?: number,
  change: Partial<Preflight> = {},
  rules: Partial<PolicyFile> = {},
  gate = new FakeGate(),
): Gated {
  const turn = new FakeTurn(gate);
  const around = fakeSurroundings();
  const allowed = preflight(cap === undefined ? undefined : credits(cap), 'gpt-5.5', rules);
  return { turn, around, gate, run: new GuardedRun(turn, 'decision-1', { ...allowed, ...change }, around) };
}

/** Lets so many responses come in. */
export function use(turn: FakeTurn, responses: number, model?: string): void {
  for (let index = 0; index < responses; index += 1) {
    turn.use(ONE_CREDIT, model);
  }
}
