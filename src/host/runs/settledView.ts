import { inWords } from '../../base/phrase.ts';
import type { Translate } from '../../base/translate.ts';
import type { Format } from '../../core/format.ts';
import { sentences } from '../../core/joinTexts.ts';
import { subtractCredits } from '../../core/money.ts';
import type { RunMeter } from '../../guard/runs/runMeter.ts';

/** How a run ended, in a sentence: what it cost, against what was foreseen. */
export function settledText(
  { status, spent, cap, preflight, hold, errorMessage, unpricedRequests }: RunMeter,
  t: Translate,
  format: Format,
): { readonly text: string; readonly isWarning: boolean } {
  const { estimate } = preflight;
  const cost = unpricedRequests > 0 ? t('no price is known') : t('{0} credits', format.credits(spent));
  const foreseen =
    estimate.kind === 'priced'
      ? t('The estimate was {0}.', format.range(estimate.credits.p10, estimate.credits.p90))
      : undefined;
  switch (status) {
    case 'capped': {
      const over = cap === undefined ? spent : subtractCredits(spent, cap);
      const overText = over > 0 ? t('{0} over: the response in flight.', format.credits(over)) : undefined;
      return {
        text: sentences(
          t('Stopped at its cap of {0}: {1}.', cap === undefined ? '' : format.limit(cap), cost),
          overText,
        ),
        isWarning: true,
      };
    }
    case 'stopped':
      return { text: t('Stopped: {0}. What it has changed so far stays.', cost), isWarning: false };
    case 'failed': {
      if (hold !== undefined) {
        return {
          text: t('Codex ended while the run was held. It can be continued with its context.'),
          isWarning: true,
        };
      }
      const reason = errorMessage === undefined ? t('Codex gave no reason.') : inWords(errorMessage, t);
      const text =
        unpricedRequests > 0
          ? t('The run failed, and its model has no price: {0}', reason)
          : t('The run failed after {0}: {1}', cost, reason);
      return { text, isWarning: true };
    }
    default:
      return { text: sentences(t('Done: {0}.', cost), foreseen), isWarning: false };
  }
}
