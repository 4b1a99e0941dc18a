import type { Translate } from '../../base/translate.ts';
import { type MeterReason, nextRunMeter } from './nextRunMeter.ts';
import { type WalletState, lastSnapshot } from './wallet.ts';
import { windowUsedUpText } from './windowText.ts';

/** What the next run draws on, and why, in one sentence. */
export function nextRunText(state: WalletState, t: Translate, nowMs: number): string {
  const { meter, reason } = nextRunMeter(state, nowMs);
  const why = meterReasonText(reason, t);
  switch (meter) {
    case 'included':
      return t('The next run draws on the included allowance: {0}.', why);
    case 'credits':
      return lastSnapshot(state)?.individualLimit === undefined
        ? t('The next run draws on purchased credits: {0}.', why)
        : t('The next run draws on the workspace’s credits: {0}.', why);
    case 'api':
      return t('The next run is paid in money: {0}.', why);
    case 'unknown':
      return t('What the next run draws on is not known: {0}.', why);
  }
}

function meterReasonText(reason: MeterReason, t: Translate): string {
  switch (reason.kind) {
    case 'allowanceLeft':
      return t('none of its windows is used up');
    case 'windowUsedUp':
      return windowUsedUpText(reason.window, t);
    case 'allowanceRefused':
      return t('Codex does not let the allowance be used');
    case 'nothingIncluded':
      return t('no allowance is included');
    case 'apiKey':
      return t('Codex uses an API key');
    case 'notRead':
      return t('the balance has not been read yet');
    case 'noCodex':
      return t('Codex was not found');
    case 'signedOut':
      return t('you are signed out of Codex');
    case 'unreachable':
      return t('the balance cannot be read now');
    case 'notTold':
      return t('Codex did not say');
  }
}
