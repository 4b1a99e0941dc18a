import type { Log } from '../../base/log.ts';
import { saidInEnglish } from '../../base/phrase.ts';
import type { ShippedRateCard } from '../../core/prices/mergeRateCards.ts';
import type { CreditPrice } from '../../core/money.ts';
import type { RateCard } from '../../core/prices/rateCard.ts';
import { cardInForce } from '../../guard/prices/cardInForce.ts';
import { readFileTextAsync } from '../../ledger/fileText.ts';

/**
 * The prices that count in a window, with the money of its settings. Where the person's own cannot be among them, the
 * log tells why.
 */
export async function windowRateCard(
  shipped: ShippedRateCard,
  file: string,
  money: Partial<CreditPrice>,
  log: Log,
): Promise<RateCard> {
  const { card, issue } = await cardInForce(shipped, file, await readFileTextAsync(file));
  if (issue !== undefined) {
    log.warn('your own prices do not count', { ...issue, text: saidInEnglish(issue.text) });
  }
  return { ...card, money: { ...card.money, ...money } };
}
