import rateCardJson from '../../media/rate-card.json' with { type: 'json' };
import type { FileText } from '../core/fileText.ts';
import { cardInForce } from '../guard/prices/cardInForce.ts';
import type { RateCardInForce } from '../guard/prices/ownRateCard.ts';
import type { ShippedRateCardJson } from '../guard/prices/rateCardSchema.ts';
import { shippedRateCard } from '../guard/prices/shippedRateCard.ts';

/** The shipped prices with the person's own. A file of its own, since what is kept of it mostly does. */
export function readCard(file: string, own: FileText): Promise<RateCardInForce> {
  return cardInForce(shippedRateCard(rateCardJson as ShippedRateCardJson), file, own);
}
