import type { Translate } from '../../base/translate.ts';
import type { Format } from '../../core/format.ts';
import { sentences } from '../../core/joinTexts.ts';
import { walletAlertText } from '../../core/wallet/walletAlertText.ts';
import type { WalletAlert } from '../../core/wallet/statement/walletAlerts.ts';

/** What is said at once of one kind of alert. */
export interface AlertNotice {
  readonly kind: WalletAlert['kind'];
  readonly text: string;
}

/** One notice for each kind, of its newest alert: whoever comes back after weeks is not met by a pile of them. */
export function alertNotices(
  alerts: readonly WalletAlert[],
  t: Translate,
  format: Format,
  nowMs: number,
): AlertNotice[] {
  return [...Map.groupBy(alerts, ({ kind }) => kind)].flatMap(([kind, ofKind]) => {
    const newest = ofKind.at(-1);
    if (newest === undefined) {
      return [];
    }
    const text = walletAlertText(newest, t, format, nowMs);
    const earlier = ofKind.length - 1;
    const more = earlier === 0 ? undefined : t('The wallet tells of {0} more like it.', earlier);
    return [{ kind, text: sentences(text, more) }];
  });
}
