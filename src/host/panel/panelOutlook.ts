import { plural } from '../../base/translate.ts';
import { walletAlertText } from '../../core/wallet/walletAlertText.ts';
import {
  exposureText,
  lotAgeText,
  lotExpiryText,
  needText,
  recommendedSettings,
  topUpsText,
} from '../../core/wallet/walletOutlookText.ts';
import { alertsIn, settledAlerts } from '../../core/wallet/statement/alertTimes.ts';
import type { CreditLot } from '../../core/wallet/statement/creditLots.ts';
import type { OutlookModel } from '../../guard/walletModel.ts';
import type { LotView, OutlookView } from '../../panel/walletProtocol.ts';
import type { GuardState } from '../hooks/guardState.ts';
import type { ViewTools } from '../viewTools.ts';

/** Of the last weeks, whatever the calendar says: on the first of a month, yesterday is not forgotten. */
const SHOWN_ALERTS_MS = 31 * 86_400_000;
const SHOWN_ALERTS = 6;
const SHOWN_LOTS = 8;

/** What the wallet's past means for the person; undefined where no balance is known. */
export function outlookView({ outlookModel, nowMs }: GuardState, tools: ViewTools): OutlookView | undefined {
  const { t, format } = tools;
  if (outlookModel === undefined || outlookModel.outlook.lots.length === 0) {
    return undefined;
  }
  const lots = outlookModel.outlook.lots.filter(({ remaining }) => remaining > 0);
  const more = lots.length - SHOWN_LOTS;
  return {
    alertsTitle: t('To know'),
    alerts: alerts(outlookModel, nowMs, tools),
    topUpTitle: t('Top-up'),
    topUpSentences: topUpSentences(outlookModel, tools),
    settingsTitle: t('Settings of automatic top-up that would do'),
    settings: recommendedSettings(outlookModel.outlook, t).map(({ label, credits }) => ({
      label,
      text: format.limit(credits),
    })),
    lotsTitle: t('Credits by purchase'),
    lotLabels: { came: t('Came'), left: t('Left'), expires: t('Expire') },
    lots: lots.slice(0, SHOWN_LOTS).map((lot) => lotView(lot, tools)),
    moreLotsText:
      more <= 0 ? '' : plural(more, t('One newer one is left out here.'), t('{0} newer ones are left out here.', more)),
  };
}

function alerts({ outlook, readAtMs }: OutlookModel, nowMs: number, { t, format }: ViewTools): OutlookView['alerts'] {
  const span = { fromMs: nowMs - SHOWN_ALERTS_MS, untilMs: nowMs };
  return alertsIn(settledAlerts(outlook.alerts, readAtMs), span)
    .slice(-SHOWN_ALERTS)
    .reverse()
    .map((alert) => ({ id: alert.id, text: walletAlertText(alert, t, format, nowMs) }));
}

function topUpSentences({ outlook, rules }: OutlookModel, { t, format, card }: ViewTools): string[] {
  const { topUps, advice } = outlook;
  return [
    topUpsText(topUps, rules.autoReload?.maxPerMonth, t, format),
    exposureText(advice.exposure, card.money, t, format),
    needText(outlook, t, format),
  ];
}

function lotView(lot: CreditLot, { t, format }: ViewTools): LotView {
  return {
    key: String(lot.seenAtMs),
    came: lotAgeText(lot, t, format),
    left: format.credits(lot.remaining),
    expires: lotExpiryText(lot, t, format),
  };
}
