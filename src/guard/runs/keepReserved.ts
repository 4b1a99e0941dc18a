import type { Disposable } from '../../base/disposable.ts';
import type { DecisionStore, SetInterval } from '../ports.ts';

/** Well within the time after which a reservation lapses: one renewal may fail. */
const RENEW_EVERY_MS = 20_000;

/**
 * Keeps what is held for a run held until disposed of: while a person thinks, and while the run goes on. `onLapsed` hears
 * where that was too late, because the machine slept.
 */
export function keepReserved(
  decisionId: string,
  around: { readonly store: DecisionStore; readonly setInterval: SetInterval; readonly nowMs: () => number },
  onFailure: (error: unknown) => void,
  onLapsed?: () => void,
): Disposable {
  const renew = async (): Promise<void> => {
    if ((await around.store.renewReservation(decisionId, around.nowMs())) === 'lapsed') {
      onLapsed?.();
    }
  };
  return around.setInterval(() => {
    renew().catch(onFailure);
  }, RENEW_EVERY_MS);
}
