import * as vscode from 'vscode';

import type { Disposable } from '../../base/disposable.ts';
import { messageOf } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { unguardedText } from '../../core/hooks/unguardedText.ts';
import type { AlertStore } from '../alerts/alertTeller.ts';
import type { OpenSection } from '../openSection.ts';
import type { StateStore } from '../stateStore.ts';
import { unguardedToTell } from './unguardedToTell.ts';

/** It is nobody's wallet that is alerted of. */
const NO_ACCOUNT = '';

/** Says that a run was not guarded which was to be; once a day at most, in one window, and without asking for anything. */
export function tellUnguarded(
  store: Pick<StateStore, 'onDidChange'>,
  ledger: AlertStore,
  openSection: OpenSection,
  log: Log,
): Disposable {
  const asked = new Set<string>();
  return store.onDidChange((state) => {
    const found = unguardedToTell(state);
    if (found === undefined || asked.has(found.alertId) || !vscode.window.state.focused) {
      return;
    }
    asked.add(found.alertId);
    ledger
      .claimAlerts(NO_ACCOUNT, [found.alertId], state.nowMs)
      .then((claimed) => {
        if (claimed.length > 0) {
          tell(unguardedText(found.run.reason, vscode.l10n.t), openSection);
        }
      })
      .catch((error: unknown) => {
        asked.delete(found.alertId);
        log.warn('that a run was not guarded could not be told', { reason: messageOf(error) });
      });
  });
}

function tell(reason: string, openSection: OpenSection): void {
  const show = vscode.l10n.t('Show Runs');
  const message = vscode.l10n.t('A Codex run was not guarded although hooks are installed. {0}', reason);
  void vscode.window.showInformationMessage(message, show).then((choice) => {
    if (choice === show) {
      openSection('runs');
    }
  });
}
