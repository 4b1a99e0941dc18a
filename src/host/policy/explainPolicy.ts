import * as vscode from 'vscode';

import { overrideRules } from '../../core/policy/overrideText.ts';
import { policyRules } from '../../core/policy/policyText.ts';
import type { Format } from '../../core/format.ts';
import { type PolicyInForce, loadPolicy } from '../../guard/policy/loadPolicy.ts';
import type { PolicySource } from '../../guard/policy/parsePolicy.ts';
import type { OverrideStore, PolicyStore } from '../../guard/ports.ts';
import { MarkdownPage } from '../markdownPage.ts';
import { policyPage } from './policyPage.ts';

/** Shows the rules in force as a page, each with the file it comes from; it is read anew each time it is asked for. */
export class PolicyExplanation implements vscode.Disposable {
  readonly #format: Format;
  readonly #page = new MarkdownPage('codex-guardrails-policy', vscode.l10n.t('Policy in Force'));

  constructor(format: Format) {
    this.#format = format;
  }

  async show(store: PolicyStore & OverrideStore, sources: readonly PolicySource[]): Promise<void> {
    const nowMs = Date.now();
    const inForce: PolicyInForce = await loadPolicy(store, sources, nowMs);
    const overrides = await store.overridesOfToday(nowMs);
    const rules = [
      ...policyRules(inForce.policy, vscode.l10n.t, this.#format),
      ...overrideRules(inForce.policy, overrides, vscode.l10n.t, this.#format, nowMs),
    ];
    await this.#page.show(policyPage(rules, inForce.problems, vscode.l10n.t));
  }

  dispose(): void {
    this.#page.dispose();
  }
}
