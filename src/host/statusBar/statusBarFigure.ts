import type { Translate } from '../../base/translate.ts';
import { type BudgetStatus, limitOf, remainingOf } from '../../core/budgets/budgetStatus.ts';
import { budgetName } from '../../core/budgets/budgetText.ts';
import type { Format } from '../../core/format.ts';
import { sentences } from '../../core/joinTexts.ts';
import { NO_CREDITS } from '../../core/money.ts';
import type { UsageSums } from '../../core/usage/usageSums.ts';
import {
  ORDINARY_LIMIT_ID,
  type RateLimitWindow,
  type WalletSnapshot,
  lastSnapshot,
} from '../../core/wallet/wallet.ts';
import { windowName } from '../../core/wallet/windowText.ts';
import { todayOf } from '../../guard/usageModel.ts';
import { budgetLeftText } from '../alerts/budgetAlert.ts';
import type { GuardState } from '../hooks/guardState.ts';
import { STATUS_BAR_CHOICES, type StatusBarChoice } from './statusBarChoice.ts';

/** What the person chose to see, while nothing else asks to be seen. */
interface StatusBarFigure {
  /** A codicon's name. */
  readonly icon: string;
  readonly text: string;
  /** In words, as one or more sentences. */
  readonly spoken: string;
  /** It is told by Codex, and ages; what the ledger tells does not. */
  readonly isOfWallet: boolean;
}

/** The chosen figure, by the last that is known, however old. What is not known says so. */
export function figureOf(choice: StatusBarChoice, state: GuardState, t: Translate, format: Format): StatusBarFigure {
  switch (choice) {
    case 'balanceAndToday': {
      const [balance, today] = [balanceFigure(state, t, format), todayFigure(state, t, format)];
      return { ...balance, text: `${balance.text} · ${today.text}`, spoken: sentences(balance.spoken, today.spoken) };
    }
    case 'balance':
      return balanceFigure(state, t, format);
    case 'today':
      return todayFigure(state, t, format);
    case 'window':
      return windowFigure(state, t, format);
    case 'budget':
      return budgetFigure(state, t, format);
  }
}

/** A line of the quick pick: what could be shown, with how it would read now. */
interface ChoiceItem {
  readonly choice: StatusBarChoice;
  readonly label: string;
  readonly description: string;
}

/** What there is to choose from, with the figures of now. */
export function statusBarChoices(state: GuardState, t: Translate, format: Format): ChoiceItem[] {
  const labels: Readonly<Record<StatusBarChoice, string>> = {
    balanceAndToday: t('Balance and Today'),
    balance: t('Balance'),
    today: t('Today'),
    window: t('Included Window Left'),
    budget: t('Budget Left'),
  };
  return STATUS_BAR_CHOICES.map((choice) => ({
    choice,
    label: labels[choice],
    description: figureOf(choice, state, t, format).text,
  }));
}

function balanceFigure({ wallet, nowMs }: GuardState, t: Translate, format: Format): StatusBarFigure {
  const snapshot = lastSnapshot(wallet);
  const age = snapshot === undefined ? undefined : format.age(nowMs - snapshot.observedAtMs);
  return {
    icon: 'credit-card',
    text: balanceText(snapshot, t, format),
    spoken: age === undefined ? t('The balance is not known.') : balanceSpoken(snapshot, age, t, format),
    isOfWallet: true,
  };
}

export function balanceText(snapshot: WalletSnapshot | undefined, t: Translate, format: Format): string {
  if (snapshot?.unlimited === true) {
    return t('Unlimited');
  }
  return snapshot?.balance === undefined ? t('unknown') : format.wholeCredits(snapshot.balance);
}

function balanceSpoken(snapshot: WalletSnapshot | undefined, age: string, t: Translate, format: Format): string {
  if (snapshot?.unlimited === true) {
    return t('unlimited credits left, read {0}.', age);
  }
  return snapshot?.balance === undefined
    ? t('an unknown number of credits left, read {0}.', age)
    : t('{0} credits left, read {1}.', format.credits(snapshot.balance), age);
}

