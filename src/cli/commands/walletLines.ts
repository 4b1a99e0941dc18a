import type { Span } from '../../core/calendar.ts';
import { walletAlertText } from '../../core/wallet/walletAlertText.ts';
import {
  exposureText,
  lotAgeText,
  lotExpiryText,
  needText,
  recommendedSettings,
  topUpsText,
} from '../../core/wallet/walletOutlookText.ts';
import { alertsIn } from '../../core/wallet/statement/alertTimes.ts';
import type { WalletOutlook, WalletRules } from '../../core/wallet/statement/walletOutlook.ts';
import type { CliContext } from '../context.ts';
import { inStyle, table } from '../output.ts';

/** A person reads the latest; a program gets them all. */
const SHOWN_ALERTS = 5;

/** What a statement means now: what to know of its span, what the balance consists of, and how much top-up is safe. */
export function outlookLines(
  outlook: WalletOutlook,
  rules: WalletRules,
  span: Span,
  context: CliContext,
  nowMs: number,
): string {
  const { t, format, card } = context;
  const { topUps, advice } = outlook;
  return [
    section('To know', alertLines(outlook, span, context, nowMs), context),
    section('Credits by purchase, the oldest first', lotLines(outlook, context), context),
    section(
      'Top-up',
      [
        topUpsText(topUps, rules.autoReload?.maxPerMonth, t, format),
        exposureText(advice.exposure, card.money, t, format),
        needText(outlook, t, format),
        recommendationLine(outlook, context),
      ].map((line) => (line === '' ? '' : `${line}\n`)),
      context,
    ),
  ].join('');
}

function section(title: string, lines: readonly string[], { terminal }: CliContext): string {
  return lines.length === 0 ? '' : `\n${inStyle(terminal, 'bold', title)}\n${lines.join('')}`;
}

function alertLines({ alerts }: WalletOutlook, span: Span, { t, format }: CliContext, nowMs: number): string[] {
  const ofSpan = alertsIn(alerts, span);
  const shown = ofSpan.slice(-SHOWN_ALERTS);
  const earlier = ofSpan.length - shown.length;
  return [
    ...shown.map((alert) => `${walletAlertText(alert, t, format, nowMs)}\n`),
    ...(earlier === 0 ? [] : [`${earlier} more: --json lists all.\n`]),
  ];
}

function lotLines({ lots }: WalletOutlook, { t, format }: CliContext): string[] {
  const left = lots.filter(({ remaining }) => remaining > 0);
  const rows = left.map((lot) => [
    lotAgeText(lot, t, format),
    format.credits(lot.remaining),
    lotExpiryText(lot, t, format),
  ]);
  return rows.length === 0 ? [] : [table(['came', 'left', 'expires'], rows, 1, 2)];
}

function recommendationLine(outlook: WalletOutlook, { t, format }: CliContext): string {
  const settings = recommendedSettings(outlook, t).map(({ label, credits }) => `${label} ${format.limit(credits)}`);
  return settings.length === 0 ? '' : `Settings that would do: ${settings.join(', ')}.`;
}
