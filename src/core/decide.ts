import { effortRank } from './effort.ts';
import type { RunEstimate } from './estimate/estimateRun.ts';
import { type CreditsMicros, NO_CREDITS, creditsMicros, minCredits, subtractCredits } from './money.ts';
import { type Budget, type Effect, type Policy, type Sourced, matchesPattern, severity } from './policy.ts';
import { type WalletState, lastSnapshot, meterOf } from './wallet.ts';

/** A budget that counts the run in question, with where it stands now. */
export interface BudgetStatus {
  readonly budget: Sourced<Budget>;
  readonly spent: CreditsMicros;
  /** Held for runs that are going on. */
  readonly reserved: CreditsMicros;
  readonly resetsAtMs: number | undefined;
  /** Requests in the window that have no price, so that `spent` is too low by what they cost. */
  readonly unpricedRequests: number;
}

/** All that a decision may depend on. What is not here cannot sway it. */
export interface DecisionInput {
  readonly nowMs: number;
  readonly model: string | undefined;
  readonly effort: string | undefined;
  readonly tier: string | undefined;
  readonly estimate: RunEstimate;
  /** A cap asked for this run; undefined: the policy's, or none. */
  readonly requestedCap: CreditsMicros | undefined;
  readonly budgets: readonly BudgetStatus[];
  readonly wallet: WalletState;
  readonly activeRuns: number;
  /** Policy files that cannot be used and never could: they count as "ask for every run". */
  readonly unreadablePolicyFiles: readonly string[];
}

/** What a finding is about; its words are made elsewhere. */
export type FindingReason =
  | { readonly kind: 'budgetSpent' | 'budgetMedianDoesNotFit' | 'budgetHighDoesNotFit'; readonly budget: Budget }
  | { readonly kind: 'aboveConfirm'; readonly p90: CreditsMicros }
  | { readonly kind: 'modelDenied' | 'modelNotAllowed'; readonly model: string }
  | { readonly kind: 'effortTooHigh'; readonly effort: string; readonly maxEffort: string }
  | { readonly kind: 'tierNotAllowed'; readonly tier: string }
  | { readonly kind: 'paidCredits' | 'accountUnknown' | 'modelUnknown' | 'policyUnreadable' }
  | { readonly kind: 'reserveReached' | 'reserveMedianDoesNotFit' | 'reserveHighDoesNotFit' }
  | { readonly kind: 'unknownPrice'; readonly model: string | undefined }
  | { readonly kind: 'unknownEffort' | 'unknownTier' | 'unknownBalance' }
  | { readonly kind: 'oldBalance'; readonly ageMs: number }
  | { readonly kind: 'tooManyRuns'; readonly activeRuns: number; readonly maxRuns: number }
  | { readonly kind: 'accountNotAllowed'; readonly account: string };

/** One rule's word on a run, with the figures it rests on. */
export interface Finding {
  readonly ruleId: string;
  /** The policy file that says so; undefined where it is the default. */
  readonly file: string | undefined;
  readonly effect: Exclude<Effect, 'allow'>;
  readonly reason: FindingReason;
  readonly limit?: CreditsMicros;
  readonly spent?: CreditsMicros;
  readonly reserved?: CreditsMicros;
  readonly remaining?: CreditsMicros;
  readonly resetsAtMs?: number;
}

export interface Decision {
  readonly effect: Effect;
  /** Strictest first; none where nothing speaks against the run. */
  readonly findings: readonly Finding[];
  /** What the run may cost at most; undefined: no cap. */
  readonly cap: CreditsMicros | undefined;
}

/** Judges a run: the strictest finding wins, and all of them are told. */
export function decide(policy: Policy, input: DecisionInput): Decision {
  const findings = [
    ...input.budgets.flatMap((status) => checkBudget(status, input.estimate)),
    ...checkConfirm(policy, input),
    ...checkModel(policy, input),
    ...checkEffort(policy, input),
    ...checkTier(policy, input),
    ...checkWallet(policy, input),
    ...checkPrice(policy, input),
    ...checkConcurrency(policy, input),
    ...checkAccount(policy, input),
    ...input.unreadablePolicyFiles.map((file) => finding('policy', file, 'confirm', { kind: 'policyUnreadable' })),
  ].toSorted((a, b) => severity(b.effect) - severity(a.effect));
  return { effect: findings[0]?.effect ?? 'allow', findings, cap: capOf(policy, input) };
}

