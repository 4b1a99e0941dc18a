import { plural, type Translate } from '../../base/translate.ts';
import type { Format } from '../../core/format.ts';
import type { Movement } from '../../core/wallet/statement/findMovements.ts';

/** What the balance did that our requests do not explain, for a note beside a day: top-ups one by one, falls in short. */
export function movementNotes(movements: readonly Movement[], nowMs: number, t: Translate, format: Format): string[] {
  const topUps = movements
    .filter(({ kind }) => kind === 'topUp')
    .map((movement) =>
      t('top-up of {0}, seen {1}', amountText(movement, t, format), format.instant(movement.untilMs, nowMs)),
    );
  const drains = movements.filter(({ kind }) => kind === 'drain');
  return [...topUps, ...fallsText(drains, nowMs, t, format)];
}

function fallsText(drains: readonly Movement[], nowMs: number, t: Translate, format: Format): string[] {
  const last = drains.at(-1);
  if (last === undefined) {
    return [];
  }
  const seen = format.instant(last.untilMs, nowMs);
  return [
    plural(
      drains.length,
      t('one fall of {0}, seen {1}', amountText(last, t, format), seen),
      t('{0} falls, the last seen {1}', drains.length, seen),
    ),
  ];
}

/** As exactly as it is known. */
function amountText({ lowest, credits, highest }: Movement, t: Translate, format: Format): string {
  if (highest === undefined) {
    return t('at least {0}', format.credits(lowest));
  }
  const [low, high] = [format.credits(lowest), format.credits(highest)];
  return low === high ? low : t('about {0} ({1} to {2})', format.credits(credits), low, high);
}
