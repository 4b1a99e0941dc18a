import { hasNoCreditsLeft, usedUpWindow } from './nextRunMeter.ts';
import { ORDINARY_LIMIT_ID, type WalletSnapshot, hasReset } from './wallet.ts';

/** The limit that stops ordinary use first, right now. */
export interface Binding {
  readonly kind:
    'none' | 'included-window' | 'individual-limit' | 'workspace-pool' | 'credits-empty' | 'spend-control' | 'unknown';
  readonly limitId: string | undefined;
  readonly untilMs: number | undefined;
}

/**
 * Which limit binds at `nowMs`. A used-up included window binds even where credits are left, since from then on runs
 * draw on them; a window whose reset has passed binds no more, whatever was last read.
 */
export function bindingLimit(snapshot: WalletSnapshot, nowMs: number): Binding {
  const { individualLimit } = snapshot;
  if (snapshot.spendControlReached === true) {
    return { kind: 'spend-control', limitId: undefined, untilMs: individualLimit?.resetsAtMs };
  }
  if (
    individualLimit !== undefined &&
    individualLimit.used >= individualLimit.limit &&
    !hasReset(individualLimit, nowMs)
  ) {
    return { kind: 'individual-limit', limitId: undefined, untilMs: individualLimit.resetsAtMs };
  }
  if (snapshot.reachedType === 'ownerCredits' || snapshot.reachedType === 'memberCredits') {
    return { kind: 'workspace-pool', limitId: undefined, untilMs: undefined };
  }
  const exhausted = usedUpWindow(snapshot, nowMs);
  if (exhausted !== undefined) {
    const kind = hasNoCreditsLeft(snapshot) ? 'credits-empty' : 'included-window';
    return { kind, limitId: exhausted.limitId, untilMs: exhausted.resetsAtMs };
  }
  const ordinary = snapshot.windows.filter(({ limitId }) => limitId === ORDINARY_LIMIT_ID);
  if (ordinary.length === 0) {
    return hasNoCreditsLeft(snapshot)
      ? { kind: 'credits-empty', limitId: undefined, untilMs: undefined }
      : {
          kind: snapshot.balance === undefined && snapshot.unlimited !== true ? 'unknown' : 'none',
          limitId: undefined,
          untilMs: undefined,
        };
  }
  return { kind: snapshot.ordinaryUsageAllowed === false ? 'unknown' : 'none', limitId: undefined, untilMs: undefined };
}

/** Whether Codex would refuse a run that starts now, as far as is known: there is nothing that it could draw on. */
export function isRefused(snapshot: WalletSnapshot, nowMs: number): boolean {
  switch (bindingLimit(snapshot, nowMs).kind) {
    case 'none':
    case 'included-window':
      return false;
    case 'unknown':
      return snapshot.ordinaryUsageAllowed === false && hasNoCreditsLeft(snapshot);
    default:
      return true;
  }
}
