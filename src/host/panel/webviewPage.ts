import { randomBytes } from 'node:crypto';

import * as vscode from 'vscode';

import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { interpreted } from '../../base/interpreted.ts';
import { CLIENT_VERSION } from '../../codex/surface.ts';
import type { RunTitles } from '../../core/usage/runTitle.ts';
import type { ComposerView } from '../../panel/composerProtocol.ts';
import { type PanelMessage, panelMessage } from '../../panel/messageProtocol.ts';
import type { HostMessage, PanelState } from '../../panel/panelProtocol.ts';

/** Where a page's state comes from, and what is done with its messages. */
export interface PageSource {
  readonly state: () => PanelState;
  /** Of the runs that go on. They are told beside the state, which the page saves. */
  readonly titles: () => RunTitles;
  readonly onDidChange: (listener: () => void) => Disposable;
  readonly composer: () => ComposerView;
  readonly onDidChangeComposer: (listener: () => void) => Disposable;
  readonly onMessage: (message: PanelMessage) => void;
}

/** What of our script draws the page. */
type PageElement = 'guardrails-panel' | 'guardrails-sidebar';

/** A place where VS Code shows a page: an editor or a view. */
interface PagePlace {
  readonly webview: vscode.Webview;
  readonly visible: boolean;
}

/** A page of ours in a webview, for as long as that is there: it is told the state, and what it says is checked. */
export class WebviewPage implements Disposable {
  readonly #place: PagePlace;
  readonly #source: PageSource;
  readonly #resources = new DisposableStore();

  constructor(place: PagePlace, extensionUri: vscode.Uri, element: PageElement, source: PageSource) {
    this.#place = place;
    this.#source = source;
    const dist = vscode.Uri.joinPath(extensionUri, 'dist');
    place.webview.options = { enableScripts: true, localResourceRoots: [dist] };
    this.#resources.add(
      place.webview.onDidReceiveMessage((message: unknown) => {
        this.#receive(message);
      }),
    );
    this.#resources.add(
      source.onDidChange(() => {
        this.tellState();
      }),
    );
    this.#resources.add(
      source.onDidChangeComposer(() => {
        this.#tellComposer();
      }),
    );
    place.webview.html = pageHtml(place.webview, dist, element);
  }

  get isVisible(): boolean {
    return this.#place.visible;
  }

  /** A hidden page is told when it is shown again: messages to it would be lost. */
  say(message: HostMessage): void {
    if (this.#place.visible) {
      void this.#place.webview.postMessage(message);
    }
  }

  tellState(): void {
    if (this.#place.visible) {
      const titles = this.#source.titles();
      if (Object.keys(titles).length > 0) {
        this.say({ kind: 'titles', titles });
      }
      this.say({ kind: 'state', state: this.#source.state() });
    }
  }

  dispose(): void {
    this.#resources.dispose();
  }

  #tellComposer(): void {
    if (this.#place.visible) {
      this.say({ kind: 'composer', view: this.#source.composer() });
    }
  }

  #receive(message: unknown): void {
    const parsed = interpreted(panelMessage, message);
    if (!parsed.success) {
      return;
    }
    if (parsed.data.kind === 'ready') {
      this.tellState();
      this.#tellComposer();
    }
    this.#source.onMessage(parsed.data);
  }
}

/** A page's document. It may load what lies in `dist`, and run the one script that carries its nonce. */
export function pageHtml(webview: vscode.Webview, dist: vscode.Uri, element: PageElement): string {
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
    <${element} loading="${escapeHtml(vscode.l10n.t('Reading balance and usage…'))}" data-version="${CLIENT_VERSION}"></${element}>
    <script type="module" nonce="${nonce}" src="${uri('panel.js')}"></script>
  </body>
</html>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
