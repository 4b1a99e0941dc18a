import { type Said, inWords } from '../../base/phrase.ts';
import type { Translate } from '../../base/translate.ts';
import type { WalletState } from '../../core/wallet/wallet.ts';
import { bindingLimit, isRefused } from '../../core/wallet/bindingLimit.ts';
import { nextRunText } from '../../core/wallet/nextRunText.ts';

/** Why there is no fresh balance, in a sentence; undefined where there is one. */
export function walletSentence(wallet: WalletState, t: Translate): string | undefined {
  switch (wallet.kind) {
    case 'known':
    case 'loading':
      return undefined;
    case 'noCodex':
      return t('Codex was looked for on PATH and in the extension of Codex. Choose the program, or install it.');
    case 'signedOut':
      return t(
        'You are signed out of Codex, so the balance cannot be read. Spending is still counted, and budgets still hold.',
      );
    case 'apiKey':
      return t('You use an API key, so no shared credits are drawn.');
    case 'unreachable':
      return t('Codex does not answer: {0}. Newer use is not in the figure.', inShort(wallet.reason, t));
  }
}

/** What the next run draws on, where nothing that stands beside it has said so; else empty. */
export function nextRunSentence(wallet: WalletState, t: Translate, nowMs: number): string {
  switch (wallet.kind) {
    case 'known': {
      const { kind } = bindingLimit(wallet.snapshot, nowMs);
      const isSaid = kind === 'none' || kind === 'included-window' || isRefused(wallet.snapshot, nowMs);
      return isSaid ? '' : nextRunText(wallet, t, nowMs);
    }
    case 'signedOut':
    case 'unreachable':
      return nextRunText(wallet, t, nowMs);
    default:
      return '';
  }
}

const REASON_CHARS = 180;

/** Codex quotes whole pages of a backend that fails; they are for the log. */
export function inShort(reason: Said, t: Translate): string {
  const line = inWords(reason, t).replaceAll(/\s+/g, ' ').trim();
  return line.length <= REASON_CHARS ? line : `${line.slice(0, REASON_CHARS).trimEnd()}…`;
}
