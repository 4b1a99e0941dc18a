import type { RunEstimate } from '../../estimate/estimateRun.ts';
import type { CreditsMicros } from '../../money.ts';

/** Whether what remains of a budget or a balance is enough for a run. */
type Fit = 'nothingLeft' | 'medianDoesNotFit' | 'highDoesNotFit' | 'fits';

/** A run needs room, not certainty. What has no price fits into whatever is left: the rule on prices speaks of it. */
export function fitOf(estimate: RunEstimate, remaining: CreditsMicros): Fit {
  if (remaining <= 0) {
    return 'nothingLeft';
  }
  if (estimate.kind === 'unpriced') {
    return 'fits';
  }
  if (estimate.credits.p50 > remaining) {
    return 'medianDoesNotFit';
  }
  return estimate.credits.p90 > remaining ? 'highDoesNotFit' : 'fits';
}
