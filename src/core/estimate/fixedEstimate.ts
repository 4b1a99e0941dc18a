import type { CreditsMicros } from '../money.ts';
import type { Meter } from '../wallet/nextRunMeter.ts';
import type { RunEstimate } from './estimateRun.ts';

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
