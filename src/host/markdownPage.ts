import * as vscode from 'vscode';

/** A page of Markdown that is made each time it is asked for, and shown as it reads. */
export class MarkdownPage implements vscode.Disposable {
  readonly #uri: vscode.Uri;
  readonly #onDidChange = new vscode.EventEmitter<vscode.Uri>();
  readonly #registration: vscode.Disposable;
  #page = '';

  constructor(scheme: string, title: string) {
    this.#uri = vscode.Uri.from({ scheme, path: `${title}.md` });
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: this.#onDidChange.event,
      provideTextDocumentContent: () => this.#page,
    });
  }

  async show(page: string): Promise<void> {
    this.#page = page;
    this.#onDidChange.fire(this.#uri);
    await vscode.commands.executeCommand('markdown.showPreview', this.#uri);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#onDidChange.dispose();
  }
}
