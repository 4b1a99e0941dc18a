import { type BudgetStatus, remainingOf } from '../../core/budgets/budgetStatus.ts';
import type { Quantile } from '../../core/estimate/quantiles.ts';
import { budgetLabel } from '../../core/budgets/budgetText.ts';
import { type CreditsMicros, creditsMicros } from '../../core/money.ts';
import { type WalletState, lastSnapshot } from '../../core/wallet/wallet.ts';
import type { Preflight } from '../../guard/runs/preflight.ts';
import type { AfterRunView } from '../../panel/composerProtocol.ts';
import type { ViewTools } from '../viewTools.ts';

type Credits = Readonly<Record<Quantile, CreditsMicros>>;

/** What will be left of each budget that counts the run, and of the balance where it draws on that. */
export function afterRunViews(
  { estimate, budgets }: Preflight,
  wallet: WalletState,
  tools: ViewTools,
): readonly AfterRunView[] {
  if (estimate.kind === 'unpriced') {
    return [];
  }
  const balance = estimate.meter === 'included' ? undefined : lastSnapshot(wallet)?.balance;
  const ofBudgets = budgets.map((status) => budgetAfter(status, estimate.credits, tools));
  return balance === undefined || balance <= 0
    ? ofBudgets
    : [...ofBudgets, balanceAfter(balance, estimate.credits, tools)];
}

function budgetAfter(status: BudgetStatus, credits: Credits, tools: ViewTools): AfterRunView {
  const { budget, spent, reserved } = status;
  const { id, limit } = budget.value;
  const label = budgetLabel(budget.value, tools.t);
  const share = (micros: number): number => (limit > 0 ? micros / limit : 1);
  return {
    id: `${budget.file}:${id}`,
    label,
    spent: share(spent),
    reserved: share(reserved),
    median: share(credits.p50),
    high: share(credits.p90 - credits.p50),
    ...leftTexts(label, remainingOf(status), credits, tools),
  };
}

function balanceAfter(balance: CreditsMicros, credits: Credits, tools: ViewTools): AfterRunView {
  const label = tools.t('Balance');
  return {
    id: 'balance',
    label,
    spent: 0,
    reserved: 0,
    median: credits.p50 / balance,
    high: (credits.p90 - credits.p50) / balance,
    ...leftTexts(label, balance, credits, tools),
  };
}

/** What is left after a dear run and after a cheap one; nothing is never less than nothing. */
function leftTexts(
  label: string,
  remaining: CreditsMicros,
  { p10, p90 }: Credits,
  { t, format }: ViewTools,
): Pick<AfterRunView, 'text' | 'description'> {
  const [low, high] = [p90, p10].map((cost) => format.wholeCredits(creditsMicros(Math.max(0, remaining - cost))));
  const text = low === high ? t('{0} left', low ?? '') : t('{0}–{1} left', low ?? '', high ?? '');
  return { text, description: t('{0}: {1}', label, text) };
}
