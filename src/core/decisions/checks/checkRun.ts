import { effortRank } from '../../effort.ts';
import type { RunEstimate } from '../../estimate/estimateRun.ts';
import { type Finding, finding, findingOf } from '../finding.ts';
import { type Policy, matchesPattern } from '../../policy/policy.ts';
import { type WalletState, lastSnapshot } from '../../wallet/wallet.ts';

/** What a run is, and what goes on beside it. */
export interface RunInput {
  readonly model: string | undefined;
  readonly effort: string | undefined;
  /** All names of its service tier, its own first: a policy may use any of them. */
  readonly tierNames: readonly string[];
  readonly estimate: RunEstimate;
  readonly wallet: WalletState;
  /** Runs that are going on, without this one. */
  readonly activeRuns: number;
  /** Subagents that the run would have at the same time; undefined where that is not known yet. */
  readonly subagents: number | undefined;
}

/** What the rules on runs by themselves say: amount, model, effort, tier, price, concurrency and account. */
export function checkRun(policy: Policy, input: RunInput): Finding[] {
  return [
    ...checkConfirm(policy, input),
    ...checkModel(policy, input),
    ...checkEffort(policy, input),
    ...checkTier(policy, input),
    ...checkPrice(policy, input),
    ...checkConcurrency(policy, input),
    ...checkAccount(policy, input),
  ];
}

function checkConfirm({ confirmAbove }: Policy, { estimate }: RunInput): Finding[] {
  if (confirmAbove === undefined || estimate.kind === 'unpriced' || estimate.credits.p90 <= confirmAbove.value) {
    return [];
  }
  const reason = { kind: 'aboveConfirm', p90: estimate.credits.p90 } as const;
  return [{ ...finding('run.confirmAboveCredits', confirmAbove.file, 'confirm', reason), limit: confirmAbove.value }];
}

/** A model that is not known may be one that is not allowed: rules on models then ask. */
function checkModel({ modelsAllow, modelsDeny }: Policy, { model }: RunInput): Finding[] {
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

function checkEffort({ maxEffort, unknownEffort }: Policy, { effort }: RunInput): Finding[] {
  const rank = effort === undefined ? undefined : effortRank(effort);
  if (effort === undefined || rank === undefined) {
    return findingOf('unknown.effort', unknownEffort, { kind: 'unknownEffort' });
  }
  if (maxEffort === undefined || rank <= (effortRank(maxEffort.value) ?? 0)) {
    return [];
  }
  return [
    finding('models.maxEffort', maxEffort.file, 'deny', { kind: 'effortTooHigh', effort, maxEffort: maxEffort.value }),
  ];
}

function checkTier({ tiers, unknownTier }: Policy, { tierNames, estimate }: RunInput): Finding[] {
  const [tier = ''] = tierNames;
  const isUnknown = estimate.kind === 'priced' && !estimate.isTierKnown;
  return [
    ...(isUnknown ? findingOf('unknown.tier', unknownTier, { kind: 'unknownTier' }) : []),
    ...tiers
      .filter(({ value }) => !tierNames.some((name) => value.includes(name)))
      .map(({ file }) => finding('models.tiers', file, 'deny', { kind: 'tierNotAllowed', tier })),
  ];
}

function checkPrice({ unknownPrice }: Policy, { estimate }: RunInput): Finding[] {
  return estimate.kind === 'unpriced'
    ? findingOf('unknown.price', unknownPrice, { kind: 'unknownPrice', model: estimate.model })
    : [];
}

function checkConcurrency({ maxRuns, maxSubagentsPerRun }: Policy, { activeRuns, subagents }: RunInput): Finding[] {
  const runs =
    maxRuns === undefined || activeRuns < maxRuns.value
      ? []
      : [
          finding('concurrency.maxRuns', maxRuns.file, 'deny', {
            kind: 'tooManyRuns',
            activeRuns,
            maxRuns: maxRuns.value,
          }),
        ];
  const tooMany =
    maxSubagentsPerRun === undefined || subagents === undefined || subagents <= maxSubagentsPerRun.value
      ? []
      : [
          finding('concurrency.maxSubagentsPerRun', maxSubagentsPerRun.file, 'deny', {
            kind: 'tooManySubagents',
            subagents,
            maxSubagents: maxSubagentsPerRun.value,
          }),
        ];
  return [...runs, ...tooMany];
}

/** An account is named by its id or by the domain of its e-mail. */
function checkAccount({ accountsAllow }: Policy, { wallet }: RunInput): Finding[] {
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
