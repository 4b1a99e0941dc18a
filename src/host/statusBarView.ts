import type { Translate } from '../base/translate.ts';
import type { Format } from '../core/format.ts';
import { NO_CREDITS, NO_USD, inDollars, sumCredits } from '../core/money.ts';
import type { RateCard } from '../core/rateCard.ts';
import { type UsageSums, usdOf } from '../core/usageSums.ts';
import { type WalletSnapshot, isRefused } from '../core/wallet.ts';
import { bindingText } from '../core/walletText.ts';
import { todayOf } from '../guard/usageModel.ts';
import { budgetAlert } from './budgetAlert.ts';
import type { GuardState } from './guardState.ts';
import { inShort } from './walletSentence.ts';

/** What a click on the status bar does. */
export type StatusBarAction = 'openPanel' | 'chooseCodex' | 'signIn' | 'answer';

export interface StatusBarView {
  readonly text: string;
  /** All of it in words, for a screen reader. */
  readonly accessibleName: string;
  readonly severity: 'none' | 'warning' | 'error';
  readonly isDim: boolean;
  readonly action: StatusBarAction;
}

/** A balance older than this is shown with its age. */
export const STALE_AFTER_MS = 15 * 60_000;

/**
 * What the status bar shows, as a value. The first that applies wins: a question, a run that is held, one that goes on, what keeps Codex from being
 * used at all, what blocks, a budget that is nearly spent, age, and then the balance.
 */
export function statusBarView(state: GuardState, card: RateCard, t: Translate, format: Format): StatusBarView {
  return (
    questionView(state, t) ??
    heldRunView(state, t, format) ??
    runView(state, t, format) ??
    limitView(state, t, format) ??
    walletView(state, card, t, format)
  );
}

function view(text: string, spoken: string, rest: Partial<StatusBarView> = {}): StatusBarView {
  return {
    text,
    accessibleName: `Codex Guardrails: ${spoken}`,
    severity: 'none',
    isDim: false,
    action: 'openPanel',
    ...rest,
  };
}

function questionView({ openQuestions }: GuardState, t: Translate): StatusBarView | undefined {
  return openQuestions === 0
    ? undefined
    : view(t('$(bell-dot) Codex asks you'), t('Codex waits for your answer. Press Enter to answer.'), {
        severity: 'warning',
        action: 'answer',
      });
}

function heldRunView({ activeRuns, nowMs }: GuardState, t: Translate, format: Format): StatusBarView | undefined {
  const held = activeRuns.filter(({ hold }) => hold !== undefined);
  const [run] = held;
  if (run?.hold === undefined) {
    return undefined;
  }
  const { waitsUntilMs } = run.hold;
  if (held.length > 1) {
    const text = t('$(debug-pause) {0} runs are held', held.length);
    const spoken = t('{0} runs are held and ask you. Press Enter to answer.', held.length);
    return view(text, spoken, { severity: 'warning', action: 'answer' });
  }
  const spent = format.credits(run.spent);
  if (waitsUntilMs !== undefined) {
    const until = format.instant(waitsUntilMs, nowMs);
    return view(
      t('$(debug-pause) {0} · until {1}', spent, until),
      t('one run is held after {0} credits. It goes on at {1}.', spent, until),
    );
  }
  return view(
    t('$(debug-pause) Held at {0}', spent),
    t('one run is held after {0} credits and asks you. Press Enter to answer.', spent),
    { severity: 'warning', action: 'answer' },
  );
}

function runView({ activeRuns }: GuardState, t: Translate, format: Format): StatusBarView | undefined {
  const [run] = activeRuns;
  if (run === undefined) {
    return undefined;
  }
  if (activeRuns.length > 1) {
    const spent = format.credits(sumCredits(activeRuns.map((one) => one.spent)));
    return view(
      t('$(sync~spin) {0} runs · {1}', activeRuns.length, spent),
      t('{0} runs are going on, {1} credits so far.', activeRuns.length, spent),
    );
  }
  const spent = format.credits(run.spent);
  if (run.unpricedRequests > 0) {
    return view(t('$(sync~spin) no price'), t('one run is going on. Its model has no price.'));
  }
  return run.cap === undefined
    ? view(t('$(sync~spin) {0}', spent), t('one run is going on, {0} credits so far, no cap.', spent))
    : view(
        t('$(sync~spin) {0}/{1}', spent, format.limit(run.cap)),
        t('one run is going on, {0} of {1} credits.', spent, format.limit(run.cap)),
      );
}

