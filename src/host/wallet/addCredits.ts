import * as vscode from 'vscode';

import { GuardError } from '../../base/errors.ts';
import { type CreditsWay, creditsWays } from '../../codex/account/creditPages.ts';
import { type WalletState, lastSnapshot } from '../../core/wallet/wallet.ts';
import type { CodexAccess } from '../codexAccess.ts';

/** Leads to where this person gets more credits. Codex itself can neither buy nor change any. */
export async function addCredits(codex: Pick<CodexAccess, 'askOwner'>, wallet: WalletState): Promise<void> {
  if (wallet.kind === 'apiKey') {
    throw new GuardError('input.invalid', vscode.l10n.t('Codex uses an API key here, so no shared credits are drawn'));
  }
  const { planType, reachedType } = lastSnapshot(wallet) ?? { planType: undefined, reachedType: undefined };
  const way = await pickWay(creditsWays({ planType, reachedType }));
  if (way?.kind === 'page') {
    await vscode.env.openExternal(vscode.Uri.parse(way.url, true));
  } else if (way !== undefined) {
    await askOwner(codex, way);
  }
}

/** Not asked where there is only one. */
async function pickWay(ways: readonly CreditsWay[]): Promise<CreditsWay | undefined> {
  if (ways.length === 1) {
    return ways[0];
  }
  const items = ways.map((way) => ({ ...words(way), way }));
  const title = vscode.l10n.t('Add Credits to the workspace');
  return (await vscode.window.showQuickPick(items, { title }))?.way;
}

function words(way: CreditsWay): { readonly label: string; readonly detail: string } {
  return way.kind === 'page'
    ? { label: vscode.l10n.t('Open the billing page'), detail: vscode.l10n.t('For owners and administrators.') }
    : { label: vscode.l10n.t('Ask the owner'), detail: vscode.l10n.t('For members: Codex writes to the owner.') };
}

/** A mail in the person's name goes out only after a yes. */
async function askOwner(
  codex: Pick<CodexAccess, 'askOwner'>,
  { creditType }: Extract<CreditsWay, { readonly kind: 'askOwner' }>,
): Promise<void> {
  const send = vscode.l10n.t('Send Mail');
  const choice = await vscode.window.showInformationMessage(
    vscode.l10n.t('Should Codex write to the owner of your workspace?'),
    {
      modal: true,
      detail:
        creditType === 'credits'
          ? vscode.l10n.t('The mail asks to add credits, and names you.')
          : vscode.l10n.t('The mail asks to raise your limit, and names you.'),
    },
    send,
  );
  if (choice === send) {
    const outcome = await codex.askOwner(creditType);
    void vscode.window.showInformationMessage(
      outcome === 'sent'
        ? vscode.l10n.t('The owner has been written to.')
        : vscode.l10n.t('The owner was written to a short while ago.'),
    );
  }
}
