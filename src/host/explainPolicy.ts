import * as vscode from 'vscode';

import { overrideRules } from '../core/overrideText.ts';
import { policyRules } from '../core/policyText.ts';
import type { Format } from '../core/format.ts';
import { type PolicyInForce, loadPolicy } from '../guard/loadPolicy.ts';
import type { PolicySource } from '../guard/parsePolicy.ts';
import type { OverrideStore, PolicyStore } from '../guard/ports.ts';
import { policyPage } from './policyPage.ts';

const SCHEME = 'codex-guardrails-policy';

/** Shows the rules in force as a page, each with the file it comes from; it is read anew each time it is asked for. */
export class PolicyExplanation implements vscode.Disposable {
  readonly #uri: vscode.Uri;
  readonly #format: Format;
  readonly #onDidChange = new vscode.EventEmitter<vscode.Uri>();
  readonly #registration: vscode.Disposable;
  #page = '';

  constructor(format: Format) {
    this.#format = format;
    this.#uri = vscode.Uri.from({ scheme: SCHEME, path: `${vscode.l10n.t('Policy in Force')}.md` });
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: this.#onDidChange.event,
      provideTextDocumentContent: () => this.#page,
    });
  }

  async show(store: PolicyStore & OverrideStore, sources: readonly PolicySource[]): Promise<void> {
    const nowMs = Date.now();
    const inForce: PolicyInForce = await loadPolicy(store, sources, nowMs);
    const overrides = await store.overridesOfToday(nowMs);
    const rules = [
      ...policyRules(inForce.policy, vscode.l10n.t, this.#format),
      ...overrideRules(inForce.policy, overrides, vscode.l10n.t, this.#format, nowMs),
    ];
    this.#page = policyPage(rules, inForce.problems, vscode.l10n.t);
    this.#onDidChange.fire(this.#uri);
    await vscode.commands.executeCommand('markdown.showPreview', this.#uri);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#onDidChange.dispose();
  }
}
