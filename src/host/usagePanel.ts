import { randomBytes } from 'node:crypto';

import * as vscode from 'vscode';

import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { INTERPRETED } from '../base/interpreted.ts';
import type { ComposerView } from '../panel/composerProtocol.ts';
import { CLIENT_VERSION } from '../codex/surface.ts';
import {
  type HostMessage,
  type PanelMessage,
  type PanelState,
  type TabId,
  panelMessage,
} from '../panel/panelProtocol.ts';

export const PANEL_VIEW_TYPE = 'codexGuardrails.panel';

/** Where the panel's state comes from, and what is done with its messages. */
export interface PanelSource {
  readonly state: () => PanelState;
  readonly onDidChange: (listener: () => void) => Disposable;
  readonly composer: () => ComposerView;
  readonly onDidChangeComposer: (listener: () => void) => Disposable;
  /** What is told apart from the state. */
  readonly onDidSay: (listener: (message: HostMessage) => void) => Disposable;
  readonly onMessage: (message: PanelMessage) => void;
  /** Nobody sees the page any more. It is made anew when it is shown again, and asks again. */
  readonly onHide: () => void;
}

/** The usage panel: one in a window, brought back after a reload. */
export class UsagePanel implements Disposable {
  readonly #extensionUri: vscode.Uri;
  readonly #source: PanelSource;
  readonly #resources = new DisposableStore();
  #panel: vscode.WebviewPanel | undefined;
  /** Which section to show as soon as the page can hear of it. */
  #tabAsked: TabId | undefined;

  constructor(extensionUri: vscode.Uri, source: PanelSource) {
    this.#extensionUri = extensionUri;
    this.#source = source;
    this.#resources.add(
      source.onDidChange(() => {
        this.#post();
      }),
    );
    this.#resources.add(
      source.onDidChangeComposer(() => {
        this.#postComposer();
      }),
    );
    this.#resources.add(
      source.onDidSay((message) => {
        this.#say(message);
      }),
    );
    this.#resources.add(
      vscode.window.registerWebviewPanelSerializer(PANEL_VIEW_TYPE, {
        deserializeWebviewPanel: (panel) => {
          // VS Code brings a panel back when its tab is shown; by then the person may have opened another.
          if (this.#panel === undefined) {
            this.#adopt(panel);
          } else {
            panel.dispose();
          }
          return Promise.resolve();
        },
      }),
    );
  }

  /** Opens the panel, or brings it to the front, at a section or where it was left. */
  open(tab?: TabId): void {
    this.#tabAsked = tab;
    if (this.#panel !== undefined) {
      const { visible } = this.#panel;
      this.#panel.reveal();
      // The page of a hidden one is made anew, and says when it is ready.
      if (visible) {
        this.#showTabAsked();
      }
      return;
    }
    this.#adopt(
      vscode.window.createWebviewPanel(PANEL_VIEW_TYPE, vscode.l10n.t('Codex Guardrails'), vscode.ViewColumn.Active),
    );
  }

  dispose(): void {
    this.#panel?.dispose();
    this.#resources.dispose();
  }

  #adopt(panel: vscode.WebviewPanel): void {
    this.#panel = panel;
    const dist = vscode.Uri.joinPath(this.#extensionUri, 'dist');
    panel.webview.options = { enableScripts: true, localResourceRoots: [dist] };
    panel.iconPath = vscode.Uri.joinPath(this.#extensionUri, 'media', 'icon.png');
    panel.webview.onDidReceiveMessage((message: unknown) => {
      this.#receive(message);
    });
    panel.onDidChangeViewState(() => {
      if (panel.visible) {
        this.#post();
      } else {
        this.#source.onHide();
      }
    });
    panel.onDidDispose(() => {
      this.#panel = undefined;
      this.#source.onHide();
    });
    panel.webview.html = panelHtml(panel.webview, dist);
  }

  #receive(message: unknown): void {
    const parsed = panelMessage.safeParse(message, INTERPRETED);
    if (!parsed.success) {
      return;
    }
    if (parsed.data.kind === 'ready') {
      this.#post();
      this.#postComposer();
      this.#showTabAsked();
    }
    this.#source.onMessage(parsed.data);
  }

  #showTabAsked(): void {
    if (this.#tabAsked !== undefined) {
      void this.#panel?.webview.postMessage({ kind: 'showTab', tab: this.#tabAsked } satisfies HostMessage);
      this.#tabAsked = undefined;
    }
  }

  #postComposer(): void {
    this.#say({ kind: 'composer', view: this.#source.composer() });
  }

  #post(): void {
    if (this.#panel?.visible === true) {
      this.#say({ kind: 'state', state: this.#source.state() });
    }
  }

  /** A hidden panel is told when it is shown again: messages to it would be lost. */
  #say(message: HostMessage): void {
    if (this.#panel?.visible === true) {
      void this.#panel.webview.postMessage(message);
    }
  }
}

/** The panel's document. It may load what lies in `dist`, and run the one script that carries its nonce. */
export function panelHtml(webview: vscode.Webview, dist: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64');
  const uri = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(dist, name)).toString();
  const policy = [
    `default-src 'none'`,
    `img-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    `style-src ${webview.cspSource}`,
    `script-src 'nonce-${nonce}'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <link rel="stylesheet" href="${uri('panel.css')}" />
    <title>Codex Guardrails</title>
  </head>
  <body>
    <guardrails-panel loading="${escapeHtml(vscode.l10n.t('Reading balance and usage…'))}" data-version="${CLIENT_VERSION}"></guardrails-panel>
    <script type="module" nonce="${nonce}" src="${uri('panel.js')}"></script>
  </body>
</html>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
