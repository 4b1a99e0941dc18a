import type { Translate } from '../../base/translate.ts';
import type { Format } from '../format.ts';
import { sentences } from '../joinTexts.ts';
import { type CreditsMicros, addCredits, sumCredits } from '../money.ts';
import { isSettled } from './statement/alertTimes.ts';
import type { CreditLot } from './statement/creditLots.ts';
import type { Movement } from './statement/findMovements.ts';
import type { WalletAlert } from './statement/walletAlerts.ts';

/** An alert in words: what happened, how much and when, then what may be behind it and what to do. */
export function walletAlertText(alert: WalletAlert, t: Translate, format: Format, nowMs: number): string {
  switch (alert.kind) {
    case 'fellWhileIdle':
      return fellText(alert.drains, t, format, nowMs);
    case 'topUpSeen':
      return topUpText(alert.topUp, t, format, nowMs);
    case 'moreTopUpsThanAllowed':
      return t(
        'At least {0} top-ups were seen in {1}, and your policy declares at most {2} a month. Look in ChatGPT’s settings whether automatic top-up is as you mean it.',
        alert.topUps.length,
        format.month(alert.month),
        alert.maxPerMonth,
      );
    case 'belowReserve':
      return belowText(alert, t, format, nowMs);
    case 'creditsExpire':
      return expiryText(alert.lot, t, format, nowMs);
  }
}

/** As exactly as it is known: `42.00`, `41.20–42.80`, `at least 41.20`. */
function amountText(
  { lowest, highest }: { readonly lowest: CreditsMicros; readonly highest: CreditsMicros | undefined },
  t: Translate,
  format: Format,
): string {
  if (highest === undefined) {
    return t('at least {0}', format.credits(lowest));
  }
  const [low, high] = [format.credits(lowest), format.credits(highest)];
  return low === high ? low : `${low}–${high}`;
}

/** Who drew is not known: several may have, and a request that is going on may not be written down yet. */
function fellText(drains: readonly Movement[], t: Translate, format: Format, nowMs: number): string {
  const [first] = drains;
  const last = drains.at(-1);
  if (first === undefined || last === undefined) {
    return '';
  }
  const [from, until] = [format.instant(first.fromMs, nowMs), format.instant(last.untilMs, nowMs)];
  const amount = amountText(sumOf(drains), t, format);
  const fell =
    drains.length === 1
      ? t('The balance fell by {0} credits between {1} and {2} while nothing ran here.', amount, from, until)
      : t(
          'Between {1} and {2} the balance fell {3} times, by {0} credits in all, each time while nothing ran here.',
          amount,
          from,
          until,
          drains.length,
        );
  const others = t('Other features, another machine or a cloud task may have drawn it.');
  const own = isSettled(last, nowMs) ? undefined : t('So may a request here that is still going on.');
  return sentences(fell, others, own);
}

function topUpText(topUp: Movement, t: Translate, format: Format, nowMs: number): string {
  return t(
    'The balance rose by {0} credits between {1} and {2}, likely by a top-up. If you did not make one, look at automatic top-up in ChatGPT’s settings.',
    amountText(topUp, t, format),
    format.instant(topUp.fromMs, nowMs),
    format.instant(topUp.untilMs, nowMs),
  );
}

function belowText(
  { reserve, balance, fellAtMs }: Extract<WalletAlert, { kind: 'belowReserve' }>,
  t: Translate,
  format: Format,
  nowMs: number,
): string {
  const [since, now] = [format.instant(fellAtMs, nowMs), format.credits(balance)];
  return reserve === 0
    ? t('The balance is {0} credits; it has been below zero since {1}. Add credits before you run more.', now, since)
    : t(
        'The balance is {0} credits; it has been below your reserve of {1} since {2}. Add credits, or lower the reserve in your policy.',
        now,
        format.limit(reserve),
        since,
      );
}

function expiryText(
  { seenAtMs, remaining, expiresAtMs }: CreditLot,
  t: Translate,
  format: Format,
  nowMs: number,
): string {
  const [left, came, on] = [format.credits(remaining), format.date(seenAtMs), format.date(expiresAtMs ?? nowMs)];
  const sentence =
    expiresAtMs !== undefined && expiresAtMs < nowMs
      ? t('{0} credits that were bought by {1} may have expired on {2}.', left, came, on)
      : t('{0} credits that were bought by {1} may expire on {2}.', left, came, on);
  return sentences(sentence, t('Credits last twelve months, and the oldest are drawn first.'));
}

/** The bounds of a sum; without an upper one where any has none. */
function sumOf(movements: readonly Movement[]): Pick<Movement, 'lowest' | 'highest'> {
  return {
    lowest: sumCredits(movements.map(({ lowest }) => lowest)),
    highest: movements.reduce<CreditsMicros | undefined>(
      (sum, { highest }) => (sum === undefined || highest === undefined ? undefined : addCredits(sum, highest)),
      sumCredits([]),
    ),
  };
}
