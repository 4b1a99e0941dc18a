import type { Translate } from '../../base/translate.ts';
import type { Format } from '../../core/format.ts';
import type { RunMeter } from '../../guard/runs/runMeter.ts';

/** What a run has spent. What has no price is not in the figure, and where nothing has one there is no figure. */
export function spentText({ spent, unpricedRequests }: RunMeter, t: Translate, format: Format): string {
  if (unpricedRequests === 0) {
    return t('{0} spent', format.credits(spent));
  }
  return spent === 0 ? t('no price') : t('{0} spent, and more without a price', format.credits(spent));
}
