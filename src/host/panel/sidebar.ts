import type * as vscode from 'vscode';

import { type PageSource, WebviewPage } from './webviewPage.ts';

/** Fills the view at the side with the panel's heart: what is left, what goes on, and the next run. */
export function fillSidebar(view: vscode.WebviewView, extensionUri: vscode.Uri, source: PageSource): void {
  const page = new WebviewPage(view, extensionUri, 'guardrails-sidebar', source);
  view.onDidChangeVisibility(() => {
    page.tellState();
  });
  view.onDidDispose(() => {
    page.dispose();
  });
}