/** The lowest of the cap asked for, the policy's, and what remains of each budget and of the balance above its reserve. */
function capOf(policy: Policy, input: DecisionInput): CreditsMicros | undefined {
  const room = [...input.budgets.map(remainingOf), availableBalance(policy, input)];
  return [policy.runCap?.value, input.requestedCap, ...room.filter((left) => left !== undefined && left > 0)]
    .filter((limit) => limit !== undefined)
    .reduce<CreditsMicros | undefined>((low, next) => (low === undefined ? next : minCredits(low, next)), undefined);
}

export function remainingOf({ budget, spent, reserved }: BudgetStatus): CreditsMicros {
  return creditsMicros(budget.value.limit - spent - reserved);
}

function checkBudget(status: BudgetStatus, estimate: RunEstimate): Finding[] {
  const { budget, spent, reserved, resetsAtMs } = status;
  const remaining = remainingOf(status);
  const figures = {
    limit: budget.value.limit,
    spent,
    reserved,
    remaining,
    ...(resetsAtMs === undefined ? {} : { resetsAtMs }),
  };
  const tell = (effect: Finding['effect'], kind: 'budgetSpent' | 'budgetMedianDoesNotFit' | 'budgetHighDoesNotFit') => [
    { ...finding(`budgets.${budget.value.id}`, budget.file, effect, { kind, budget: budget.value }), ...figures },
  ];
  if (remaining <= 0) {
    return tell(budget.value.mode === 'hard' ? 'deny' : 'confirm', 'budgetSpent');
  }
  if (estimate.kind === 'unpriced') {
    return [];
  }
  if (estimate.credits.p50 > remaining) {
    return tell('confirm', 'budgetMedianDoesNotFit');
  }
  return estimate.credits.p90 > remaining ? tell('warn', 'budgetHighDoesNotFit') : [];
}

function checkConfirm({ confirmAbove }: Policy, { estimate }: DecisionInput): Finding[] {
  if (confirmAbove === undefined || estimate.kind === 'unpriced' || estimate.credits.p90 <= confirmAbove.value) {
    return [];
  }
  const reason = { kind: 'aboveConfirm', p90: estimate.credits.p90 } as const;
  return [{ ...finding('run.confirmAboveCredits', confirmAbove.file, 'confirm', reason), limit: confirmAbove.value }];
}

/** A model that is not known may be one that is not allowed: rules on models then ask. */
function checkModel({ modelsAllow, modelsDeny }: Policy, { model }: DecisionInput): Finding[] {
  if (model === undefined) {
    return [...modelsDeny, ...modelsAllow].map(({ file }) =>
      finding('models', file, 'confirm', { kind: 'modelUnknown' }),
    );
  }
  const fits = (patterns: readonly string[]): boolean => patterns.some((pattern) => matchesPattern(model, pattern));
  return [
    ...modelsDeny
      .filter(({ value }) => fits(value))
      .map(({ file }) => finding('models.deny', file, 'deny', { kind: 'modelDenied', model })),
    ...modelsAllow
      .filter(({ value }) => !fits(value))
      .map(({ file }) => finding('models.allow', file, 'deny', { kind: 'modelNotAllowed', model })),
  ];
}

function checkEffort({ maxEffort, unknownEffort }: Policy, { effort }: DecisionInput): Finding[] {
  const rank = effort === undefined ? undefined : effortRank(effort);
  if (effort === undefined || rank === undefined) {
    return unknown('unknown.effort', unknownEffort, { kind: 'unknownEffort' });
  }
  if (maxEffort === undefined || rank <= (effortRank(maxEffort.value) ?? 0)) {
    return [];
  }
  return [
    finding('models.maxEffort', maxEffort.file, 'deny', { kind: 'effortTooHigh', effort, maxEffort: maxEffort.value }),
  ];
}

function checkTier({ tiers, unknownTier }: Policy, { tier, estimate }: DecisionInput): Finding[] {
  const name = tier === undefined || tier === 'default' ? 'standard' : tier;
  const isUnknown = estimate.kind === 'priced' && !estimate.isTierKnown;
  return [
    ...(isUnknown ? unknown('unknown.tier', unknownTier, { kind: 'unknownTier' }) : []),
    ...tiers
      .filter(({ value }) => !value.includes(name))
      .map(({ file }) => finding('models.tiers', file, 'deny', { kind: 'tierNotAllowed', tier: name })),
  ];
}

