import * as vscode from 'vscode';

import { type PageSource, WebviewPage } from './webviewPage.ts';

const SIDEBAR_VIEW = 'codexGuardrails.sidebar';

/** The panel's heart as a view at the side: what is left, what goes on, and the next run. */
export function registerSidebar(extensionUri: vscode.Uri, source: PageSource): vscode.Disposable {
  return vscode.window.registerWebviewViewProvider(SIDEBAR_VIEW, {
    resolveWebviewView: (view) => {
      const page = new WebviewPage(view, extensionUri, 'guardrails-sidebar', source);
      view.onDidChangeVisibility(() => {
        page.tellState();
      });
      view.onDidDispose(() => {
        page.dispose();
      });
    },
  });
}
