import { proposalText, verdictText } from '../../core/prices/calibration/agreementText.ts';
import { sentences } from '../../core/joinTexts.ts';
import { type CreditsMicros, NO_CREDITS, microsToCredits, negateCredits, subtractCredits } from '../../core/money.ts';
import { lastSnapshot } from '../../core/wallet/wallet.ts';
import type { StatementSums } from '../../core/wallet/statement/statementSums.ts';
import type { WalletModel } from '../../guard/walletModel.ts';
import type { AmountView, StatementRowView, StatementStepView, WalletView } from '../../panel/walletProtocol.ts';
import type { GuardState } from '../hooks/guardState.ts';
import { movementNotes } from './movementText.ts';
import { outlookView } from './panelOutlook.ts';
import type { ViewTools } from '../viewTools.ts';

/** The statement of this month, what it means, and how our prices stand against the account's own figures. */
export function walletView(state: GuardState, tools: ViewTools): WalletView {
  const { wallet, walletModel, nowMs } = state;
  const { t } = tools;
  const totals = walletModel?.statement.totals;
  const rows = walletModel?.statement.rows.map((row) => rowView(row.key, tools.format.day(row.key), row, nowMs, tools));
  return {
    title: t('Statement of this month'),
    subtitle: totals === undefined ? '' : t('adds up to the balance that Codex reports'),
    steps: totals === undefined ? [] : steps(totals, nowMs, tools),
    summary: totals === undefined ? '' : summary(totals, tools),
    labels: {
      day: t('Day'),
      opening: t('Opening'),
      used: t('Codex here'),
      unattributed: t('Unattributed'),
      topUps: t('Top-ups'),
      closing: t('Closing'),
      note: t('Note'),
    },
    rows: rows?.reverse() ?? [],
    totals: totals === undefined ? undefined : rowView('total', t('This month'), totals, nowMs, tools),
    explanation: totals === undefined ? '' : explanation(totals, tools),
    emptyText: noStatementText(state, t),
    outlook: outlookView(state, tools),
    ...pricesView(walletModel, tools),
    actions:
      wallet.kind === 'apiKey' ? [] : [{ label: t('Add Credits…'), isPrimary: false, message: { kind: 'addCredits' } }],
  };
}

function noStatementText({ wallet, walletModel, usage }: GuardState, t: ViewTools['t']): string {
  if (wallet.kind === 'apiKey') {
    return t('An API key draws on no shared credits, so there is no statement.');
  }
  // Without a balance nobody is known whose statement could be asked for.
  const isToCome = walletModel === undefined && (usage === undefined || lastSnapshot(wallet) !== undefined);
  return isToCome ? t('The ledger is being read.') : t('No balance has been seen this month.');
}

function rowView(key: string, label: string, sums: StatementSums, nowMs: number, tools: ViewTools): StatementRowView {
  const { t, format } = tools;
  const change = (credits: CreditsMicros): AmountView => ({
    text: format.change(credits),
    kind: credits === 0 ? 'quiet' : 'value',
  });
  const balance = (credits: CreditsMicros, isEstimated: boolean): AmountView => ({
    text: isEstimated ? t('about {0}', format.credits(credits)) : format.credits(credits),
    kind: isEstimated ? 'quiet' : 'value',
  });
  const isUnread = sums.readings === 0;
  return {
    key,
    label,
    opening: balance(sums.opening, sums.isOpeningEstimated),
    used: change(negateCredits(sums.ours)),
    unattributed: isUnread ? { text: t('unknown'), kind: 'unknown' } : change(negateCredits(sums.unattributed)),
    topUps: isUnread ? { text: t('unknown'), kind: 'unknown' } : change(sums.topUps),
    closing: balance(sums.closing, sums.isClosingEstimated),
    note: key === 'total' ? '' : note(sums, nowMs, tools),
  };
}