/** Consent to purchased credits, the reserve, and what is not known about the balance. */
function checkWallet(policy: Policy, input: DecisionInput): Finding[] {
  const { wallet, nowMs } = input;
  const meter = meterOf(wallet, nowMs);
  if (meter === 'api') {
    return [];
  }
  if (wallet.kind !== 'known' || meter === 'unknown') {
    return unknown('unknown.balance', policy.unknownBalance, { kind: 'unknownBalance' });
  }
  const ageMs = nowMs - wallet.snapshot.observedAtMs;
  const old =
    ageMs > policy.maxBalanceAgeMs.value
      ? unknown('unknown.balance', policy.unknownBalance, { kind: 'oldBalance', ageMs })
      : [];
  return meter === 'credits' ? [...old, ...checkPaidCredits(policy), ...checkReserve(policy, input)] : old;
}

function checkPaidCredits({ paidCredits }: Policy): Finding[] {
  if (paidCredits.value === 'allow') {
    return [];
  }
  const effect = paidCredits.value === 'deny' ? 'deny' : 'confirm';
  return [finding('paidCredits', paidCredits.file, effect, { kind: 'paidCredits' })];
}

function checkReserve(policy: Policy, input: DecisionInput): Finding[] {
  const remaining = availableBalance(policy, input);
  if (remaining === undefined || policy.reserve.value === 0) {
    return [];
  }
  const { estimate } = input;
  const tell = (
    effect: Finding['effect'],
    kind: 'reserveReached' | 'reserveMedianDoesNotFit' | 'reserveHighDoesNotFit',
  ) => [
    { ...finding('reserveCredits', policy.reserve.file, effect, { kind }), limit: policy.reserve.value, remaining },
  ];
  if (remaining <= 0) {
    return tell('deny', 'reserveReached');
  }
  if (estimate.kind === 'unpriced') {
    return [];
  }
  if (estimate.credits.p50 > remaining) {
    return tell('confirm', 'reserveMedianDoesNotFit');
  }
  return estimate.credits.p90 > remaining ? tell('warn', 'reserveHighDoesNotFit') : [];
}

/** Purchased credits that may be spent before the reserve is touched; undefined where the run draws none, or none is known. */
function availableBalance(policy: Policy, { wallet, nowMs }: DecisionInput): CreditsMicros | undefined {
  const snapshot = lastSnapshot(wallet);
  if (snapshot?.balance === undefined || snapshot.unlimited === true || meterOf(wallet, nowMs) !== 'credits') {
    return undefined;
  }
  return policy.reserve.value === NO_CREDITS ? undefined : subtractCredits(snapshot.balance, policy.reserve.value);
}

function checkPrice({ unknownPrice }: Policy, { estimate }: DecisionInput): Finding[] {
  return estimate.kind === 'unpriced'
    ? unknown('unknown.price', unknownPrice, { kind: 'unknownPrice', model: estimate.model })
    : [];
}

function checkConcurrency({ maxRuns }: Policy, { activeRuns }: DecisionInput): Finding[] {
  return maxRuns === undefined || activeRuns < maxRuns.value
    ? []
    : [
        finding('concurrency.maxRuns', maxRuns.file, 'deny', {
          kind: 'tooManyRuns',
          activeRuns,
          maxRuns: maxRuns.value,
        }),
      ];
}

function checkAccount({ accountsAllow }: Policy, { wallet }: DecisionInput): Finding[] {
  const account = lastSnapshot(wallet)?.account;
  const names = [account?.id, account?.email].filter((name) => name !== undefined);
  const isAllowed = (allowed: readonly string[]): boolean =>
    names.some((name) => allowed.some((entry) => name === entry || (entry.startsWith('@') && name.endsWith(entry))));
  return accountsAllow
    .filter(({ value }) => !isAllowed(value))
    .map(({ file }) =>
      names[0] === undefined
        ? finding('accounts.allow', file, 'confirm', { kind: 'accountUnknown' })
        : finding('accounts.allow', file, 'deny', { kind: 'accountNotAllowed', account: account?.email ?? names[0] }),
    );
}

function unknown(ruleId: string, rule: Sourced<Effect>, reason: FindingReason): Finding[] {
  return rule.value === 'allow' ? [] : [finding(ruleId, rule.file, rule.value, reason)];
}

function finding(ruleId: string, file: string | undefined, effect: Finding['effect'], reason: FindingReason): Finding {
  return { ruleId, file, effect, reason };
}
