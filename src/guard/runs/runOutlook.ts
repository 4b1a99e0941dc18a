import type { Disposable } from '../../base/disposable.ts';
import type { Event } from '../../base/emitter.ts';
import {
  NO_OUTLOOK,
  type RunProgress,
  chanceToPassCap,
  outlookAfter,
  progressInCredits,
  rangeDuringRun,
} from '../../core/estimate/duringRun.ts';
import type { CreditsMicros } from '../../core/money.ts';
import type { RateCard } from '../../core/prices/rateCard.ts';
import { costRangeOf } from '../../core/estimate/remainder.ts';
import type { TurnUse } from '../turnPorts.ts';
import { type RunMeter, isAtCap } from './runMeter.ts';

/** The meter with where its run will likely end, after one more response that is counted in it already. */
export function foreseeAfter(meter: RunMeter, card: RateCard, use: Omit<TurnUse, 'model'>, nowMs: number): RunMeter {
  const contextTokens = use.threadId === meter.threadId ? use.usage.inputTokens : meter.contextTokens;
  const known = { ...meter, contextTokens };
  const { estimate } = meter.preflight;
  const progress = progressOf(known, card, nowMs);
  if (estimate.kind === 'unpriced' || progress === undefined) {
    return known;
  }
  const { cap, capOutlook } = meter;
  return {
    ...known,
    range: costRangeOf(rangeDuringRun(estimate.credits, progress)),
    capOutlook: cap === undefined ? undefined : outlookAfter(capOutlook ?? NO_OUTLOOK, estimate.credits, progress, cap),
  };
}

/** The meter with another cap. What was said of the one before is not said again. */
export function foreseeUnder(meter: RunMeter, card: RateCard, nowMs: number): RunMeter {
  const { preflight, cap, capOutlook = NO_OUTLOOK } = meter;
  const { estimate } = preflight;
  const progress = progressOf(meter, card, nowMs);
  if (estimate.kind === 'unpriced' || progress === undefined || cap === undefined) {
    return { ...meter, capOutlook: undefined };
  }
  return { ...meter, capOutlook: { ...capOutlook, chance: chanceToPassCap(estimate.credits, progress, cap) } };
}

/** Tells once when a run will likely reach its cap; not of one that is there, which is held or ended and says so itself. */
export function onceCapIsLikely(
  run: { readonly meter: RunMeter; readonly onDidChange: Event<RunMeter> },
  tell: (meter: RunMeter & { readonly cap: CreditsMicros }) => void,
): Disposable {
  let isOver = false;
  const look = (meter: RunMeter): void => {
    if (!isOver && meter.capOutlook?.warned !== undefined) {
      isOver = true;
      const { cap } = meter;
      if (cap !== undefined && !isAtCap(meter)) {
        tell({ ...meter, cap });
      }
    }
  };
  look(run.meter);
  return run.onDidChange(look);
}

/** Undefined where its model has no price. */
function progressOf(
  { preflight, spent, contextTokens }: RunMeter,
  card: RateCard,
  atMs: number,
): RunProgress | undefined {
  const { model, tier } = preflight.subject;
  return progressInCredits(card, { model, tier, atMs }, spent, contextTokens);
}
