import type { FileText } from '../../core/fileText.ts';
import { type ShippedRateCard, mergeRateCards } from '../../core/prices/mergeRateCards.ts';
import type { RateCardInForce } from './ownRateCard.ts';

/** As `rateCardInForce`; what checks the person's own prices is loaded where there is something to check. */
export async function cardInForce(shipped: ShippedRateCard, file: string, own: FileText): Promise<RateCardInForce> {
  if (own.kind === 'absent') {
    return { card: mergeRateCards(shipped, undefined), issue: undefined };
  }
  const { rateCardInForce } = await import('./ownRateCard.ts');
  return rateCardInForce(shipped, file, own);
}
