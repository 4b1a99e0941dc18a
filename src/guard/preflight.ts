import type { BudgetStatus } from '../core/budgetStatus.ts';
import type { Decision } from '../core/decide.ts';
import { type RunEstimate, estimateRun, fixedEstimate } from '../core/estimate/estimateRun.ts';
import type { RunFeatures } from '../core/estimate/estimateUnits.ts';
import type { JudgeRequest, RunSubject } from '../core/judgement.ts';
import type { CreditsMicros } from '../core/money.ts';
import type { RateCard } from '../core/rateCard.ts';
import { type WalletState, meterOf } from '../core/wallet.ts';
import type { PolicyInForce } from './loadPolicy.ts';
import type { DecisionStore, UsageStore } from './ports.ts';

/** A run that someone wants. */
export interface RunWish {
  readonly subject: RunSubject;
  /** A cap the person asks for; the policy's may be lower. */
  readonly requestedCap: CreditsMicros | undefined;
  /** "What if it cost this much?" instead of an estimate. */
  readonly assumedCredits: CreditsMicros | undefined;
}

/** What a run is judged on besides the wish. */
export interface Circumstances {
  readonly inForce: PolicyInForce;
  readonly wallet: WalletState;
  readonly card: RateCard;
  readonly timezone: string;
  readonly nowMs: number;
}

/** All that a person should know before a run. */
export interface Preflight {
  readonly subject: RunSubject;
  readonly estimate: RunEstimate;
  readonly decision: Decision;
  readonly budgets: readonly BudgetStatus[];
  /** What was judged. */
  readonly request: JudgeRequest;
}

/** Estimates and judges a run without recording anything. */
export async function assessRun(
  store: UsageStore & DecisionStore,
  wish: RunWish,
  circumstances: Circumstances,
): Promise<Preflight> {
  const request = await judgeRequest(store, wish, circumstances);
  const judgement = await store.assess(request);
  return { subject: wish.subject, estimate: request.estimate, ...judgement, request };
}

/** Estimates and judges a run; the decision is recorded under `decisionId`, and credits are held for the run. */
export async function decideRun(
  store: UsageStore & DecisionStore,
  wish: RunWish,
  circumstances: Circumstances,
  decisionId: string,
): Promise<Preflight> {
  const request = await judgeRequest(store, wish, circumstances);
  const judgement = await store.decide(request, decisionId);
  return { subject: wish.subject, estimate: request.estimate, ...judgement, request };
}

/** The estimate alone. */
export async function estimateWish(
  store: UsageStore,
  { subject, assumedCredits }: RunWish,
  { wallet, card, nowMs }: Circumstances,
): Promise<RunEstimate> {
  const meter = meterOf(wallet, nowMs);
  if (assumedCredits !== undefined) {
    return fixedEstimate(assumedCredits, meter);
  }
  const features = await featuresOf(store, subject, nowMs);
  const history = await store.pastRuns();
  return estimateRun(card, { ...features, model: subject.model, tier: subject.tier, atMs: nowMs, meter }, history);
}

async function judgeRequest(store: UsageStore, wish: RunWish, circumstances: Circumstances): Promise<JudgeRequest> {
  const { inForce, wallet, timezone, nowMs } = circumstances;
  return {
    subject: wish.subject,
    policy: inForce.policy,
    unreadablePolicyFiles: inForce.unreadablePolicyFiles,
    estimate: await estimateWish(store, wish, circumstances),
    wallet,
    requestedCap: wish.requestedCap,
    timezone,
    nowMs,
  };
}

async function featuresOf(store: UsageStore, subject: RunSubject, nowMs: number): Promise<RunFeatures> {
  const { threadId, effort, workspace } = subject;
  const before = threadId === undefined ? undefined : await store.lastOfThread(threadId);
  return {
    threadId,
    effort,
    workspace,
    contextTokens: before === undefined ? 0 : before.usage.inputTokens + before.usage.outputTokens,
    isFirstTurn: before === undefined,
    idleMs: before === undefined ? undefined : nowMs - before.occurredAtMs,
  };
}
