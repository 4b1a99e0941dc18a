import * as vscode from 'vscode';

import type { CreditPrice } from '../core/money.ts';
import type { WalletAlert } from '../core/wallet/statement/walletAlerts.ts';
import { moneyOf } from './wallet/moneySettings.ts';
import { type StatusBarChoice, statusBarChoiceOf } from './statusBar/statusBarChoice.ts';

const SECTION = 'codexGuardrails';

/** The settings: what is about looking and finding, never a limit. */
interface Configuration {
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

const ALERTS = 'walletAlerts';
type AlertSetting = Readonly<Partial<Record<WalletAlert['kind'], boolean>>>;

/** Whether the person wants to hear no more of such alerts. */
export function isAlertSilenced(kind: WalletAlert['kind']): boolean {
  return vscode.workspace.getConfiguration(SECTION).get<AlertSetting>(ALERTS, {})[kind] === false;
}

/** Notes in the person's settings that such alerts are not shown any more. */
export async function silenceAlert(kind: WalletAlert['kind']): Promise<void> {
  const settings = vscode.workspace.getConfiguration(SECTION);
  const own = settings.inspect<AlertSetting>(ALERTS)?.globalValue;
  await settings.update(ALERTS, { ...own, [kind]: false }, vscode.ConfigurationTarget.Global);
}

const STATUS_BAR = 'statusBar';

/** What the person wants to see in the status bar. */
export function statusBarChoice(): StatusBarChoice {
  return statusBarChoiceOf(vscode.workspace.getConfiguration(SECTION).get(STATUS_BAR));
}

/** Notes it in the person's settings. */
export async function keepStatusBarChoice(choice: StatusBarChoice): Promise<void> {
  const settings = vscode.workspace.getConfiguration(SECTION);
  await settings.update(STATUS_BAR, choice, vscode.ConfigurationTarget.Global);
}

export function onDidChangeStatusBarChoice(listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration(`${SECTION}.${STATUS_BAR}`)) {
      listener();
    }
  });
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
