import type { LeftRun } from '../../core/usage/leftRun.ts';
import { type CreditsMicros, maxCredits } from '../../core/money.ts';
import { type RunMeter, holdOf } from './runMeter.ts';

/** How a run stood when the guard before this one ended. */
export interface RunBefore extends Pick<LeftRun, 'startedAtMs' | 'cap' | 'overriddenUntil' | 'hold'> {
  /** What the ledger knows of it; of a compaction, nobody else does. */
  readonly spent: CreditsMicros;
}

/** What of a run's meter follows from before, when its responses so far are counted in it. */
export function standingOf(
  meter: RunMeter,
  { spent, hold }: RunBefore,
  { managedPolicyFile }: { readonly managedPolicyFile: string },
): Partial<RunMeter> {
  const known = { ...meter, spent: maxCredits(meter.spent, spent) };
  if (hold === undefined) {
    return known;
  }
  const { cause, findings, heldAtMs, resetsAtMs, waits } = hold;
  const again = holdOf(known, cause, findings, managedPolicyFile, heldAtMs);
  return { ...known, hold: { ...again, resetsAtMs, waitsUntilMs: waits ? resetsAtMs : undefined } };
}
