import { median } from '../../median.ts';
import { type CreditsMicros, microsToCredits, sumCredits } from '../../money.ts';
import type { Comparison } from './figures.ts';
import { type PricedTokens, type SolvedRates, fits, solveRates } from './solveRates.ts';

/** A price that fits what the account says, for the person to accept or not. */
export type Proposal =
  | {
      readonly kind: 'rates';
      /** Credits per million tokens. */
      readonly rates: SolvedRates;
      readonly evidence: Evidence;
    }
  | {
      readonly kind: 'tierFactor';
      /** In place of the factor that our figures were made with, how much it is times that. */
      readonly timesFactor: number;
      readonly evidence: Evidence;
    }
  /** All three rates by the same share: the threads were too much alike to tell each. */
  | { readonly kind: 'timesRates'; readonly timesRates: number; readonly evidence: Evidence };

/** What a proposal rests on. */
export interface Evidence {
  readonly threads: number;
  readonly requests: number;
  readonly fromMs: number;
  readonly untilMs: number;
}

/** How our figures for one model in one tier stand against the account's. */
export interface Agreement {
  readonly model: string;
  readonly tier: string;
  /** Threads that could be compared, and that could not. */
  readonly threads: number;
  readonly leftOut: number;
  /** Undefined where the model has no price. */
  readonly ours: CreditsMicros | undefined;
  readonly account: CreditsMicros;
  readonly verdict: 'agrees' | 'differs' | 'noPrice' | 'nothingToCompare';
  readonly proposal: Proposal | undefined;
}

/** Sums that differ by less agree: the account's figures are estimates too. */
const AGREES_WITHIN = 0.005;
/** A difference is steady while each thread's lies so close to their middle. */
const STEADY_WITHIN = 0.01;
const LEAST_THREADS = 5;

/** One agreement for each model and tier, the dearest first. */
export function agreements(comparisons: readonly Comparison[]): Agreement[] {
  const groups = Map.groupBy(comparisons, ({ model, tier }) => JSON.stringify([model, tier]));
  return [...groups.values()].flatMap(agreementOf).sort((a, b) => b.account - a.account);
}

function agreementOf(group: readonly Comparison[]): Agreement[] {
  const [first] = group;
  if (first === undefined) {
    return [];
  }
  const usable = group.filter(({ obstacle }) => obstacle === undefined);
  const account = sumCredits(usable.map((one) => one.account.credits));
  const priced = usable.map(({ ours }) => ours.credits).filter((credits) => credits !== undefined);
  const ours = priced.length === usable.length ? sumCredits(priced) : undefined;
  return [
    {
      model: first.model,
      tier: first.tier,
      threads: usable.length,
      leftOut: group.length - usable.length,
      ours,
      account,
      verdict: usable.length === 0 ? 'nothingToCompare' : verdictOn(ours, account),
      proposal: propose(usable),
    },
  ];
}

function verdictOn(ours: CreditsMicros | undefined, account: CreditsMicros): Agreement['verdict'] {
  if (ours === undefined) {
    return 'noPrice';
  }
  return Math.abs(account - ours) <= AGREES_WITHIN * Math.max(ours, account) ? 'agrees' : 'differs';
}

/**
 * What the newest threads say with one voice. Only they count: a price changes at an instant, and what ran before it
 * tells of the price before.
 */
function propose(usable: readonly Comparison[]): Proposal | undefined {
  const newestFirst = usable
    .filter(({ account, ours }) => account.credits > 0 && ours.longRequests === 0)
    .toSorted((a, b) => b.ours.startedAtMs - a.ours.startedAtMs);
  if (newestFirst.length < LEAST_THREADS) {
    return undefined;
  }
  const isStandard = newestFirst[0]?.tier === 'standard';
  return (isStandard ? proposeRates(newestFirst) : undefined) ?? proposeShare(newestFirst, isStandard);
}

/** The rates of the newest threads, if they are not what our figures were made with already. */
function proposeRates(newestFirst: readonly Comparison[]): Proposal | undefined {
  const rates = solveRates(newestFirst.slice(0, LEAST_THREADS).map(pricedTokens));
  if (rates === undefined) {
    return undefined;
  }
  const ofThem = whileTrue(newestFirst, (one) => fits(rates, pricedTokens(one)));
  const isKnown = ofThem.every((one) => Math.abs(shareOf(one) - 1) <= AGREES_WITHIN);
  return isKnown ? undefined : { kind: 'rates', rates, evidence: evidenceOf(ofThem) };
}

/** How many times ours the account's figures are, where that is the same for all of the newest threads. */
function proposeShare(newestFirst: readonly Comparison[], isStandard: boolean): Proposal | undefined {
  const middle = median(newestFirst.slice(0, LEAST_THREADS).map(shareOf));
  const steady = whileTrue(newestFirst, (one) => Math.abs(shareOf(one) / middle - 1) <= STEADY_WITHIN);
  const share = median(steady.map(shareOf));
  if (steady.length < LEAST_THREADS || Math.abs(share - 1) <= AGREES_WITHIN) {
    return undefined;
  }
  const evidence = evidenceOf(steady);
  return isStandard
    ? { kind: 'timesRates', timesRates: share, evidence }
    : { kind: 'tierFactor', timesFactor: share, evidence };
}

function whileTrue<T>(values: readonly T[], test: (value: T) => boolean): readonly T[] {
  const end = values.findIndex((value) => !test(value));
  return end < 0 ? values : values.slice(0, end);
}

/** How many times our figure the account's is; not a number, and close to none, where we have no price. */
function shareOf({ ours, account }: Comparison): number {
  return ours.credits === undefined || ours.credits === 0 ? Number.NaN : account.credits / ours.credits;
}

function pricedTokens({ account }: Comparison): PricedTokens {
  const { inputTokens, cachedInputTokens, outputTokens, credits } = account;
  return {
    fresh: inputTokens - cachedInputTokens,
    cached: cachedInputTokens,
    output: outputTokens,
    credits: microsToCredits(credits),
  };
}

function evidenceOf(comparisons: readonly Comparison[]): Evidence {
  return {
    threads: comparisons.length,
    requests: comparisons.reduce((total, { ours }) => total + ours.requests, 0),
    fromMs: Math.min(...comparisons.map(({ ours }) => ours.startedAtMs)),
    untilMs: Math.max(...comparisons.map(({ ours }) => ours.endedAtMs)),
  };
}
