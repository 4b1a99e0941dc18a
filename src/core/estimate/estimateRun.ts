import { type CreditsMicros, MOST_CREDITS, creditsMicros } from '../money.ts';
import { type RateCard, type RateGrade, findRate } from '../prices/rateCard.ts';
import { findTierFactor } from '../prices/tierFactors.ts';
import type { Meter } from '../wallet/nextRunMeter.ts';
import type { EstimateReason, UnitsEstimate } from './estimateUnits.ts';
import { QUANTILES, type Quantile, type QuantileValues } from './quantiles.ts';
import { unitsInMicros } from './units.ts';

/** What a run's price depends on beside its size. */
export interface PricedRun {
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
      readonly units: QuantileValues;
    } & EstimateBasis);

/** What a run of an estimated size costs at list price. */
export function estimateRun(card: RateCard, run: PricedRun, estimated: UnitsEstimate): RunEstimate {
  const { units, reasons, ...rest } = estimated;
  const { model, tier, atMs, meter } = run;
  const row = model === undefined ? undefined : findRate(card, model, atMs);
  if (model === undefined || row === undefined) {
    return { kind: 'unpriced', model, units, reasons, ...rest, meter };
  }
  const { factorMilli, isKnown } = findTierFactor(card, 'credits', model, tier, atMs);
  // Where runs differ wildly, the range has no end that could be counted.
  const price = (size: number): CreditsMicros =>
    creditsMicros(Math.min(MOST_CREDITS, Math.round((unitsInMicros(size, row) * factorMilli) / 1000)));
  const credits = Object.fromEntries(QUANTILES.map((quantile) => [quantile, price(units[quantile])]));
  return {
    kind: 'priced',
    credits: credits as Record<Quantile, CreditsMicros>,
    priceGrade: row.grade,
    isTierKnown: isKnown,
    reasons: reasons.map((reason) => pricedReason(reason, price)),
    ...rest,
    meter,
  };
}

/** The same reason, with what earlier runs took at the price of this one. */
function pricedReason(reason: EstimateReason, price: (units: number) => CreditsMicros): EstimateReason {
  const { took } = reason;
  return took === undefined
    ? reason
    : { ...reason, took: { unit: 'creditsMicros', low: price(took.low), high: price(took.high) } };
}
