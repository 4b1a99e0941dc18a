import * as vscode from 'vscode';

import type { Disposable } from '../../base/disposable.ts';
import { messageOf } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { Format } from '../../core/format.ts';
import { thresholdText } from '../../core/budgets/thresholdText.ts';
import type { UsageStore } from '../../guard/ports.ts';
import type { UsageModel } from '../../guard/usageModel.ts';
import type { OpenSection } from '../openSection.ts';
import type { StateStore } from '../stateStore.ts';

const FULL_PERCENT = 100;

/** Tells the alerts of budgets as they are passed; of several windows, the one that takes an alert first tells it. */
export function tellThresholds(
  store: Pick<StateStore, 'onDidChange'>,
  ledger: Pick<UsageStore, 'takeThresholds'>,
  openSection: OpenSection,
  format: Format,
  log: Log,
): Disposable {
  let seen: UsageModel | undefined;
  return store.onDidChange(({ usage }) => {
    if (usage !== undefined && usage !== seen) {
      seen = usage;
      tell(usage, ledger, openSection, format).catch((error: unknown) => {
        log.warn('the alerts of budgets could not be told', { reason: messageOf(error) });
      });
    }
  });
}

async function tell(
  usage: UsageModel,
  ledger: Pick<UsageStore, 'takeThresholds'>,
  openSection: OpenSection,
  format: Format,
): Promise<void> {
  if (usage.inForce.policy.budgets.length === 0) {
    return;
  }
  const nowMs = Date.now();
  const showBudgets = vscode.l10n.t('Show Budgets');
  for (const passed of await ledger.takeThresholds(usage.inForce.policy, usage.timezone, nowMs)) {
    const text = thresholdText(passed, vscode.l10n.t, format, nowMs);
    const show =
      passed.percent >= FULL_PERCENT ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
    void show(text, showBudgets).then((choice) => {
      if (choice === showBudgets) {
        openSection('budgets');
      }
    });
  }
}
