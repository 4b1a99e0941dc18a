import * as vscode from 'vscode';

import type { Disposable } from '../../base/disposable.ts';
import type { Log } from '../../base/log.ts';
import type { Format } from '../../core/format.ts';
import { type AlertNotice, alertNotices } from './alertNotices.ts';
import { type AlertChannel, type AlertStore, AlertTeller } from './alertTeller.ts';
import { runCommand } from '../commands.ts';
import { isAlertSilenced, silenceAlert } from '../configuration.ts';
import type { OpenSection } from '../openSection.ts';
import type { StateStore } from '../stateStore.ts';

/** Shows alerts of the wallet as notifications. They come uninvited: they ask for nothing and can be switched off. */
export function notifyOfAlerts(
  state: Pick<StateStore, 'onDidChange'>,
  store: AlertStore,
  openSection: OpenSection,
  format: Format,
  log: Log,
): Disposable {
  const channel: AlertChannel = {
    isWatched: () => vscode.window.state.focused,
    isSilenced: isAlertSilenced,
    tell: (alerts, nowMs) => {
      for (const notice of alertNotices(alerts, vscode.l10n.t, format, nowMs)) {
        void runCommand('walletAlert', () => show(notice, openSection), log);
      }
    },
  };
  return new AlertTeller(state.onDidChange, store, channel, log);
}

async function show({ kind, text }: AlertNotice, openSection: OpenSection): Promise<void> {
  const [open, silence] = [vscode.l10n.t('Show Wallet'), vscode.l10n.t('Don’t Show Again')];
  const choice = await vscode.window.showInformationMessage(text, open, silence);
  if (choice === open) {
    openSection('wallet');
  } else if (choice === silence) {
    await silenceAlert(kind);
  }
}
