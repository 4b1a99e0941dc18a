import { plural } from '../../base/translate.ts';
import { listed, sentences } from '../../core/joinTexts.ts';
import { NO_CREDITS, NO_USD, inDollars } from '../../core/money.ts';
import { creditsToMoney } from '../../core/prices/creditWorth.ts';
import { usdOf } from '../../core/usage/usageSums.ts';
import { type WalletSnapshot, lastSnapshot } from '../../core/wallet/wallet.ts';
import { bindingText, planName } from '../../core/wallet/walletText.ts';
import { todayOf } from '../../guard/usageModel.ts';
import type { BalanceView, NowView, TodayView } from '../../panel/nowProtocol.ts';
import { budgetAlert } from '../alerts/budgetAlert.ts';
import type { GuardState } from '../hooks/guardState.ts';
import { activeRunView } from './panelActiveRun.ts';
import { budgetMeter, ownLimitMeter, windowMeter } from './panelMeters.ts';
import { noRunsText } from './panelRuns.ts';
import { notices } from './panelNotices.ts';
import type { ViewTools } from '../viewTools.ts';
import { isStale } from '../wallet/staleBalance.ts';
import { nextRunSentence } from '../wallet/walletSentence.ts';

/** What is left, what binds, and what is going on. */
export function nowView(state: GuardState, tools: ViewTools): NowView {
  const { t } = tools;
  const { wallet, usage, activeRuns, nowMs } = state;
  const snapshot = lastSnapshot(wallet);
  const plan = snapshot?.planType;
  return {
    balance: balanceView(state, tools),
    notices: notices(state, tools),
    windowsTitle: plan === undefined ? t('Included') : t('Included in {0}', planName(plan)),
    windows: snapshot?.windows.map((window) => windowMeter(window, snapshot, nowMs, tools)) ?? [],
    workspaceTitle: t('In the workspace'),
    workspace: snapshot?.individualLimit === undefined ? [] : [ownLimitMeter(snapshot.individualLimit, nowMs, tools)],
    budgetsTitle: t('Your budgets'),
    budgets: (usage?.budgets ?? []).map((status, index) => budgetMeter(status, usage?.forecasts[index], nowMs, tools)),
    runsTitle: t('Runs'),
    runsText: runsText(activeRuns, t),
    // Those that ask come first.
    runs: activeRuns
      .toSorted((a, b) => Number(b.hold !== undefined) - Number(a.hold !== undefined))
      .map((run) => activeRunView(run, nowMs, tools)),
    emptyText: (usage?.runs.length ?? 0) > 0 ? t('No run of this window is going on.') : noRunsText(usage, t),
    today: todayView(state, tools),
  };
}

/** How many go on, how many ask, and how many wait by themselves; empty: none. */
function runsText(runs: GuardState['activeRuns'], t: ViewTools['t']): string {
  const counted = Map.groupBy(runs, ({ hold }) => {
    return hold === undefined ? 'running' : hold.waitsUntilMs === undefined ? 'asking' : 'waiting';
  });
  const count = (kind: 'running' | 'asking' | 'waiting'): number => counted.get(kind)?.length ?? 0;
  const asking = count('asking');
  return listed(
    [
      count('running') === 0 ? '' : t('{0} running', count('running')),
      asking === 0 ? '' : plural(asking, t('1 asks you'), t('{0} ask you', asking)),
      count('waiting') === 0 ? '' : t('{0} waiting', count('waiting')),
    ],
    t,
  );
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
    facts:
      usage === undefined
        ? []
        : [
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
  const hasAge = wallet.kind !== 'known' || isStale(snapshot, nowMs);
  const age = hasAge ? [format.age(nowMs - snapshot.observedAtMs)] : [];
  const isUnknown = snapshot.balance === undefined && snapshot.unlimited !== true;
  return {
    ...base,
    text: balanceFigure(snapshot, tools),
    unit: snapshot.unlimited === true || isUnknown ? '' : t('credits'),
    meta: [...age, ...worth(snapshot, tools), today].filter((part) => part !== '').join(' · '),
    isStale: hasAge,
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
