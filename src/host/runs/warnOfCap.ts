import * as vscode from 'vscode';

import type { Format } from '../../core/format.ts';
import { capLikelyText } from '../../core/estimate/outlookText.ts';
import type { GuardedRun } from '../../guard/runs/guardedRun.ts';
import { onceCapIsLikely } from '../../guard/runs/runOutlook.ts';
import type { OpenSection } from '../openSection.ts';
import { textOfRun } from './runName.ts';

/** Tells once, uninvited, that a run will likely reach its cap: there is time to let it, or to stop it. */
export function warnOfCap(run: GuardedRun, name: string, openSection: OpenSection, format: Format): void {
  onceCapIsLikely(run, (meter) => {
    void tell(run, textOfRun(name, capLikelyText(meter, vscode.l10n.t, format)), openSection);
  });
}

async function tell(run: GuardedRun, text: string, openSection: OpenSection): Promise<void> {
  const show = vscode.l10n.t('Show Run');
  const stop = vscode.l10n.t('Stop');
  const choice = await vscode.window.showWarningMessage(text, show, stop);
  if (choice === show) {
    openSection('now');
  } else if (choice === stop) {
    run.stop();
  }
}
