import { homedir } from 'node:os';

import * as vscode from 'vscode';

import rateCardJson from '../media/rate-card.json' with { type: 'json' };
import { dataFolder } from './ledger/dataFolder.ts';
import { Format } from './core/format.ts';
import { policySources } from './guard/policySources.ts';
import { parseRateCard } from './guard/rateCardFile.ts';
import { ActiveRuns } from './host/activeRuns.ts';
import { CodexAccess } from './host/codexAccess.ts';
import { registerCommands } from './host/commands.ts';
import { onDidChangeConfiguration, openSetting } from './host/configuration.ts';
import { channelLog } from './host/logChannel.ts';
import { panelState } from './host/panelState.ts';
import { openPolicyFile, watchPolicyFiles } from './host/policyFile.ts';
import { runTask } from './host/runTask.ts';
import { StateStore } from './host/stateStore.ts';
import { createStatusBar } from './host/statusBar.ts';
import { Transcript } from './host/transcript.ts';
import { UsagePanel } from './host/usagePanel.ts';
import { WalletPoller } from './host/walletPoller.ts';
import { IngestClient } from './ingest/ingestClient.ts';
import { workspaceOf } from './ingest/workspaceOf.ts';

/** Makes the parts and joins them. */
export function activate(context: vscode.ExtensionContext): void {
  const own = <T extends vscode.Disposable>(part: T): T => {
    context.subscriptions.push(part);
    return part;
  };
  const channel = own(vscode.window.createOutputChannel('Codex Guardrails', { log: true }));
  const log = channelLog(channel);
  const folder = dataFolder(process.env);
  const card = parseRateCard(rateCardJson);
  const format = new Format(vscode.l10n.t, vscode.env.language);
  const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const policySourcesOf = (workspace: string | undefined) =>
    policySources({ ...folder, homeFolder: homedir(), workspace });
  const openWorkspace = (): string | undefined => {
    const path = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    return path === undefined ? undefined : workspaceOf(path);
  };

  const codex = own(new CodexAccess(log));
  const ingest = own(
    new IngestClient(
      context.asAbsolutePath('dist/ingestWorker.js'),
      {
        ledgerFile: folder.ledgerFile,
        threadScript: context.asAbsolutePath('dist/ingestThread.js'),
        homes: codex.homes(),
        rateCard: card,
      },
      log,
    ),
  );
  const wallet = own(new WalletPoller(codex, ingest.ledger, () => vscode.window.state.focused, log));
  const runs = own(new ActiveRuns(log));
  const transcript = own(new Transcript());
  const store = own(new StateStore(ingest, wallet, runs, () => policySourcesOf(openWorkspace()), timezone, log));
  own(createStatusBar(store, card, format));
  const policyFiles = policySourcesOf(openWorkspace()).map(({ file }) => file);
  own(watchPolicyFiles(policyFiles, () => void store.reload()));

  const actions = {
    openPanel: () => {
      panel.open();
    },
    runTask: () =>
      runTask({ codex, ingest, wallet, runs, transcript, card, format, timezone, policySources: policySourcesOf, log }),
    stopRuns: () => {
      runs.stop();
    },
    answer: () => {
      runs.askAgain();
    },
    refresh: async () => {
      await Promise.all([ingest.ingest(), wallet.refresh()]);
      await store.reload();
    },
    openPolicy: () => openPolicyFile(folder.userPolicyFile),
    chooseCodex: () => {
      openSetting('codexGuardrails.codexPath');
    },
    signIn: () => {
      const { codexPath, env } = codex.appServerOptions();
      const name = vscode.l10n.t('Sign in to Codex');
      vscode.window.createTerminal({ name, shellPath: codexPath, shellArgs: ['login'], env }).show();
    },
    showTranscript: () => {
      transcript.show();
    },
    showLog: () => {
      channel.show();
    },
  };
  own(registerCommands(actions, log));
  const tools = { t: vscode.l10n.t, format, card, homeFolder: homedir() };
  const panel = own(
    new UsagePanel(context.extensionUri, {
      state: () => panelState(store.state, vscode.env.language, tools),
      onDidChange: (listener) => store.onDidChange(listener),
      onMessage: (message) => {
        if (message.kind === 'stopRun') {
          runs.stop(message.runId);
        } else if (message.kind !== 'ready') {
          void vscode.commands.executeCommand(`codexGuardrails.${message.kind}`);
        }
      },
    }),
  );
  own(
    onDidChangeConfiguration(() => {
      codex.disconnect();
      void wallet.refresh();
    }),
  );
  own(
    vscode.window.onDidChangeWindowState(({ focused }) => {
      if (focused) {
        void wallet.refresh();
      } else {
        codex.disconnect();
      }
    }),
  );
  void wallet.refresh();
}
