import type { BudgetForecast } from '../../core/budgets/budgetForecast.ts';
import { limitOf, raisedBy, remainingOf, type BudgetStatus } from '../../core/budgets/budgetStatus.ts';
import { budgetLabel, remainingText } from '../../core/decisions/findingText.ts';
import { listed, sentences } from '../../core/joinTexts.ts';
import { NO_CREDITS, NO_USD, inDollars } from '../../core/money.ts';
import { creditsToMoney } from '../../core/prices/pricing.ts';
import { usdOf } from '../../core/usage/usageSums.ts';
import { type RateLimitWindow, type WalletSnapshot, bindingLimit, lastSnapshot } from '../../core/wallet/wallet.ts';
import { bindingText, windowName } from '../../core/wallet/walletText.ts';
import { todayOf } from '../../guard/usageModel.ts';
import type { BalanceView, MeterView, NowView, TodayView } from '../../panel/panelProtocol.ts';
import { budgetAlert } from '../alerts/budgetAlert.ts';
import type { GuardState } from '../hooks/guardState.ts';
import { activeRunView } from './panelActiveRun.ts';
import { notices } from './panelNotices.ts';
import { shortPath } from '../shortPath.ts';
import { STALE_AFTER_MS } from '../statusBar/statusBarView.ts';
import type { ViewTools } from '../viewTools.ts';
import { nextRunSentence } from '../wallet/walletSentence.ts';

/** What is left, what binds, and what is going on. */
export function nowView(state: GuardState, tools: ViewTools): NowView {
  const { t } = tools;
  const { wallet, usage, activeRuns, nowMs } = state;
  const snapshot = lastSnapshot(wallet);
  const plan = snapshot?.planType;
  const hasRuns = (usage?.runs.length ?? 0) > 0;
  return {
    balance: balanceView(state, tools),
    notices: notices(state, tools),
    windowsTitle: plan === undefined ? t('Included') : t('Included in {0}', planName(plan)),
    windows: snapshot?.windows.map((window) => windowMeter(window, snapshot, nowMs, tools)) ?? [],
    budgetsTitle: t('Your budgets'),
    budgets: (usage?.budgets ?? []).map((status, index) => budgetMeter(status, usage?.forecasts[index], nowMs, tools)),
    runsTitle: activeRuns.length === 0 ? t('Runs') : t('Runs: {0} running', activeRuns.length),
    // Those that ask come first.
    runs: activeRuns
      .toSorted((a, b) => Number(b.hold !== undefined) - Number(a.hold !== undefined))
      .map((run) => activeRunView(run, nowMs, tools)),
    emptyText: hasRuns
      ? t('No run of this window is going on.')
      : t('No Codex runs on this machine yet. Write a task, and see what it would cost before it starts.'),
    today: todayView(state, tools),
  };
}

/** Today in few figures, and where there are more. */
function todayView({ usage }: GuardState, { t, format }: ViewTools): TodayView {
  const used = usage === undefined ? undefined : todayOf(usage);
  const unpriced = used?.unpricedRequests ?? 0;
  const isUnpriced = used !== undefined && unpriced === used.requests;
  const credits = format.credits(used?.credits ?? NO_CREDITS);
  const fact = (label: string, count: number) => ({ label, text: format.count(count) });
  return {
    title: t('Today'),
    text: usage === undefined ? t('reading') : isUnpriced ? t('no price') : unpriced > 0 ? `${credits}+` : credits,
    facts: [
      fact(t('Requests'), used?.requests ?? 0),
      ...(unpriced === 0 ? [] : [fact(t('Requests without a price'), unpriced)]),
      fact(t('Input tokens'), used?.usage.inputTokens ?? 0),
      fact(t('Output tokens'), used?.usage.outputTokens ?? 0),
    ],
    actions: [
      { label: t('Spend'), isPrimary: false, message: { kind: 'openSection', tab: 'spend' } },
      { label: t('Runs'), isPrimary: false, message: { kind: 'openSection', tab: 'runs' } },
    ],
  };
}

function planName(plan: string): string {
  return plan.charAt(0).toUpperCase() + plan.slice(1);
}

function balanceView(state: GuardState, tools: ViewTools): BalanceView {
  const { wallet, nowMs } = state;
  const { t, format } = tools;
  const snapshot = lastSnapshot(wallet);
  const today = todayMeta(state, tools);
  const base = {
    heading: t('Shared ChatGPT credits'),
    isStale: false,
    isUnknown: false,
    bindingTitle: '',
    bindingText: '',
  };
  if (wallet.kind === 'apiKey') {
    const used = state.usage === undefined ? undefined : todayOf(state.usage);
    const usd = used === undefined ? NO_USD : usdOf(used, tools.card);
    const unpriced = (used?.unpricedRequests ?? 0) > 0 ? t('and more without a price') : '';
    return {
      ...base,
      heading: t('Spent with an API key'),
      text: state.usage === undefined ? t('reading') : format.money(inDollars(usd)),
      unit: t('today'),
      meta: listed([t('by API list price'), unpriced], t),
    };
  }
  if (snapshot === undefined) {
    const text = wallet.kind === 'loading' ? t('Reading…') : t('Balance unknown');
    return { ...base, text, unit: '', meta: today, isUnknown: true };
  }
  const alert = budgetAlert(state.usage, t, format, nowMs);
  const { title, text } =
    alert?.kind === 'spent' ? { title: alert.sentence, text: alert.resets } : bindingText(snapshot, t, format, nowMs);
  const isStale = wallet.kind !== 'known' || nowMs - snapshot.observedAtMs > STALE_AFTER_MS;
  const age = isStale ? [format.age(nowMs - snapshot.observedAtMs)] : [];
  const isUnknown = snapshot.balance === undefined && snapshot.unlimited !== true;
  return {
    ...base,
    text: balanceFigure(snapshot, tools),
    unit: snapshot.unlimited === true || isUnknown ? '' : t('credits'),
    meta: [...age, ...worth(snapshot, tools), today].filter((part) => part !== '').join(' · '),
    isStale,
    isUnknown,
    bindingTitle: title,
    bindingText: wallet.kind === 'known' ? sentences(text, nextRunSentence(wallet, t, nowMs)) : text,
  };
}

