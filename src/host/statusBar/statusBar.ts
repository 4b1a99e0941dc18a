import * as vscode from 'vscode';

import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { Format } from '../../core/format.ts';
import type { RateCard } from '../../core/prices/rateCard.ts';
import type { GuardState } from '../hooks/guardState.ts';
import type { StateStore } from '../stateStore.ts';
import { onDidChangeStatusBarChoice, statusBarChoice } from '../configuration.ts';
import type { StatusBarAction, StatusBarView } from './statusBarItem.ts';
import { statusBarView } from './statusBarView.ts';
import { TOOLTIP_COMMANDS, tooltipMarkdown } from './tooltipView.ts';

const COMMAND_OF: Readonly<Record<StatusBarAction, string>> = {
  openPanel: 'codexGuardrails.openPanel',
  chooseCodex: 'codexGuardrails.chooseCodex',
  signIn: 'codexGuardrails.signIn',
  answer: 'codexGuardrails.answer',
  guardAllRuns: 'codexGuardrails.guardAllRuns',
};

const BACKGROUND: Readonly<Record<StatusBarView['severity'], vscode.ThemeColor | undefined>> = {
  none: undefined,
  warning: new vscode.ThemeColor('statusBarItem.warningBackground'),
  error: new vscode.ThemeColor('statusBarItem.errorBackground'),
};

/** The one item in the status bar. It shows what the view says. */
export function createStatusBar(store: StateStore, card: RateCard, format: Format): Disposable {
  const resources = new DisposableStore();
  const item = resources.add(
    vscode.window.createStatusBarItem('codexGuardrails.status', vscode.StatusBarAlignment.Right, 90),
  );
  item.name = vscode.l10n.t('Codex Guardrails');
  const show = (state: GuardState): void => {
    const view = statusBarView(state, statusBarChoice(), card, vscode.l10n.t, format);
    item.text = view.text;
    item.accessibilityInformation = { label: view.accessibleName, role: 'button' };
    item.backgroundColor = BACKGROUND[view.severity];
    item.color = view.isDim ? new vscode.ThemeColor('disabledForeground') : undefined;
    item.command = COMMAND_OF[view.action];
    item.tooltip = tooltip(state, card, format);
  };
  show(store.state);
  item.show();
  resources.add(store.onDidChange(show));
  resources.add(
    onDidChangeStatusBarChoice(() => {
      show(store.state);
    }),
  );
  return resources;
}

function tooltip(state: GuardState, card: RateCard, format: Format): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString(tooltipMarkdown(state, card, vscode.l10n.t, format));
  markdown.isTrusted = { enabledCommands: TOOLTIP_COMMANDS };
  return markdown;
}
