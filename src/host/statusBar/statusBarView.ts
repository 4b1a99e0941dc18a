import type { Translate } from '../../base/translate.ts';
import type { Format } from '../../core/format.ts';
import { sentences } from '../../core/joinTexts.ts';
import { NO_USD, inDollars } from '../../core/money.ts';
import type { RateCard } from '../../core/prices/rateCard.ts';
import { usdOf } from '../../core/usage/usageSums.ts';
import type { WalletSnapshot } from '../../core/wallet/wallet.ts';
import type { GuardState } from '../hooks/guardState.ts';
import { isStale } from '../wallet/staleBalance.ts';
import { inShort } from '../wallet/walletSentence.ts';
import { limitView } from './limitStatus.ts';
import { heldRunView, questionView, runView } from './runStatus.ts';
import type { StatusBarChoice } from './statusBarChoice.ts';
import { balanceText, figureOf, oldBalanceSpoken, todayText } from './statusBarFigure.ts';
import { type StatusBarView, itemOf } from './statusBarItem.ts';

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

function walletView(
  state: GuardState,
  choice: StatusBarChoice,
  card: RateCard,
  t: Translate,
  format: Format,
): StatusBarView {
  const { wallet, nowMs } = state;
  const figure = figureOf(choice, state, t, format);
  const chosen = itemOf(`$(${figure.icon}) ${figure.text}`, figure.spoken);
  switch (wallet.kind) {
    case 'loading':
      return itemOf(t('$(loading~spin) Codex'), t('reading the ledger and the balance.'));
    case 'noCodex':
      return itemOf(t('$(circle-slash) No Codex'), t('Codex was not found. Press Enter to choose where it is.'), {
        action: 'chooseCodex',
      });
    case 'signedOut':
      return itemOf(t('$(sign-in) Sign in to Codex'), t('signed out of Codex. Spending is still counted.'), {
        action: 'signIn',
      });
    case 'apiKey':
      return choice === 'budget' ? chosen : apiKeyView(state, card, t, format);
    case 'unreachable':
      return !figure.isOfWallet
        ? chosen
        : wallet.last === undefined
          ? itemOf(t('$(warning) Balance unknown'), t('the balance cannot be read. {0}', inShort(wallet.reason, t)))
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
    return itemOf(t('$(key) {0}', money), t('API key, no shared credits. The ledger is being read.'));
  }
  return itemOf(t('$(key) {0}', money), t('API key, no shared credits. {0} by list price.', money));
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
    return itemOf(`$(history) ${text} · ${age}`, sentences(spoken, t('Read {0}. Newer use is not in it.', ago)), {
      isDim: true,
    });
  }
  return itemOf(
    t('$(history) {0} · {1}', balanceText(snapshot, t, format), age),
    oldBalanceSpoken(snapshot, ago, t, format),
    { isDim: true },
  );
}
