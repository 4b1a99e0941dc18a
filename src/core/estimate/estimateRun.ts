import { type CreditsMicros, creditsMicros } from '../money.ts';
import { type RateCard, type RateGrade, findRate } from '../rateCard.ts';
import { findTierFactor } from '../tierFactors.ts';
import type { Meter } from '../wallet.ts';
import { type EstimateReason, type PastRun, type RunFeatures, estimateUnits } from './estimateUnits.ts';
import { QUANTILES, type Quantile } from './priors.ts';

/** The run someone wants to start. */
export interface RunRequest extends RunFeatures {
  readonly model: string | undefined;
  readonly tier: string | undefined;
  readonly atMs: number;
  readonly meter: Meter;
}

interface EstimateBasis {
  readonly basis: 'prior' | 'history';
  readonly runsConsidered: number;
  readonly reasons: readonly EstimateReason[];
  readonly meter: Meter;
}

/** What a run will likely cost at list price; in units only, where its model has no price. */
export type RunEstimate =
  | ({
      readonly kind: 'priced';
      readonly credits: Readonly<Record<Quantile, CreditsMicros>>;
      readonly priceGrade: RateGrade;
      readonly isTierKnown: boolean;
    } & EstimateBasis)
  | ({
      readonly kind: 'unpriced';
      readonly model: string | undefined;
      readonly units: Readonly<Record<Quantile, number>>;
    } & EstimateBasis);

/** A billion credits, as high as any limit may be: where runs differ wildly, the range has no end that could be counted. */
const HIGHEST = 1e15;

/** Estimates a run from its features and the person's past runs (oldest first), then prices it. */
export function estimateRun(card: RateCard, request: RunRequest, history: readonly PastRun[]): RunEstimate {
  const { units, basis, runsConsidered, reasons } = estimateUnits(request, history);
  const rest = { basis, runsConsidered, reasons, meter: request.meter };
  const row = request.model === undefined ? undefined : findRate(card, request.model, request.atMs);
  if (request.model === undefined || row === undefined) {
    return { kind: 'unpriced', model: request.model, units, ...rest };
  }
  const tier = findTierFactor(card, 'credits', request.model, request.tier, request.atMs);
  const price = (size: number): CreditsMicros =>
    creditsMicros(Math.min(HIGHEST, Math.round((size * row.input * tier.factorMilli) / 1e9)));
  const credits = Object.fromEntries(QUANTILES.map((quantile) => [quantile, price(units[quantile])]));
  return {
    kind: 'priced',
    credits: credits as Record<Quantile, CreditsMicros>,
    priceGrade: row.grade,
    isTierKnown: tier.isKnown,
    ...rest,
  };
}

/** An estimate whose figure is given by the caller: for asking "what if a run cost N credits?". */
export function fixedEstimate(credits: CreditsMicros, meter: Meter): RunEstimate {
  return {
    kind: 'priced',
    credits: { p05: credits, p10: credits, p50: credits, p90: credits, p95: credits },
    priceGrade: 'official',
    isTierKnown: true,
    basis: 'prior',
    runsConsidered: 0,
    reasons: [],
    meter,
  };
}
