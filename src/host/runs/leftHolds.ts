import * as vscode from 'vscode';

import type { Disposable } from '../../base/disposable.ts';
import { messageOf } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { LeftHold } from '../../core/decisions/hold.ts';
import type { UsageModel } from '../../guard/usageModel.ts';
import { errorText } from '../errorText.ts';
import { openFolders } from '../openFolders.ts';
import type { StateStore } from '../stateStore.ts';

/** Tells once of each run that was held in this window's folders when its process ended: a reload loses none. */
export function promptForLeftHolds(
  store: Pick<StateStore, 'onDidChange'>,
  ask: (hold: LeftHold) => Promise<void>,
  log: Log,
): Disposable {
  const told = new Set<string>();
  return store.onDidChange(({ usage }) => {
    const news = leftHere(usage).filter(({ runId }) => !told.has(runId));
    for (const hold of news) {
      told.add(hold.runId);
      ask(hold).catch((error: unknown) => {
        log.error('a held run could not be gone on with', { reason: messageOf(error) });
        void vscode.window.showErrorMessage(errorText(error, vscode.l10n.t));
      });
    }
  });
}

/** None before the workspace is trusted: none could go on. */
function leftHere(usage: UsageModel | undefined): readonly LeftHold[] {
  const folders = vscode.workspace.isTrusted ? openFolders() : [];
  return usage?.leftHolds.filter(({ cwd }) => folders.includes(cwd)) ?? [];
}
