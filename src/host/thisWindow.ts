import { randomUUID } from 'node:crypto';

import * as vscode from 'vscode';

import type { AskingWindow } from './hooks/askingWindow.ts';
import { askUntilAnswered } from './askUntilAnswered.ts';

const SHOW = {
  information: (text: string) => vscode.window.showInformationMessage(text),
  warning: (text: string) => vscode.window.showWarningMessage(text),
  error: (text: string) => vscode.window.showErrorMessage(text),
} as const;

/** The window that this extension host serves. */
export const THIS_WINDOW: AskingWindow = {
  id: randomUUID(),
  isFocused: () => vscode.window.state.focused,
  onDidChangeFocus: (listener) => vscode.window.onDidChangeWindowState(listener),
  ask: (question, labels) => askUntilAnswered(question, ...labels),
  tell: (severity, text) => {
    void SHOW[severity](text);
  },
  t: vscode.l10n.t,
};
