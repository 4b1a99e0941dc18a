import * as vscode from 'vscode';

import type { Disposable } from '../../base/disposable.ts';
import { messageOf } from '../../base/errors.ts';
import type { LeftHold } from '../../core/decisions/hold.ts';
import type { UsageModel } from '../../guard/usageModel.ts';
import { askUntilAnswered } from '../askUntilAnswered.ts';
import { errorText } from '../errorText.ts';
import { goOnWithAnyLeftRun } from './leftRuns.ts';
import { continueTask } from './runTask.ts';
import type { RunTaskParts } from './runTaskParts.ts';
import type { StateStore } from '../stateStore.ts';
import { leftHoldLabel, leftHoldText } from './leftHoldView.ts';

/** Tells once of each run that was held in this window's folders when its process ended: a reload loses none. */
export function promptForLeftHolds(store: StateStore, parts: RunTaskParts): Disposable {
  const told = new Set<string>();
  return store.onDidChange(({ usage }) => {
    const news = leftHere(usage).filter(({ runId }) => !told.has(runId));
    for (const hold of news) {
      told.add(hold.runId);
      putQuestion(hold, parts).catch((error: unknown) => {
        parts.log.error('a held run could not be gone on with', { reason: messageOf(error) });
        void vscode.window.showErrorMessage(errorText(error, vscode.l10n.t));
      });
    }
  });
}

/** `Continue Held Run…`: one that waits for a window says so itself; of several others, the person picks one. */
export async function continueHeldRun(store: StateStore, parts: RunTaskParts): Promise<void> {
  const { format } = parts;
  if ((await goOnWithAnyLeftRun(parts)) > 0) {
    return;
  }
  const holds = store.state.usage?.leftHolds ?? [];
  const items = holds.map((hold) => ({ label: leftHoldLabel(hold, vscode.l10n.t, format, Date.now()), hold }));
  if (items.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No run waits to be continued.'));
    return;
  }
  const title = vscode.l10n.t('Continue a held run');
  const picked = items.length === 1 ? items[0] : await vscode.window.showQuickPick(items, { title });
  if (picked !== undefined) {
    await goOn(picked.hold, parts);
  }
}

function leftHere(usage: UsageModel | undefined): readonly LeftHold[] {
  const folders = vscode.workspace.workspaceFolders?.map(({ uri }) => uri.fsPath) ?? [];
  return usage?.leftHolds.filter(({ cwd }) => folders.includes(cwd)) ?? [];
}

async function putQuestion(hold: LeftHold, parts: RunTaskParts): Promise<void> {
  const goOnLabel = vscode.l10n.t('Continue');
  const stopLabel = vscode.l10n.t('Stop');
  const text = leftHoldText(hold, vscode.l10n.t, parts.format);
  const choice = await askUntilAnswered(text, goOnLabel, stopLabel);
  if (choice === goOnLabel) {
    await goOn(hold, parts);
  } else if (choice === stopLabel) {
    const { cap, runId } = hold;
    const answer = { kind: 'stop', cap, reason: undefined, answeredBy: 'person', answeredAtMs: Date.now() } as const;
    await parts.ingest.ledger.answerHold(runId, answer);
  }
}

/** Another window may have been quicker. */
async function goOn(hold: LeftHold, parts: RunTaskParts): Promise<void> {
  const left = await parts.ingest.ledger.leftHolds();
  if (left.some(({ runId }) => runId === hold.runId)) {
    await continueTask(parts, hold);
  } else {
    void vscode.window.showInformationMessage(vscode.l10n.t('The run has been answered elsewhere.'));
  }
}
