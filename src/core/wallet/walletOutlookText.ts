import type { Translate } from '../../base/translate.ts';
import type { Format } from '../format.ts';
import { sentences } from '../joinTexts.ts';
import { type CreditPrice, type CreditsMicros, sumCredits } from '../money.ts';
import { creditsToMoney } from '../prices/creditWorth.ts';
import { FEWEST_DAYS, type ReloadExposure } from './statement/topUpAdvice.ts';
import type { CreditLot } from './statement/creditLots.ts';
import type { Movement } from './statement/findMovements.ts';
import type { WalletOutlook } from './statement/walletOutlook.ts';

/** When a lot came; of the first one nobody has seen it. */
export function lotAgeText({ seenAtMs, expiresAtMs }: CreditLot, t: Translate, format: Format): string {
  return expiresAtMs === undefined ? t('before {0}', format.date(seenAtMs)) : format.date(seenAtMs);
}

/** When what is left of a lot expires. */
export function lotExpiryText({ expiresAtMs }: CreditLot, t: Translate, format: Format): string {
  return expiresAtMs === undefined ? t('not known') : t('from {0} on', format.date(expiresAtMs));
}

/** The month's top-ups against what the policy declares. */
export function topUpsText(
  topUps: readonly Movement[],
  maxPerMonth: number | undefined,
  t: Translate,
  format: Format,
): string {
  const seen =
    topUps.length === 0
      ? t('No top-up was seen this month.')
      : t(
          'Top-ups seen this month: {0}, with {1} credits in all.',
          topUps.length,
          format.credits(sumCredits(topUps.map(({ credits }) => credits))),
        );
  const declared =
    maxPerMonth === undefined ? undefined : t('Your policy declares at most {0} automatic ones a month.', maxPerMonth);
  return sentences(seen, declared);
}

/** What automatic top-up, as declared, may cost in a month at worst. */
export function exposureText(exposure: ReloadExposure, price: CreditPrice, t: Translate, format: Format): string {
  switch (exposure.kind) {
    case 'notDeclared':
      return t(
        'Your policy does not declare automatic top-up, so what it may buy in a month is not known. Codex does not tell.',
      );
    case 'unlimited':
      return t('Automatic top-up is declared without a limit: it may buy any amount in a month.');
    case 'limited':
      return t(
        'Automatic top-up, as declared, may buy {0} credits in a month, about {1}. One-time purchases come on top.',
        format.limit(exposure.credits),
        format.money(creditsToMoney(price, exposure.credits)),
      );
  }
}

/** The need that settings of automatic top-up should cover, or why none can be told yet. */
export function needText(
  { advice: { need }, daysKnown, unpricedDraws }: WalletOutlook,
  t: Translate,
  format: Format,
): string {
  if (need === undefined) {
    return t(
      'What a month needs can be told after {0} whole days with a known balance; there are {1} so far.',
      FEWEST_DAYS,
      daysKnown,
    );
  }
  const { p50, p90 } = need.month;
  const sentence =
    p90 === 0
      ? t('In the last {0} days Codex here drew no purchased credits.', need.daysConsidered)
      : t(
          'Going by the last {0} days, Codex here needs about {1} purchased credits a month, and nine times in ten no more than {2}. What others draw comes on top.',
          need.daysConsidered,
          format.approximately(p50),
          format.approximately(p90),
        );
  return sentences(sentence, unpricedDraws === 0 ? undefined : t('Requests without a price are not in it.'));
}

/** A setting of automatic top-up that would do, with its name. */
interface RecommendedSetting {
  readonly label: string;
  readonly credits: CreditsMicros;
}

/** What would do for that need; none where nothing is needed or the need is not known. */
export function recommendedSettings({ advice: { recommended } }: WalletOutlook, t: Translate): RecommendedSetting[] {
  return recommended === undefined || recommended.monthlyMaximum === 0
    ? []
    : [
        { label: t('Minimum balance'), credits: recommended.minimumBalance },
        { label: t('Target balance'), credits: recommended.targetBalance },
        { label: t('Monthly maximum'), credits: recommended.monthlyMaximum },
      ];
}
