import * as vscode from 'vscode';

import { planSections } from '../../core/hooks/hookPlanText.ts';
import { hooksText } from '../../core/hooks/hookText.ts';
import type { HookGuard } from './hookGuard.ts';
import { hookPage } from './hookPage.ts';
import type { MarkdownPage } from '../markdownPage.ts';

/** What guarding all runs needs. */
export interface HookParts {
  readonly hooks: HookGuard;
  /** Shows what is written. */
  readonly hookPlanPage: MarkdownPage;
}

interface Choice extends vscode.QuickPickItem {
  readonly trusts: boolean;
}

/** Shows what is written and what Codex is to trust, asks, and does what the person says. */
export async function guardAllRuns({ hooks, hookPlanPage }: HookParts): Promise<void> {
  const plan = await hooks.plan();
  await hookPlanPage.show(hookPage(planSections(plan, await hooks.program(), vscode.l10n.t), vscode.l10n.t));
  const choices: Choice[] = [
    {
      label: vscode.l10n.t('Write, and let Codex trust these hooks'),
      detail: vscode.l10n.t('Runs that start from now on are guarded.'),
      trusts: true,
    },
    {
      label: vscode.l10n.t('Write only'),
      detail: vscode.l10n.t('Codex passes the hooks over until you trust them: type “/hooks” in Codex.'),
      trusts: false,
    },
  ];
  const choice = await vscode.window.showQuickPick(choices, {
    title: vscode.l10n.t('Guard All Codex Runs'),
    placeHolder: vscode.l10n.t('The page shows all that is written, and all that is trusted.'),
    ignoreFocusOut: true,
  });
  if (choice !== undefined) {
    await hooks.install(plan, choice);
    void vscode.window.showInformationMessage(outcome(hooks));
  }
}

/** Takes our hooks out again, once the person has said so. */
export async function stopGuardingAllRuns({ hooks }: HookParts): Promise<void> {
  const { hooksFile } = await hooks.places();
  const remove = vscode.l10n.t('Take Them Out');
  const question = vscode.l10n.t('Take the hooks of Codex Guardrails out of {0}?', hooksFile);
  const detail = vscode.l10n.t('Runs that are started elsewhere are counted from then on, and not held.');
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, remove)) === remove) {
    await hooks.uninstall();
  }
}

function outcome({ hooks }: HookGuard): string {
  return (
    hooksText(hooks, vscode.l10n.t) ?? vscode.l10n.t('The hooks are written. Codex has not said yet how it takes them.')
  );
}
