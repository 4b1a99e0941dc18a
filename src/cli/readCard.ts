import rateCardJson from '../../media/rate-card.json' with { type: 'json' };
import type { FileText } from '../core/fileText.ts';
import { type RateCardInForce, rateCardInForce } from '../guard/prices/ownRateCard.ts';
import { parseRateCard } from '../guard/prices/rateCardFile.ts';

/** The shipped prices with the person's own. A file of its own, since it loads all that checks them. */
export function readCard(file: string, own: FileText): RateCardInForce {
  return rateCardInForce(parseRateCard(rateCardJson), file, own);
}
