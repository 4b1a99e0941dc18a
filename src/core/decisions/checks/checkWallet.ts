import type { RunEstimate } from '../../estimate/estimateRun.ts';
import { type Finding, finding, findingOf } from '../finding.ts';
import { type CreditsMicros, NO_CREDITS, subtractCredits } from '../../money.ts';
import type { PaidOutlook } from '../../wallet/paidOutlook.ts';
import type { Policy } from '../../policy/policy.ts';
import { type WalletState, lastSnapshot } from '../../wallet/wallet.ts';
import { fitOf } from './fit.ts';

/** What decisions on the wallet rest on. */
export interface WalletInput {
  readonly nowMs: number;
  readonly estimate: RunEstimate;
  readonly wallet: WalletState;
  readonly outlook: PaidOutlook;
  /** What runs have drawn of purchased credits, or may still, that the balance does not show yet. */
  readonly unseenDraws: CreditsMicros;
}

/** Consent to purchased credits, the reserve, and what is not known about the balance. */
export function checkWallet(policy: Policy, input: WalletInput): Finding[] {
  const { wallet, outlook, nowMs } = input;
  if (outlook.kind === 'api') {
    return [];
  }
  if (wallet.kind !== 'known' || outlook.kind === 'unknown') {
    return findingOf('unknown.balance', policy.unknownBalance, { kind: 'unknownBalance' });
  }
  const ageMs = nowMs - wallet.snapshot.observedAtMs;
  const isOld = ageMs > policy.maxBalanceAgeMs.value;
  return [
    ...(isOld ? findingOf('unknown.balance', policy.unknownBalance, { kind: 'oldBalance', ageMs }) : []),
    ...checkPaidCredits(policy, outlook),
    ...checkReserve(policy, input),
  ];
}

/** Who is asked must know whether credits are drawn for sure, or only if the allowance does not last. */
function checkPaidCredits({ paidCredits }: Policy, outlook: PaidOutlook): Finding[] {
  if (paidCredits.value === 'allow' || outlook.kind === 'included') {
    return [];
  }
  const effect = paidCredits.value === 'deny' ? 'deny' : 'confirm';
  if (outlook.kind !== 'mayCross') {
    return [finding('paidCredits', paidCredits.file, effect, { kind: 'paidCredits' })];
  }
  const { left, window } = outlook;
  return [
    {
      ...finding('paidCredits', paidCredits.file, effect, { kind: 'mayDrawPaid', usedPercent: window.usedPercent }),
      ...(left === undefined ? {} : { remaining: left }),
      ...(window.resetsAtMs === undefined ? {} : { resetsAtMs: window.resetsAtMs }),
    },
  ];
}

function checkReserve(policy: Policy, input: WalletInput): Finding[] {
  const remaining = availableBalance(policy, input);
  if (remaining === undefined) {
    return [];
  }
  const tell = (
    effect: Finding['effect'],
    kind: 'reserveReached' | 'reserveMedianDoesNotFit' | 'reserveHighDoesNotFit',
  ): Finding[] => [
    { ...finding('reserveCredits', policy.reserve.file, effect, { kind }), limit: policy.reserve.value, remaining },
  ];
  switch (fitOf(input.estimate, remaining)) {
    case 'nothingLeft':
      // A run that only may come to draw credits is asked about; once it draws them, it is judged again.
      return tell(input.outlook.kind === 'credits' ? 'deny' : 'confirm', 'reserveReached');
    case 'medianDoesNotFit':
      return tell('confirm', 'reserveMedianDoesNotFit');
    case 'highDoesNotFit':
      return tell('warn', 'reserveHighDoesNotFit');
    case 'fits':
      return [];
  }
}

/**
 * Purchased credits that may be spent before the reserve is touched; undefined where the run draws none, none is known
 * or none is reserved.
 */
export function availableBalance(
  policy: Policy,
  { wallet, outlook, unseenDraws }: Pick<WalletInput, 'wallet' | 'outlook' | 'unseenDraws'>,
): CreditsMicros | undefined {
  const snapshot = lastSnapshot(wallet);
  const drawsCredits = outlook.kind === 'credits' || outlook.kind === 'mayCross';
  if (!drawsCredits || policy.reserve.value === NO_CREDITS) {
    return undefined;
  }
  return snapshot?.balance === undefined || snapshot.unlimited === true
    ? undefined
    : subtractCredits(subtractCredits(snapshot.balance, policy.reserve.value), unseenDraws);
}
