import * as vscode from 'vscode';

/**
 * Asks something that must not be missed: work waits for the answer. Of VS Code's notifications with buttons, only those
 * of errors stay; a warning goes into the bell after a quarter of a minute. Undefined: it was put away.
 */
export async function askUntilAnswered(question: string, ...labels: readonly string[]): Promise<string | undefined> {
  return vscode.window.showErrorMessage(question, ...labels);
}

/** Says of an answer that it comes too late: VS Code lets nobody close a notification but the person. */
export function tellTooLate(): void {
  void vscode.window.showInformationMessage(vscode.l10n.t('It has been answered elsewhere, or waits no longer.'));
}
