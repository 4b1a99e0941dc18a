import * as vscode from 'vscode';

import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { messageOf } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { Format } from '../../core/format.ts';
import { thresholdText } from '../../core/budgets/thresholdText.ts';
import type { ApprovalStore, UsageStore } from '../../guard/ports.ts';
import type { UsageModel } from '../../guard/usageModel.ts';
import type { AskingWindow } from '../hooks/askingWindow.ts';
import type { OpenSection } from '../openSection.ts';
import type { StateStore } from '../stateStore.ts';

const FULL_PERCENT = 100;

/** What telling needs of the window. */
interface ThresholdParts {
  readonly store: Pick<StateStore, 'onDidChange'>;
  readonly ledger: Pick<UsageStore, 'takeThresholds'> & Pick<ApprovalStore, 'windowToAsk'>;
  readonly window: Pick<AskingWindow, 'id' | 'isFocused' | 'onDidChangeFocus'>;
  readonly openSection: OpenSection;
  readonly format: Format;
  readonly log: Log;
}

/**
 * Tells the alerts of budgets as they are passed, each in one window: the one with the focus, or else the one that had
 * it last, where a notification stays until somebody comes back. Another takes none, and looks again when it gets the
 * focus.
 */
export function tellThresholds(parts: ThresholdParts): Disposable {
  const resources = new DisposableStore();
  let seen: UsageModel | undefined;
  const look = (usage: UsageModel): void => {
    tell(usage, parts).catch((error: unknown) => {
      parts.log.warn('the alerts of budgets could not be told', { reason: messageOf(error) });
    });
  };
  resources.add(
    parts.store.onDidChange(({ usage }) => {
      if (usage !== undefined && usage !== seen) {
        seen = usage;
        look(usage);
      }
    }),
  );
  resources.add(
    parts.window.onDidChangeFocus(() => {
      if (seen !== undefined && parts.window.isFocused()) {
        look(seen);
      }
    }),
  );
  return resources;
}

async function tell(usage: UsageModel, { ledger, window, openSection, format }: ThresholdParts): Promise<void> {
  const nowMs = Date.now();
  if (usage.inForce.policy.budgets.length === 0 || !(await isToTell(ledger, window, nowMs))) {
    return;
  }
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

/** Before any window has said that it is there, whoever asks is the one. */
async function isToTell(
  ledger: ThresholdParts['ledger'],
  window: ThresholdParts['window'],
  nowMs: number,
): Promise<boolean> {
  return window.isFocused() || [undefined, window.id].includes(await ledger.windowToAsk(nowMs));
}
