import { plural, type Translate } from '../../base/translate.ts';
import { findingText } from './findingText.ts';
import type { Format } from '../format.ts';
import type { Hold } from './hold.ts';
import { sentences } from '../joinTexts.ts';
import { type CreditsMicros, subtractCredits } from '../money.ts';

/** What of a run a person is told about its hold. */
export interface HeldRun {
  readonly hold: Hold;
  readonly cap: CreditsMicros | undefined;
  readonly spent: CreditsMicros;
  readonly unpricedRequests: number;
}

/** Where a run is held, and by how much it has passed that. */
export function heldText({ hold, cap, spent }: HeldRun, t: Translate, format: Format, nowMs: number): string {
  if (cap === undefined || hold.cause === 'policy') {
    const why = hold.findings.map((finding) => findingText(finding, t, format, nowMs));
    return sentences(t('Held after {0} credits: the rules grant it no more.', format.credits(spent)), ...why);
  }
  const over = subtractCredits(spent, cap);
  const overText = over > 0 ? t('{0} over: the response in flight.', format.credits(over)) : undefined;
  return sentences(t('Held at {0} credits.', format.limit(cap)), overText);
}

/** What it likely still needs. */
export function needText({ hold, unpricedRequests }: HeldRun, t: Translate, format: Format): string {
  const unpriced = unpricedRequests > 0 ? t('Some of its responses have no price and are not counted.') : undefined;
  const { remainder } = hold;
  const need =
    remainder === undefined
      ? t('What it still needs is not known.')
      : t(
          'To finish, it likely needs {0} more (median {1}).',
          format.range(remainder.p10, remainder.p90),
          format.approximately(remainder.p50),
        );
  return sentences(need, unpriced);
}

/** That subagents wait for others to end. */
export function queueText(queued: number, most: number, t: Translate): string {
  return plural(
    queued,
    t('One subagent waits for another to end: the policy allows {0} at the same time.', most),
    t('{0} subagents wait for others to end: the policy allows {1} at the same time.', queued, most),
  );
}

/** What becomes of a run that waits. */
export function waitingText({ hold }: HeldRun, t: Translate, format: Format, nowMs: number): string {
  if (hold.waitsUntilMs !== undefined) {
    return t('It goes on by itself at {0}.', format.instant(hold.waitsUntilMs, nowMs));
  }
  const waits = t('Nothing is lost while it waits. Stop keeps what it has changed so far.');
  return hold.canBeRaised ? waits : sentences(t('A managed rule holds it, which cannot be raised here.'), waits);
}
