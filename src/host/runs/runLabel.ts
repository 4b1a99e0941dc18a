import type { Translate } from '../../base/translate.ts';
import type { Format } from '../../core/format.ts';
import type { CreditsMicros } from '../../core/money.ts';
import type { Preflight } from '../../guard/runs/preflight.ts';

/** The cap that may be promised of a run: what has no price cannot be held at one. */
export function promisedCap({ estimate, decision }: Preflight): CreditsMicros | undefined {
  return estimate.kind === 'unpriced' ? undefined : decision.cap;
}

/** The button that starts a run: it names what the run may cost. */
export function runLabel(cap: CreditsMicros | undefined, t: Translate, format: Format): string {
  return cap === undefined ? t('Run without cap') : t('Run, at most {0}', format.limit(cap));
}
