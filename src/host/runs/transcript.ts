import * as vscode from 'vscode';

import type { Disposable } from '../../base/disposable.ts';
import type { GuardedRun } from '../../guard/runs/guardedRun.ts';

/** What runs say and do, in an output channel that opens when it is asked for. Nothing of it is kept. */
export class Transcript implements Disposable {
  readonly #channel = vscode.window.createOutputChannel(vscode.l10n.t('Codex Guardrails: Runs'));

  follow(run: GuardedRun, model: string): void {
    this.#channel.appendLine(`── ${new Date().toLocaleString(vscode.env.language)} · ${model}`);
    run.turn.onDidItem(({ kind, text }) => {
      if (text !== undefined) {
        this.#channel.appendLine(kind === 'command' ? `$ ${text}` : text);
      } else if (kind === 'fileChange') {
        this.#channel.appendLine(vscode.l10n.t('(files changed)'));
      }
    });
  }

  show(): void {
    this.#channel.show(true);
  }

  dispose(): void {
    this.#channel.dispose();
  }
}
