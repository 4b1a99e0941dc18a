import type { Span } from '../../core/calendar.ts';
import { sumCredits } from '../../core/money.ts';
import { walletAlertText } from '../../core/wallet/walletAlertText.ts';
import { alertedAtMs, alertsIn } from '../../core/wallet/statement/alertTimes.ts';
import type { Movement } from '../../core/wallet/statement/findMovements.ts';
import type { StatementSums } from '../../core/wallet/statement/statementSums.ts';
import type { TopUpAdvice } from '../../core/wallet/statement/topUpAdvice.ts';
import type { WalletAlert } from '../../core/wallet/statement/walletAlerts.ts';
import type { WalletOutlook, WalletRules } from '../../core/wallet/statement/walletOutlook.ts';
import type { StatementRow } from '../../core/wallet/statement/walletStatement.ts';
import type { CliContext } from '../context.ts';
import { csv } from '../output.ts';

type Field = readonly [name: string, pick: (sums: StatementSums) => number | boolean | null];

const FIELDS: readonly Field[] = [
  ['fromMs', ({ fromMs }) => fromMs],
  ['untilMs', ({ untilMs }) => untilMs],
  ['openingCreditsMicros', ({ opening }) => opening],
  ['openingEstimated', ({ isOpeningEstimated }) => isOpeningEstimated],
  ['usedCreditsMicros', ({ ours }) => ours],
  ['usedLowestCreditsMicros', ({ oursLowest }) => oursLowest],
  ['usedHighestCreditsMicros', ({ oursHighest }) => oursHighest ?? null],
  ['unpricedRequests', ({ unpricedDraws }) => unpricedDraws],
  ['topUpCreditsMicros', ({ topUps }) => topUps],
  ['unattributedCreditsMicros', ({ unattributed }) => unattributed],
  ['unattributedLowestCreditsMicros', ({ unattributedLowest }) => unattributedLowest ?? null],
  ['unattributedHighestCreditsMicros', ({ unattributedHighest }) => unattributedHighest ?? null],
  ['unattributedProven', ({ isProven }) => isProven],
  ['closingCreditsMicros', ({ closing }) => closing],
  ['closingEstimated', ({ isClosingEstimated }) => isClosingEstimated],
  ['readings', ({ readings }) => readings],
];

/** A row's figures, or those of all rows. */
export function sumsFields(sums: StatementSums): Record<string, number | boolean | null> {
  return Object.fromEntries(FIELDS.map(([name, pick]) => [name, pick(sums)]));
}

/** A movement of the balance in JSON. */
export function movementFields({ kind, fromMs, untilMs, credits, lowest, highest }: Movement) {
  return {
    kind,
    fromMs,
    untilMs,
    creditsMicros: credits,
    lowestCreditsMicros: lowest,
    highestCreditsMicros: highest ?? null,
  };
}

/** A statement's rows as comma-separated values; empty cells are not known. */
export function statementCsv(rows: readonly StatementRow[]): string {
  const cells = (sums: StatementSums) => FIELDS.map(([, pick]) => Number(pick(sums) ?? Number.NaN));
  return csv(
    ['key', ...FIELDS.map(([name]) => name)],
    rows.map((row) => [row.key, ...cells(row).map((value) => (Number.isNaN(value) ? null : value))]),
  );
}

/** The alerts of a span, and what holds now. */
export function outlookFields(
  outlook: WalletOutlook,
  rules: WalletRules,
  span: Span,
  { t, format }: CliContext,
  nowMs: number,
) {
  const { alerts, lots, topUps, advice } = outlook;
  return {
    alerts: alertsIn(alerts, span).map((alert) => ({
      id: alert.id,
      kind: alert.kind,
      atMs: alertedAtMs(alert) ?? null,
      text: walletAlertText(alert, t, format, nowMs),
      movements: movementsOf(alert).map(movementFields),
    })),
    lots: lots.map(({ seenAtMs, credits, remaining, expiresAtMs }) => ({
      seenAtMs,
      creditsMicros: credits,
      remainingCreditsMicros: remaining,
      expiresAtMs: expiresAtMs ?? null,
    })),
    topUps: {
      seenThisMonth: topUps.length,
      creditsMicros: sumCredits(topUps.map(({ credits }) => credits)),
      maxPerMonth: rules.autoReload?.maxPerMonth ?? null,
    },
    ...adviceFields(advice),
    unpricedRequests: outlook.unpricedDraws,
  };
}

function movementsOf(alert: WalletAlert): readonly Movement[] {
  switch (alert.kind) {
    case 'fellWhileIdle':
      return alert.drains;
    case 'topUpSeen':
      return [alert.topUp];
    case 'moreTopUpsThanAllowed':
      return alert.topUps;
    case 'belowReserve':
    case 'creditsExpire':
      return [];
  }
}

function adviceFields({ exposure, recommended, need }: TopUpAdvice) {
  return {
    exposure: { kind: exposure.kind, creditsMicros: exposure.kind === 'limited' ? exposure.credits : null },
    recommended:
      recommended === undefined
        ? null
        : {
            minimumBalanceCreditsMicros: recommended.minimumBalance,
            targetBalanceCreditsMicros: recommended.targetBalance,
            monthlyMaximumCreditsMicros: recommended.monthlyMaximum,
          },
    need:
      need === undefined
        ? null
        : {
            daysConsidered: need.daysConsidered,
            dayP90CreditsMicros: need.dayP90,
            weekP90CreditsMicros: need.weekP90,
            monthP50CreditsMicros: need.month.p50,
            monthP90CreditsMicros: need.month.p90,
          },
  };
}