function note(sums: StatementSums, nowMs: number, tools: ViewTools): string {
  const { t, format } = tools;
  const notes = [
    sums.readings === 0 ? t('balance not read') : '',
    sums.unpricedDraws > 0 ? t('{0} without a price', format.requests(sums.unpricedDraws)) : '',
    ...movementNotes(sums.movements, nowMs, t, format),
  ];
  return notes.filter((text) => text !== '').join(' · ');
}

/** From the opening balance by what moved it to the closing one; what did not move it has no column. */
function steps(sums: StatementSums, nowMs: number, { t, format }: ViewTools): StatementStepView[] {
  const { opening, ours, unattributed, topUps, closing } = sums;
  const afterUse = subtractCredits(opening, ours);
  const afterRest = subtractCredits(afterUse, unattributed);
  const step = (
    kind: StatementStepView['kind'],
    [label, detail]: readonly [string, string],
    text: string,
    from: CreditsMicros,
    to: CreditsMicros,
  ): StatementStepView => ({ kind, label, detail, text, from: microsToCredits(from), to: microsToCredits(to) });
  const change = (credits: CreditsMicros) => format.change(credits);
  const minus = (credits: CreditsMicros) => change(negateCredits(credits));
  return [
    step('balance', [t('Opening'), format.instant(sums.fromMs, nowMs)], format.credits(opening), NO_CREDITS, opening),
    ...(ours === 0 ? [] : [step('used', [t('Codex here'), t('priced requests')], minus(ours), opening, afterUse)]),
    ...(unattributed === 0
      ? []
      : [step('unattributed', [t('Unattributed'), ''], minus(unattributed), afterUse, afterRest)]),
    ...(topUps === 0 ? [] : [step('topUps', [t('Top-ups'), ''], change(topUps), afterRest, closing)]),
    step('balance', [t('Closing'), t('now')], format.credits(closing), NO_CREDITS, closing),
  ];
}

function summary({ opening, ours, unattributed, topUps, closing }: StatementSums, { t, format }: ViewTools): string {
  return t(
    'From {0} to {1} credits: Codex here used {2}, top-ups brought {3}, {4} are unattributed.',
    format.credits(opening),
    format.credits(closing),
    format.credits(ours),
    format.credits(topUps),
    format.credits(unattributed),
  );
}

function explanation(sums: StatementSums, { t, format }: ViewTools): string {
  const meaning = t('Unattributed is what other ChatGPT features, other machines or cloud tasks drew.');
  const { unattributedLowest: low, unattributedHighest: high } = sums;
  if (low === undefined || high === undefined) {
    return sentences(meaning, t('Requests without a known price may be in it, so that it cannot be bounded.'));
  }
  const range = t(
    'By what the balances prove, it lies between {0} and {1}.',
    format.credits(low),
    format.credits(high),
  );
  const isSure = sums.isProven || low === high;
  return sentences(meaning, range, isSure ? undefined : t('Balances may lag behind use, so it may be nothing.'));
}

function pricesView(
  model: WalletModel | undefined,
  { t, format }: ViewTools,
): Pick<WalletView, 'pricesTitle' | 'prices' | 'priceProposals' | 'priceActions'> {
  const agreements = model?.agreements ?? [];
  const proposals = agreements.flatMap((agreement) =>
    agreement.proposal === undefined ? [] : [proposalText(agreement, agreement.proposal, t, format)],
  );
  return {
    pricesTitle: t('Our price against your account’s own figures, last 30 days'),
    prices: agreements.map((agreement) => {
      const { model: name, tier, ours, account, verdict } = agreement;
      return {
        key: `${name}/${tier}`,
        label: tier === 'standard' ? name : `${name}, ${tier}`,
        oursText: ours === undefined ? t('no price') : t('ours {0}', format.credits(ours)),
        accountText: t('account {0}', format.credits(account)),
        verdict: verdictText(agreement, t, format),
        isOff: verdict === 'differs',
      };
    }),
    priceProposals: proposals,
    priceActions:
      proposals.length === 0
        ? []
        : [{ label: t('Use Your Account’s Price…'), isPrimary: false, message: { kind: 'acceptPrice' } }],
  };
}
