import type { Translate } from '../../base/translate.ts';
import { type CapOutlook, isCapLikely } from './duringRun.ts';
import type { Format } from '../format.ts';
import { sentences } from '../joinTexts.ts';
import type { CreditsMicros } from '../money.ts';
import type { CostRange } from './remainder.ts';

/** What of a run a person is told about its end. */
interface ForeseenRun {
  readonly range: CostRange | undefined;
  readonly cap: CreditsMicros | undefined;
  /** False: at its cap it is stopped. */
  readonly canBeHeld: boolean;
}

/** Where a run will likely end; empty where that is not known. */
function endText({ range }: ForeseenRun, t: Translate, format: Format): string {
  return range === undefined
    ? ''
    : t(
        'It will likely end at {0} credits (median {1}).',
        format.range(range.p10, range.p90),
        format.approximately(range.p50),
      );
}

/** Where a run will likely end, and that it will likely reach its cap, if that is so now. */
export function foreseenText(
  run: ForeseenRun & { readonly capOutlook: CapOutlook | undefined },
  t: Translate,
  format: Format,
): string {
  const { cap, capOutlook } = run;
  return cap !== undefined && capOutlook !== undefined && isCapLikely(capOutlook)
    ? capLikelyText({ ...run, cap }, t, format)
    : endText(run, t, format);
}

/** That a run will likely reach its cap, and what becomes of it there. */
export function capLikelyText(
  run: ForeseenRun & { readonly cap: CreditsMicros },
  t: Translate,
  format: Format,
): string {
  const likely = t('This run will likely reach its cap of {0} credits.', format.limit(run.cap));
  const there = run.canBeHeld ? t('There it is held, and you are asked.') : t('There it is stopped.');
  return sentences(likely, endText(run, t, format), there);
}
