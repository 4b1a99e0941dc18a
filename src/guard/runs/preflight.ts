import type { BudgetStatus } from '../../core/budgets/budgetStatus.ts';
import type { Decision } from '../../core/decisions/decide.ts';
import { type ComparedEstimate, type RunSetting, cheapestFirst } from '../../core/estimate/comparison.ts';
import { type RunEstimate, estimateRun } from '../../core/estimate/estimateRun.ts';
import { fixedEstimate } from '../../core/estimate/fixedEstimate.ts';
import type { JudgeRequest, RunSubject } from '../../core/decisions/judgement.ts';
import type { CreditsMicros } from '../../core/money.ts';
import type { RateCard } from '../../core/prices/rateCard.ts';
import type { WalletState } from '../../core/wallet/wallet.ts';
import { meterOf } from '../../core/wallet/nextRunMeter.ts';
import type { PolicyInForce } from '../policy/loadPolicy.ts';
import type { DecisionStore, RunUsageStore } from '../ports.ts';

/** A run that someone wants. */
export interface RunWish {
  readonly subject: RunSubject;
  /** What is to be done, where that is known: it tells what the run will take. */
  readonly prompt?: string | undefined;
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
  store: RunUsageStore & DecisionStore,
  wish: RunWish,
  circumstances: Circumstances,
): Promise<Preflight> {
  const request = await judgeRequest(store, wish, circumstances);
  const judgement = await store.assess(request);
  return { subject: wish.subject, estimate: request.estimate, ...judgement, request };
}

/** Estimates and judges a run; the decision is recorded under `decisionId`, and credits are held for the run. */
export async function decideRun(
  store: RunUsageStore & DecisionStore,
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
  store: RunUsageStore,
  { subject, prompt, assumedCredits }: RunWish,
  { wallet, card, nowMs }: Circumstances,
): Promise<RunEstimate> {
  const meter = meterOf(wallet, nowMs);
  if (assumedCredits !== undefined) {
    return fixedEstimate(assumedCredits, meter);
  }
  const { model, tier } = subject;
  const estimated = await store.estimateUnits(subject, prompt, nowMs);
  return estimateRun(card, { model, tier, atMs: nowMs, meter }, estimated);
}

/** What the same run will likely cost with other settings, the cheapest first. */
export async function compareWish(
  store: RunUsageStore,
  wish: RunWish,
  circumstances: Circumstances,
  settings: readonly RunSetting[],
): Promise<ComparedEstimate[]> {
  const estimates = settings.map(async (setting) => {
    const subject = { ...wish.subject, ...setting };
    return { setting, estimate: await estimateWish(store, { ...wish, subject }, circumstances) };
  });
  return cheapestFirst(await Promise.all(estimates));
}

async function judgeRequest(store: RunUsageStore, wish: RunWish, circumstances: Circumstances): Promise<JudgeRequest> {
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