function balanceFigure({ balance, unlimited }: WalletSnapshot, { t, format }: ViewTools): string {
  if (unlimited === true) {
    return t('Unlimited');
  }
  return balance === undefined ? t('Balance unknown') : format.credits(balance);
}

function worth({ balance, unlimited }: WalletSnapshot, { t, format, card }: ViewTools): string[] {
  return balance === undefined || unlimited === true
    ? []
    : [t('about {0}', format.money(creditsToMoney(card.money, balance)))];
}

function todayMeta({ usage }: GuardState, { t, format }: ViewTools): string {
  if (usage === undefined) {
    return '';
  }
  const today = todayOf(usage);
  const used = t('{0} used today by Codex', format.credits(today?.credits ?? NO_CREDITS));
  return listed([used, (today?.unpricedRequests ?? 0) > 0 ? t('and more without a price') : ''], t);
}

function windowMeter(
  window: RateLimitWindow,
  snapshot: WalletSnapshot,
  nowMs: number,
  { t, format }: ViewTools,
): MeterView {
  const binding = bindingLimit(snapshot, nowMs);
  const binds =
    binding.kind === 'included-window' && binding.limitId === window.limitId && binding.untilMs === window.resetsAtMs;
  const label = windowName(window, t);
  const text = format.percent(window.usedPercent);
  const detail =
    window.resetsAtMs === undefined
      ? t('Codex did not say when it resets')
      : t('resets {0}', format.instant(window.resetsAtMs, nowMs));
  return {
    id: `${window.limitId}/${window.windowMinutes ?? 0}`,
    label,
    tag: binds ? t('binds') : undefined,
    usedFraction: clampFraction(window.usedPercent / 100),
    reservedFraction: 0,
    likelyEnd: undefined,
    text,
    detail,
    note: '',
    description: t('{0}: {1} used, {2}.', label, text, detail),
  };
}

function budgetMeter(
  status: BudgetStatus,
  forecast: BudgetForecast | undefined,
  nowMs: number,
  tools: ViewTools,
): MeterView {
  const { t, format, homeFolder } = tools;
  const { value } = status.budget;
  const limit = Math.max(1, limitOf(status));
  const scope =
    value.scope.kind === 'workspace' ? { ...value.scope, path: shortPath(value.scope.path, homeFolder) } : value.scope;
  const label = budgetLabel({ ...value, scope }, t);
  const text = remainingText(remainingOf(status), t, format);
  const resets =
    status.resetsAtMs === undefined ? '' : ` · ${t('resets {0}', format.instant(status.resetsAtMs, nowMs))}`;
  const unpriced =
    status.unpricedRequests === 0 ? '' : ` · ${t('{0} without a price', format.requests(status.unpricedRequests))}`;
  const detail = t('of {0}', format.limit(value.limit)) + resets + unpriced;
  const note = budgetNote(status, forecast, nowMs, tools);
  return {
    id: value.id,
    label,
    tag: undefined,
    usedFraction: clampFraction(status.spent / limit),
    reservedFraction: Math.max(0, Math.min(1 - clampFraction(status.spent / limit), status.reserved / limit)),
    likelyEnd:
      forecast === undefined
        ? undefined
        : { low: clampFraction(forecast.low / limit), high: clampFraction(forecast.high / limit) },
    text,
    detail,
    note,
    description: t('{0}: {1} {2}.', label, text, listed([detail, note], t)),
  };
}

/** What overrides add to a budget, and where it will likely end. */
function budgetNote(
  status: BudgetStatus,
  forecast: BudgetForecast | undefined,
  nowMs: number,
  { t, format }: ViewTools,
): string {
  const raised = raisedBy(status);
  const untilMs = Math.min(...status.overrides.map(({ expiresAtMs }) => expiresAtMs));
  const more = raised === 0 ? [] : [t('raised by {0} until {1}', format.limit(raised), format.instant(untilMs, nowMs))];
  const likely = forecast === undefined ? [] : [t('likely {0} by then', format.range(forecast.low, forecast.high))];
  return [...more, ...likely].join(' · ');
}

function clampFraction(value: number): number {
  return Math.max(0, Math.min(1, value));
}