/** Error where no run can start, warning where that is near. */
function limitView({ wallet, usage, nowMs }: GuardState, t: Translate, format: Format): StatusBarView | undefined {
  if (wallet.kind === 'noCodex' || wallet.kind === 'signedOut') {
    return undefined;
  }
  const alert = budgetAlert(usage, t, format, nowMs);
  const alertSpoken = `${alert?.sentence ?? ''} ${alert?.resets ?? ''}`.trim();
  if (alert?.kind === 'spent') {
    return view(`$(circle-slash) ${alert.short}`, alertSpoken, { severity: 'error' });
  }
  if (wallet.kind === 'known' && !isStale(wallet.snapshot, nowMs) && isRefused(wallet.snapshot, nowMs)) {
    const { title, text } = bindingText(wallet.snapshot, t, format, nowMs);
    return view(`$(circle-slash) ${title}`, `${title} ${text}`, { severity: 'error' });
  }
  return alert === undefined ? undefined : view(`$(warning) ${alert.short}`, alertSpoken, { severity: 'warning' });
}

function isStale({ observedAtMs }: WalletSnapshot, nowMs: number): boolean {
  return nowMs - observedAtMs > STALE_AFTER_MS;
}

function walletView(state: GuardState, card: RateCard, t: Translate, format: Format): StatusBarView {
  const { wallet, nowMs } = state;
  const today = todayText(state, (used) => format.credits(used?.credits ?? NO_CREDITS), t);
  switch (wallet.kind) {
    case 'loading':
      return view(t('$(loading~spin) Codex'), t('reading the ledger and the balance.'));
    case 'noCodex':
      return view(t('$(circle-slash) No Codex'), t('Codex was not found. Press Enter to choose where it is.'), {
        action: 'chooseCodex',
      });
    case 'signedOut':
      return view(t('$(sign-in) Sign in to Codex'), t('signed out of Codex. Spending is still counted.'), {
        action: 'signIn',
      });
    case 'apiKey':
      return apiKeyView(state, card, t, format);
    case 'unreachable':
      return wallet.last === undefined
        ? view(t('$(warning) Balance unknown'), t('the balance cannot be read. {0}', inShort(wallet.reason)))
        : staleView(wallet.last, nowMs, t, format);
    case 'known':
      return isStale(wallet.snapshot, nowMs)
        ? staleView(wallet.snapshot, nowMs, t, format)
        : freshView(wallet.snapshot, today, nowMs, t, format);
  }
}

/** With an API key money is spent, at the API's list price. */
function apiKeyView(state: GuardState, card: RateCard, t: Translate, format: Format): StatusBarView {
  const money = todayText(state, (used) => format.money(inDollars(used === undefined ? NO_USD : usdOf(used, card))), t);
  if (state.usage === undefined) {
    return view(t('$(key) {0}', money), t('API key, no shared credits. The ledger is being read.'));
  }
  return view(t('$(key) {0}', money), t('API key, no shared credits. {0} by list price.', money));
}

function staleView(snapshot: WalletSnapshot, nowMs: number, t: Translate, format: Format): StatusBarView {
  const age = format.duration(nowMs - snapshot.observedAtMs);
  return view(
    t('$(history) {0} · {1}', balanceText(snapshot, t, format), age),
    t('{0} credits, read {1} ago. Newer use is not in it.', exactBalanceText(snapshot, t, format), age),
    { isDim: true },
  );
}

function freshView(
  snapshot: WalletSnapshot,
  today: string,
  nowMs: number,
  t: Translate,
  format: Format,
): StatusBarView {
  const age = format.age(nowMs - snapshot.observedAtMs);
  return view(
    t('$(credit-card) {0} · {1}', balanceText(snapshot, t, format), today),
    t('{0} credits left, read {1}. {2}.', exactBalanceText(snapshot, t, format), age, today),
  );
}

function balanceText({ balance, unlimited }: WalletSnapshot, t: Translate, format: Format): string {
  if (unlimited === true) {
    return t('Unlimited');
  }
  return balance === undefined ? t('unknown') : format.wholeCredits(balance);
}

function exactBalanceText({ balance, unlimited }: WalletSnapshot, t: Translate, format: Format): string {
  if (unlimited === true) {
    return t('unlimited');
  }
  return balance === undefined ? t('an unknown number of') : format.credits(balance);
}

/** What was spent today, in credits or in money; what has no price is not passed over. */
function todayText({ usage }: GuardState, write: (used: UsageSums | undefined) => string, t: Translate): string {
  if (usage === undefined) {
    return t('reading');
  }
  const today = todayOf(usage);
  const spent = write(today);
  return (today?.unpricedRequests ?? 0) > 0 ? t('{0} today, and more without a price', spent) : t('{0} today', spent);
}
