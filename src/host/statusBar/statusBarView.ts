import type { Translate } from '../../base/translate.ts';
import type { Format } from '../../core/format.ts';
import { foreseenText } from '../../core/estimate/outlookText.ts';
import { failureText, failureTitle, hooksStep, hooksTitle } from '../../core/hooks/hookText.ts';
import { type HookState, hooksAtWork } from '../../core/hooks/hookStatus.ts';
import { sentences } from '../../core/joinTexts.ts';
import { NO_USD, inDollars, sumCredits } from '../../core/money.ts';
import type { RateCard } from '../../core/prices/rateCard.ts';
import { usdOf } from '../../core/usage/usageSums.ts';
import type { WalletSnapshot } from '../../core/wallet/wallet.ts';
import { isRefused } from '../../core/wallet/bindingLimit.ts';
import { bindingText } from '../../core/wallet/walletText.ts';
import { budgetAlert } from '../alerts/budgetAlert.ts';
import type { GuardState } from '../hooks/guardState.ts';
import type { StatusBarChoice } from './statusBarChoice.ts';
import { balanceText, figureOf, oldBalanceSpoken, todayText } from './statusBarFigure.ts';
import { inShort } from '../wallet/walletSentence.ts';

/** What a click on the status bar does. */
export type StatusBarAction = 'openPanel' | 'chooseCodex' | 'signIn' | 'answer' | 'guardAllRuns';

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
 * What the status bar shows, as a value. The first that applies wins: a question, a run that is held, one that goes on,
 * what keeps Codex from being used at all, what blocks, hooks that do not guard, a budget that is nearly spent, age, and
 * then what the person chose.
 */
export function statusBarView(
  state: GuardState,
  choice: StatusBarChoice,
  card: RateCard,
  t: Translate,
  format: Format,
): StatusBarView {
  const { kind } = state.wallet;
  const isUsable = kind !== 'noCodex' && kind !== 'signedOut';
  return (
    questionView(state, t) ??
    heldRunView(state, t, format) ??
    runView(state, t, format) ??
    (isUsable ? limitView(state, t, format) : undefined) ??
    walletView(state, choice, card, t, format)
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
  const ends = run.range === undefined ? [] : [t('ends {0}', format.range(run.range.p10, run.range.p90))];
  const [text, spoken] =
    run.cap === undefined
      ? [t('$(sync~spin) {0}', spent), t('one run is going on, {0} credits so far, no cap.', spent)]
      : [
          t('$(sync~spin) {0}/{1}', spent, format.limit(run.cap)),
          t('one run is going on, {0} of {1} credits.', spent, format.limit(run.cap)),
        ];
  return view([text, ...ends].join(' · '), sentences(spoken, foreseenText(run, t, format)));
}

/** Error where no run can start; warning where runs are not guarded that should be, or where a limit is near. */
function limitView(state: GuardState, t: Translate, format: Format): StatusBarView | undefined {
  const { wallet, usage, nowMs } = state;
  const alert = budgetAlert(usage, t, format, nowMs);
  const alertSpoken = sentences(alert?.sentence, alert?.resets);
  if (alert?.kind === 'spent') {
    return view(`$(circle-slash) ${alert.short}`, alertSpoken, { severity: 'error' });
  }
  if (wallet.kind === 'known' && !isStale(wallet.snapshot, nowMs) && isRefused(wallet.snapshot, nowMs)) {
    const { title, text } = bindingText(wallet.snapshot, t, format, nowMs);
    return view(`$(circle-slash) ${title}`, sentences(title, text), { severity: 'error' });
  }
  const near =
    alert === undefined ? undefined : view(`$(warning) ${alert.short}`, alertSpoken, { severity: 'warning' });
  return guardView(state, t, format) ?? near;
}

/** Hooks that were installed and that nothing answers, or of which Codex passes over some or all without a word. */
function guardView({ hooks, hookFailure, nowMs }: GuardState, t: Translate, format: Format): StatusBarView | undefined {
  if (hookFailure !== undefined) {
    const spoken = sentences(failureTitle(t), failureText(hookFailure, t, format, nowMs));
    return view(t('$(unlock) Guard not working'), spoken, { severity: 'warning' });
  }
  const lame = hooks.find(({ state }) => state !== 'active');
  if (lame === undefined) {
    return undefined;
  }
  const why = whyLameText(lame.state, t);
  const text =
    hooksAtWork(hooks) === 'none' ? t('$(unlock) Guard off: {0}', why) : t('$(unlock) Guard in part: {0}', why);
  const spoken = sentences(hooksTitle(hooks, t), hooksStep(hooks, t), t('Press Enter to install hooks.'));
  return view(text, spoken, { severity: 'warning', action: 'guardAllRuns' });
}

function whyLameText(state: HookState, t: Translate): string {
  switch (state) {
    case 'needs-review':
      return t('hooks need review');
    case 'disabled':
      return t('hooks are switched off');
    case 'modified':
      return t('hooks were changed');
    case 'managed-only':
      return t('only managed hooks run');
    default:
      return t('hooks are missing');
  }
}

function isStale({ observedAtMs }: WalletSnapshot, nowMs: number): boolean {
  return nowMs - observedAtMs > STALE_AFTER_MS;
}

function walletView(
  state: GuardState,
  choice: StatusBarChoice,
  card: RateCard,
  t: Translate,
  format: Format,
): StatusBarView {
  const { wallet, nowMs } = state;
  const figure = figureOf(choice, state, t, format);
  const chosen = view(`$(${figure.icon}) ${figure.text}`, figure.spoken);
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
      return choice === 'budget' ? chosen : apiKeyView(state, card, t, format);
    case 'unreachable':
      return !figure.isOfWallet
        ? chosen
        : wallet.last === undefined
          ? view(t('$(warning) Balance unknown'), t('the balance cannot be read. {0}', inShort(wallet.reason, t)))
          : staleView(wallet.last, choice, state, t, format);
    case 'known':
      return figure.isOfWallet && isStale(wallet.snapshot, nowMs)
        ? staleView(wallet.snapshot, choice, state, t, format)
        : chosen;
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

/** The last figure that is known, dim and with its age. */
function staleView(
  snapshot: WalletSnapshot,
  choice: StatusBarChoice,
  state: GuardState,
  t: Translate,
  format: Format,
): StatusBarView {
  const ageMs = state.nowMs - snapshot.observedAtMs;
  const [age, ago] = [format.duration(ageMs), format.age(ageMs)];
  if (choice === 'window') {
    const { text, spoken } = figureOf(choice, state, t, format);
    return view(`$(history) ${text} · ${age}`, sentences(spoken, t('Read {0}. Newer use is not in it.', ago)), {
      isDim: true,
    });
  }
  return view(
    t('$(history) {0} · {1}', balanceText(snapshot, t, format), age),
    oldBalanceSpoken(snapshot, ago, t, format),
    { isDim: true },
  );
}
