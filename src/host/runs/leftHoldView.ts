import type { Translate } from '../../base/translate.ts';
import type { Format } from '../../core/format.ts';
import type { LeftHold } from '../../core/decisions/hold.ts';
import { sentences } from '../../core/joinTexts.ts';
import type { CreditsMicros } from '../../core/money.ts';

/** What is said of a run that was held when its process ended. */
export function leftHoldText({ cap, spent, workspace }: LeftHold, t: Translate, format: Format): string {
  const where = folderName(workspace);
  const run =
    cap === undefined
      ? t('A run in {0} was held after {1} credits when its window closed.', where, format.credits(spent))
      : t('A run in {0} was held at {1} credits when its window closed.', where, format.limit(cap));
  return sentences(run, t('It can go on with all that it knew; what it costs from now on counts as a new run.'));
}

/** The same in a list to pick from. */
export function leftHoldLabel(
  { spent, workspace, heldAtMs }: LeftHold,
  t: Translate,
  format: Format,
  nowMs: number,
): string {
  return t(
    '{0}: held {1} after {2} credits',
    folderName(workspace),
    format.instant(heldAtMs, nowMs),
    format.credits(spent),
  );
}

/** What is said of a run that had no window at its end, and was not held. Undefined: what it spent is not known. */
export function endedRunText(
  workspace: string | undefined,
  spent: CreditsMicros | undefined,
  t: Translate,
  format: Format,
): string {
  const where = folderName(workspace);
  const ended =
    spent === undefined
      ? t('A run in {0} ended while no window was open for it.', where)
      : t('A run in {0} ended after {1} credits, while no window was open for it.', where, format.credits(spent));
  return sentences(ended, t('What it has changed stays.'));
}

function folderName(workspace: string | undefined): string {
  return workspace?.split(/[\\/]/).at(-1) ?? '';
}
