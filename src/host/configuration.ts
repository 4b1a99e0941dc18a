import * as vscode from 'vscode';

import type { CreditPrice } from '../core/money.ts';
import { moneyOf } from './moneySettings.ts';

const SECTION = 'codexGuardrails';

/** The settings: what is about looking and finding, never a limit. */
export interface Configuration {
  /** Undefined: looked for. */
  readonly codexPath: string | undefined;
  /** Empty: `CODEX_HOME`, else `~/.codex`. */
  readonly codexHomes: readonly string[];
  /** What the person has set of what a credit costs; the rest is told by the rate card. */
  readonly money: Partial<CreditPrice>;
}

export function readConfiguration(): Configuration {
  const settings = vscode.workspace.getConfiguration(SECTION);
  const codexPath = settings.get<string>('codexPath', '').trim();
  return {
    codexPath: codexPath === '' ? undefined : codexPath,
    codexHomes: settings.get<string[]>('codexHomes', []).filter((home) => home.trim() !== ''),
    money: moneyOf(settings.inspect('currency')?.globalValue, settings.inspect('creditsPerCurrencyUnit')?.globalValue),
  };
}

/** Calls back when one of our settings changes. */
export function onDidChangeConfiguration(listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration(SECTION)) {
      listener();
    }
  });
}

/** Shows one of our settings where it can be set: in a remote window, the machine's are on a page of their own. */
export function openSetting(name: string): void {
  if (vscode.env.remoteName === undefined) {
    void vscode.commands.executeCommand('workbench.action.openSettings', name);
  } else {
    void vscode.commands.executeCommand('workbench.action.openRemoteSettings', { query: name });
  }
}
