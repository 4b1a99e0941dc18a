import type { Translate } from '../base/translate.ts';
import type { WalletState } from '../core/wallet.ts';

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
      return t('Codex does not answer: {0}. Newer use is not in the figure.', wallet.reason);
  }
}
