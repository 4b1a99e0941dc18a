import { plural, type Translate } from '../../base/translate.ts';
import { findingText } from './findingText.ts';
import type { Format } from '../format.ts';
import type { Hold } from './hold.ts';
import { sentences } from '../joinTexts.ts';
import { type CreditsMicros, NO_CREDITS, subtractCredits } from '../money.ts';

/** What of a run a person is told about its hold. */
export interface HeldRun {
  readonly hold: Hold;
  readonly cap: CreditsMicros | undefined;
  readonly spent: CreditsMicros;
  readonly unpricedRequests: number;
}

/** Where a run is held, why, and by how much it has passed that. */
export function heldText(held: HeldRun, t: Translate, format: Format, nowMs: number): string {
  return sentences(heldAtText(held, t, format), ...reasonTexts(held, t, format, nowMs), overText(held, t, format));
}

/** Where a run is held, in one sentence. */
export function heldAtText(held: HeldRun, t: Translate, format: Format): string {
  const cap = heldAtCap(held);
  return cap === undefined
    ? t('Held after {0} credits: the rules grant it no more.', format.credits(held.spent))
    : t('Held at {0} credits.', format.limit(cap));
}

/** What the rules say, where these hold a run and not its cap. */
export function reasonTexts(held: HeldRun, t: Translate, format: Format, nowMs: number): readonly string[] {
  const findings = heldAtCap(held) === undefined ? held.hold.findings : [];
  return findings.map((finding) => findingText(finding, t, format, nowMs));
}

/** By how much a run has passed the cap that holds it. */
export function overText(held: HeldRun, t: Translate, format: Format): string | undefined {
  const cap = heldAtCap(held);
  const over = cap === undefined ? NO_CREDITS : subtractCredits(held.spent, cap);
  return over > 0 ? t('{0} over: the response in flight.', format.credits(over)) : undefined;
}

function heldAtCap({ hold, cap }: HeldRun): CreditsMicros | undefined {
  return hold.cause === 'policy' ? undefined : cap;
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
