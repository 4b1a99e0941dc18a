import type { Translate } from '../base/translate.ts';
import type { Format } from '../core/format.ts';
import type { Movement } from '../core/walletStatement/findMovements.ts';

/** A movement of the balance that our requests do not explain, for a note beside its day. */
export function movementNote(movement: Movement, nowMs: number, t: Translate, format: Format): string {
  const seen = format.instant(movement.untilMs, nowMs);
  const amount = amountText(movement, t, format);
  return movement.kind === 'topUp'
    ? t('top-up of {0}, seen {1}', amount, seen)
    : t('fell by {0} for another reason, seen {1}', amount, seen);
}

/** As exactly as it is known. */
function amountText({ lowest, credits, highest }: Movement, t: Translate, format: Format): string {
  if (highest === undefined) {
    return t('at least {0}', format.credits(lowest));
  }
  return lowest === highest
    ? format.credits(credits)
    : t('about {0} ({1} to {2})', format.credits(credits), format.credits(lowest), format.credits(highest));
}
