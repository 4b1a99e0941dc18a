import * as vscode from 'vscode';

import type { Log } from '../../base/log.ts';
import { runCommand } from '../commands.ts';

export const PANEL_VIEW_TYPE = 'codexGuardrails.panel';
const SIDEBAR_VIEW = 'codexGuardrails.sidebar';

/** What fills the places where VS Code shows pages of ours. */
export interface Pages {
  /** A panel of before a reload is shown again. */
  restorePanel(panel: vscode.WebviewPanel): void;
  fillSidebar(view: vscode.WebviewView): void;
}

/** Tells VS Code that its places for pages of ours will be filled: pages are loaded when the first is looked at. */
export function registerPagePlaces(load: () => Promise<Pages>, log: Log): vscode.Disposable {
  const fill = async (place: Place, show: (pages: Pages) => void): Promise<void> => {
    const seen: { isGone: boolean } = { isGone: false };
    place.onDidDispose(() => {
      seen.isGone = true;
    });
    const pages = await load();
    if (!seen.isGone) {
      show(pages);
    }
  };
  return vscode.Disposable.from(
    vscode.window.registerWebviewPanelSerializer(PANEL_VIEW_TYPE, {
      deserializeWebviewPanel: (panel) =>
        runCommand('restorePanel', () => fill(panel, (pages) => { pages.restorePanel(panel); }), log), // prettier-ignore
    }),
    vscode.window.registerWebviewViewProvider(SIDEBAR_VIEW, {
      resolveWebviewView: (view) =>
        runCommand('fillSidebar', () => fill(view, (pages) => { pages.fillSidebar(view); }), log), // prettier-ignore
    }),
  );
}

type Place = Pick<vscode.WebviewPanel | vscode.WebviewView, 'onDidDispose'>;
