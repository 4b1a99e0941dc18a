import type { Translate } from '../../base/translate.ts';
import type { Format } from '../../core/format.ts';
import { type HeldRun, heldText, needText, waitingText } from '../../core/decisions/holdText.ts';
import { sentences } from '../../core/joinTexts.ts';

/** The question of a run that is held: its words, and its buttons in order. */
interface HeldView {
  readonly message: string;
  /** Undefined, as the next one, where a managed rule holds the run. */
  readonly raiseLabel: string | undefined;
  readonly finishLabel: string | undefined;
  /** Undefined where there is no reset to wait for, or it is waited for already. */
  readonly waitLabel: string | undefined;
  readonly stopLabel: string;
}

/** Says where a run is held, what it still needs, and what becomes of it meanwhile. */
export function heldView(held: HeldRun, t: Translate, format: Format, nowMs: number): HeldView {
  const { canBeRaised, resetsAtMs, waitsUntilMs, suggestedRaise } = held.hold;
  return {
    message: sentences(
      heldText(held, t, format, nowMs),
      needText(held, t, format),
      waitingText(held, t, format, nowMs),
    ),
    raiseLabel: canBeRaised ? t('Raise by {0}…', format.limit(suggestedRaise)) : undefined,
    finishLabel: canBeRaised ? t('Finish Without Cap') : undefined,
    waitLabel:
      resetsAtMs === undefined || waitsUntilMs !== undefined
        ? undefined
        : t('Wait Until {0}', format.instant(resetsAtMs, nowMs)),
    stopLabel: t('Stop'),
  };
}
