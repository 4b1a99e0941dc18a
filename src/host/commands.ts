import * as vscode from 'vscode';

import { messageOf } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { errorText } from './errorText.ts';

/** Everything that can be done from the palette, the status bar or the panel. */
export interface CommandActions {
  readonly openPanel: () => void;
  readonly runTask: () => Promise<void>;
  readonly stopRuns: () => void;
  readonly answer: () => void;
  readonly continueRun: () => Promise<void>;
  readonly refresh: () => Promise<void>;
  readonly chooseStatusBar: () => Promise<void>;
  readonly addCredits: () => Promise<void>;
  readonly acceptPrice: () => Promise<void>;
  readonly openPolicy: () => Promise<void>;
  readonly choosePolicyPreset: () => Promise<void>;
  readonly editBudgets: () => Promise<void>;
  readonly explainPolicy: () => Promise<void>;
  readonly guardAllRuns: () => Promise<void>;
  readonly stopGuardingAllRuns: () => Promise<void>;
  readonly chooseCodex: () => void;
  readonly signIn: () => Promise<void>;
  readonly showLog: () => void;
  readonly reportProblem: () => Promise<void>;
  readonly showTranscript: () => void;
}

/** Registers a command for each action; what one throws is told once, here, with what to do about it. */
export function registerCommands(actions: CommandActions, log: Log): vscode.Disposable {
  return vscode.Disposable.from(
    ...Object.entries(actions).map(([name, action]: [string, () => void | Promise<void>]) =>
      vscode.commands.registerCommand(`codexGuardrails.${name}`, () => runCommand(name, action, log)),
    ),
  );
}

/** Does what a person asked for; what it throws is told. */
export async function runCommand(name: string, action: () => void | Promise<void>, log: Log): Promise<void> {
  try {
    await action();
  } catch (error) {
    log.error('a command failed', { command: name, reason: messageOf(error) });
    const showLog = vscode.l10n.t('Show Log');
    if ((await vscode.window.showErrorMessage(errorText(error, vscode.l10n.t), showLog)) === showLog) {
      await vscode.commands.executeCommand('codexGuardrails.showLog');
    }
  }
}