/** The balance of a while ago, in words. */
export function oldBalanceSpoken(snapshot: WalletSnapshot, age: string, t: Translate, format: Format): string {
  if (snapshot.unlimited === true) {
    return t('unlimited credits, read {0}. Newer use is not in it.', age);
  }
  return snapshot.balance === undefined
    ? t('an unknown number of credits, read {0}. Newer use is not in it.', age)
    : t('{0} credits, read {1}. Newer use is not in it.', format.credits(snapshot.balance), age);
}

function todayFigure(state: GuardState, t: Translate, format: Format): StatusBarFigure {
  const text = todayText(state, (used) => format.credits(used?.credits ?? NO_CREDITS), t);
  return { icon: 'graph', text, spoken: t('{0}.', text), isOfWallet: false };
}

/** What was spent today, in credits or in money; what has no price is not passed over. */
export function todayText({ usage }: GuardState, write: (used: UsageSums | undefined) => string, t: Translate): string {
  if (usage === undefined) {
    return t('reading');
  }
  const today = todayOf(usage);
  const spent = write(today);
  return (today?.unpricedRequests ?? 0) > 0 ? t('{0} today, and more without a price', spent) : t('{0} today', spent);
}

const FULL_PERCENT = 100;

/** Of the windows that ordinary runs draw on, the one with the least left. One whose reset has passed is full again. */
function windowFigure({ wallet, nowMs }: GuardState, t: Translate, format: Format): StatusBarFigure {
  const base = { icon: 'dashboard', isOfWallet: true };
  const [window] = (lastSnapshot(wallet)?.windows ?? [])
    .filter(({ limitId }) => limitId === ORDINARY_LIMIT_ID)
    .toSorted((a, b) => usedPercentAt(b, nowMs) - usedPercentAt(a, nowMs));
  if (window === undefined) {
    return { ...base, text: t('no window known'), spoken: t('Codex told of no included window.') };
  }
  const left = format.percent(Math.max(0, FULL_PERCENT - usedPercentAt(window, nowMs)));
  const name = windowName(window, t);
  const resets =
    window.resetsAtMs === undefined || window.resetsAtMs <= nowMs
      ? undefined
      : t('It resets at {0}.', format.instant(window.resetsAtMs, nowMs));
  return {
    ...base,
    text: t('{0}: {1} left', name, left),
    spoken: sentences(t('{0}: {1} left.', name, left), resets),
  };
}

function usedPercentAt({ usedPercent, resetsAtMs }: RateLimitWindow, nowMs: number): number {
  return resetsAtMs !== undefined && resetsAtMs <= nowMs ? 0 : usedPercent;
}

/** Of the budgets for all of Codex, else of all, the one with the smallest part left. */
function budgetFigure({ usage, nowMs }: GuardState, t: Translate, format: Format): StatusBarFigure {
  const base = { icon: 'target', isOfWallet: false };
  if (usage === undefined) {
    return { ...base, text: t('reading'), spoken: t('The ledger is being read.') };
  }
  const forAll = usage.budgets.filter(({ budget }) => budget.value.scope.kind === 'account');
  const [status] = (forAll.length === 0 ? usage.budgets : forAll).toSorted((a, b) => partLeft(a) - partLeft(b));
  if (status === undefined) {
    return { ...base, text: t('no budget'), spoken: t('Your policy has no budget.') };
  }
  const [left, limit] = [remainingOf(status), format.limit(limitOf(status))];
  const resets =
    status.resetsAtMs === undefined ? undefined : t('It resets at {0}.', format.instant(status.resetsAtMs, nowMs));
  return {
    ...base,
    text: budgetLeftText(status.budget.value.period, format.wholeCredits(left), limit, t),
    spoken: sentences(
      t('{0} has {1} of {2} credits left.', budgetName(status.budget.value, t), format.credits(left), limit),
      resets,
    ),
  };
}

function partLeft(status: BudgetStatus): number {
  return remainingOf(status) / Math.max(1, limitOf(status));
}
