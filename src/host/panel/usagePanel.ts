import * as vscode from 'vscode';

import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { PanelMessage, TabId } from '../../panel/messageProtocol.ts';
import type { HostMessage } from '../../panel/panelProtocol.ts';
import { PANEL_VIEW_TYPE } from './pagePlaces.ts';
import { type PageSource, WebviewPage } from './webviewPage.ts';

/** Where the panel's state comes from, and what is done with its messages. */
interface PanelSource extends PageSource {
  /** What is told apart from the state. */
  readonly onDidSay: (listener: (message: HostMessage) => void) => Disposable;
  /** Nobody sees the page any more. It is made anew when it is shown again, and asks again. */
  readonly onHide: () => void;
}

/** The usage panel: one in a window, brought back after a reload. */
export class UsagePanel implements Disposable {
  readonly #extensionUri: vscode.Uri;
  readonly #source: PanelSource;
  readonly #resources = new DisposableStore();
  #panel: vscode.WebviewPanel | undefined;
  #page: WebviewPage | undefined;
  /** What to show as soon as the page can hear of it. */
  #asked: { readonly tab: TabId; readonly runId: string | undefined } | undefined;

  constructor(extensionUri: vscode.Uri, source: PanelSource) {
    this.#extensionUri = extensionUri;
    this.#source = source;
    this.#resources.add(
      source.onDidSay((message) => {
        this.#page?.say(message);
      }),
    );
  }

  /** Opens the panel, or brings it to the front, at a section, at a run of it, or where it was left. */
  open(tab?: TabId, runId?: string): void {
    this.#asked = tab && { tab, runId };
    if (this.#panel !== undefined) {
      const { visible } = this.#panel;
      this.#panel.reveal();
      // The page of a hidden one is made anew, and says when it is ready.
      if (visible) {
        this.#showAsked();
      }
      return;
    }
    this.#adopt(
      vscode.window.createWebviewPanel(PANEL_VIEW_TYPE, vscode.l10n.t('Codex Guardrails'), vscode.ViewColumn.Active),
    );
  }

  /** VS Code brings a panel back when its tab is shown; by then the person may have opened another. */
  restore(panel: vscode.WebviewPanel): void {
    if (this.#panel === undefined) {
      this.#adopt(panel);
    } else {
      panel.dispose();
    }
  }

  dispose(): void {
    this.#panel?.dispose();
    this.#resources.dispose();
  }

  #adopt(panel: vscode.WebviewPanel): void {
    const source = {
      ...this.#source,
      onMessage: (message: PanelMessage): void => {
        if (message.kind === 'ready') {
          this.#showAsked();
        }
        this.#source.onMessage(message);
      },
    };
    const page = new WebviewPage(panel, this.#extensionUri, 'guardrails-panel', source);
    this.#panel = panel;
    this.#page = page;
    panel.iconPath = vscode.Uri.joinPath(this.#extensionUri, 'media', 'icon.png');
    panel.onDidChangeViewState(() => {
      if (panel.visible) {
        page.tellState();
      } else {
        this.#source.onHide();
      }
    });
    panel.onDidDispose(() => {
      this.#panel = undefined;
      this.#page = undefined;
      page.dispose();
      this.#source.onHide();
    });
  }

  #showAsked(): void {
    if (this.#asked !== undefined) {
      this.#page?.say({ kind: 'showTab', ...this.#asked });
      this.#asked = undefined;
    }
  }
}
