import type { Translate } from '../../base/translate.ts';
import { remainingOf } from '../../core/budgets/budgetStatus.ts';
import { estimateText, reasonTexts } from '../../core/estimate/estimateText.ts';
import { budgetName } from '../../core/budgets/budgetText.ts';
import { findingText } from '../../core/decisions/findingText.ts';
import type { Format } from '../../core/format.ts';
import { sentences } from '../../core/joinTexts.ts';
import type { CreditsMicros } from '../../core/money.ts';
import type { OnCap } from '../../core/policy/policy.ts';
import { type WalletState, lastSnapshot } from '../../core/wallet/wallet.ts';
import { meterOf } from '../../core/wallet/nextRunMeter.ts';
import type { Preflight } from '../../guard/runs/preflight.ts';
import { promisedCap, runLabel } from './runLabel.ts';

/** The question before a run: its words, and its buttons in order. */
export interface ConfirmationView {
  readonly message: string;
  readonly detail: string;
  readonly runLabel: string;
  readonly changeCapLabel: string;
}

/** Says what a run will cost, why it asks, what is left, and what each button does. */
export function confirmationView(
  preflight: Preflight,
  wallet: WalletState,
  t: Translate,
  format: Format,
  nowMs: number,
): ConfirmationView {
  const { estimate, decision } = preflight;
  const cap = promisedCap(preflight);
  const paragraphs = [
    sentences(...decision.findings.map((finding) => findingText(finding, t, format, nowMs))),
    leftText(preflight, wallet, t, format, nowMs),
    capText(cap, preflight.request.policy.onCap.value, t, format),
    sentences(...reasonTexts(estimate.reasons, t, format)),
    priceText(preflight, t),
  ];
  return {
    message: estimateText(estimate, t, format),
    detail: paragraphs.filter((paragraph) => paragraph !== '').join('\n\n'),
    runLabel: runLabel(cap, t, format),
    changeCapLabel: t('Change cap…'),
  };
}

/** Why a run is refused, as one message, and whether an administrator says so. */
export function refusalText(
  { decision }: Preflight,
  managedPolicyFile: string,
  t: Translate,
  format: Format,
  nowMs: number,
): string {
  const denials = decision.findings.filter(({ effect }) => effect === 'deny');
  const isManaged = denials.some(({ file }) => file === managedPolicyFile);
  return t(
    'Not started: {0}',
    sentences(
      ...denials.map((finding) => findingText(finding, t, format, nowMs)),
      isManaged ? t('A managed rule says so, which cannot be changed here.') : undefined,
    ),
  );
}

/** What is left of each budget that counts the run, and of the balance; what it draws on, unless a finding says so. */
function leftText(
  { budgets, decision }: Preflight,
  wallet: WalletState,
  t: Translate,
  format: Format,
  nowMs: number,
): string {
  const ofBudgets = budgets.map((status) =>
    t('{0} has {1} left.', budgetName(status.budget.value, t), format.credits(remainingOf(status))),
  );
  const snapshot = lastSnapshot(wallet);
  const ofBalance =
    snapshot?.balance === undefined || snapshot.unlimited === true
      ? []
      : [t('The balance is {0} credits.', format.credits(snapshot.balance))];
  const meter = meterOf(wallet, nowMs);
  const isSaid = decision.findings.some(({ reason }) => reason.kind === 'paidCredits');
  const drawsOn =
    meter === 'included'
      ? [t('The run draws on the included allowance.')]
      : meter === 'credits' && !isSaid
        ? [t('The run draws on purchased credits.')]
        : [];
  return sentences(...ofBudgets, ...ofBalance, ...drawsOn);
}

function capText(cap: CreditsMicros | undefined, onCap: OnCap, t: Translate, format: Format): string {
  if (cap === undefined) {
    return t('It has no cap.');
  }
  return onCap === 'pause'
    ? t('At {0} credits it is held and asks again; the response in flight may pass that.', format.limit(cap))
    : t(
        'At {0} credits it is stopped; the response in flight may pass that. What it has changed so far stays.',
        format.limit(cap),
      );
}

function priceText({ estimate }: Preflight, t: Translate): string {
  if (estimate.kind === 'unpriced') {
    return t('Without a price, no cap can hold.');
  }
  return estimate.priceGrade === 'derived' ? t('Its price is derived from the API’s list price.') : '';
}
