import * as vscode from 'vscode';

import type { Format } from '../../core/format.ts';
import { keepStatusBarChoice, statusBarChoice } from '../configuration.ts';
import type { GuardState } from '../hooks/guardState.ts';
import { statusBarChoices } from './statusBarFigure.ts';

/** Lets the person choose what the status bar shows; each line reads as it would now. */
export async function chooseStatusBar(state: GuardState, format: Format): Promise<void> {
  const current = statusBarChoice();
  const items = statusBarChoices(state, vscode.l10n.t, format)
    // A quick pick begins at its first line.
    .toSorted((a, b) => Number(b.choice === current) - Number(a.choice === current))
    .map(({ choice, label, description }) => ({
      label: choice === current ? `$(check) ${label}` : `$(blank) ${label}`,
      description,
      choice,
    }));
  const title = vscode.l10n.t('Choose What the Status Bar Shows');
  const placeHolder = vscode.l10n.t('While nothing goes on and nothing is near a limit');
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder });
  if (chosen !== undefined) {
    await keepStatusBarChoice(chosen.choice);
  }
}
