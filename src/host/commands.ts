import * as vscode from 'vscode';

import { GuardError, messageOf } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { errorText } from './errorText.ts';

/** What can be done from the palette, the status bar or the panel once its code is loaded. */
const ON_DEMAND = [
  'openPanel',
  'runTask',
  'stopRuns',
  'answer',
  'continueRun',
  'refresh',
  'chooseStatusBar',
  'addCredits',
  'acceptPrice',
  'openPolicy',
  'choosePolicyPreset',
  'editBudgets',
  'explainPolicy',
  'guardAllRuns',
  'stopGuardingAllRuns',
  'chooseCodex',
  'signIn',
  'reportProblem',
  'showTranscript',
] as const;

type Action = () => void | Promise<void>;

/** What is done by commands that are loaded on demand. */
export type ActionsOnDemand = Readonly<Record<(typeof ON_DEMAND)[number], Action>>;

/** Everything that can be done. The log can be shown whatever fails to load. */
type CommandActions = ActionsOnDemand & { readonly showLog: Action };

/** Actions that load themselves when one of them is called for the first time. */
export function actionsOnDemand(load: () => Promise<ActionsOnDemand>): ActionsOnDemand {
  const actions = ON_DEMAND.map((name): [string, Action] => [name, async () => (await load())[name]()]);
  return Object.fromEntries(actions) as Record<(typeof ON_DEMAND)[number], Action>;
}

/** Registers a command for each action; what one throws is told once, here, with what to do about it. */
export function registerCommands(actions: CommandActions, log: Log): vscode.Disposable {
  return vscode.Disposable.from(
    ...Object.entries(actions).map(([name, action]: [string, Action]) =>
      vscode.commands.registerCommand(`codexGuardrails.${name}`, () => runCommand(name, action, log)),
    ),
  );
}

/** Does what a person asked for; what it throws is told. */
export async function runCommand(name: string, action: Action, log: Log): Promise<void> {
  try {
    await action();
  } catch (error) {
    log.error('a command failed', { command: name, reason: messageOf(error) });
    const text = errorText(error, vscode.l10n.t);
    const chosen = await vscode.window.showErrorMessage(text, ...waysOn(error));
    if (chosen !== undefined) {
      await vscode.commands.executeCommand(`codexGuardrails.${chosen.command}`);
    }
  }
}

/** What can be done about a failure. */
function waysOn(error: unknown): (vscode.MessageItem & { readonly command: string })[] {
  const showLog = { title: vscode.l10n.t('Show Log'), command: 'showLog' };
  return GuardError.is(error, 'codex.notFound')
    ? [{ title: vscode.l10n.t('Choose Codex…'), command: 'chooseCodex' }, showLog]
    : [showLog];
}
