import { homedir } from 'node:os';

import * as vscode from 'vscode';

import { nextTurn } from '../base/timers.ts';
import { startInWorker } from '../codex/appServer/startInWorker.ts';
import { CLIENT_VERSION } from '../codex/surface.ts';
import { Format } from '../core/format.ts';
import type { ShippedRateCard } from '../core/prices/mergeRateCards.ts';
import { loadPolicy } from '../guard/policy/loadPolicy.ts';
import type { PolicySource } from '../guard/policy/parsePolicy.ts';
import { policySources } from '../guard/policy/policySources.ts';
import { IngestClient } from '../ingest/ingestClient.ts';
import { dataFolder } from '../ledger/dataFolder.ts';
import type { TabId } from '../panel/panelProtocol.ts';
import { ActiveRuns } from './runs/activeRuns.ts';
import { notifyOfAlerts } from './alerts/alertNotifications.ts';
import { CodexAccess } from './codexAccess.ts';
import { commandActions } from './commandActions.ts';
import { registerCommands } from './commands.ts';
import { Composer } from './panel/composer.ts';
import { onDidChangeConfiguration, readConfiguration } from './configuration.ts';
import { PolicyExplanation } from './policy/explainPolicy.ts';
import { refreshDraftWithBudgets } from './panel/draftRefresh.ts';
import { findWorkspace } from './findWorkspace.ts';
import { HookGuard } from './hooks/hookGuard.ts';
import { promptForLeftHolds } from './runs/leftHolds.ts';
import { goOnWithLeftRuns } from './runs/leftRuns.ts';
import { channelLog } from './problems/logChannel.ts';
import { askForHooks } from './hooks/hookQuestions.ts';
import { MarkdownPage } from './markdownPage.ts';
import { handlePanelMessage } from './panel/panelMessages.ts';
import { PanelQuestions } from './panel/panelQuestions.ts';
import { panelState } from './panel/panelState.ts';
import { watchFiles } from './policy/policyFile.ts';
import { RecentLog } from './problems/recentLog.ts';
import { registerSidebar } from './panel/sidebar.ts';
import { StateStore } from './stateStore.ts';
import { createStatusBar } from './statusBar/statusBar.ts';
import { tellThresholds } from './alerts/tellThresholds.ts';
import { tellUnguarded } from './hooks/tellUnguarded.ts';
import { THIS_WINDOW } from './thisWindow.ts';
import { Transcript } from './runs/transcript.ts';
import { UsagePanel } from './panel/usagePanel.ts';
import type { PageSource } from './panel/webviewPage.ts';
import { WalletPoller } from './wallet/walletPoller.ts';
import { windowRateCard } from './wallet/windowRateCard.ts';

/**
 * Makes the parts and joins them, a few in each turn of the event loop: first what is seen, then what is called, and
 * last what reaches out. They are given back with `context`.
 */
export async function startGuardrails(context: vscode.ExtensionContext, shipped: ShippedRateCard): Promise<void> {
  const own = <T extends vscode.Disposable>(part: T): T => {
    context.subscriptions.push(part);
    return part;
  };
  const channel = own(vscode.window.createOutputChannel('Codex Guardrails', { log: true }));
  const log = new RecentLog(channelLog(channel), Date.now);
  const folder = dataFolder(process.env);
  const homeFolder = homedir();
  const card = await windowRateCard(shipped, folder.rateCardFile, readConfiguration().money, log);
  const format = new Format(vscode.l10n.t, vscode.env.language);
  // The first formatter of a process makes it look for all languages, which takes as long as all the rest.
  const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  await nextTurn();

  const policySourcesOf = (workspace: string | undefined) => policySources({ ...folder, homeFolder, workspace });
  const openPolicySources = async (): Promise<PolicySource[]> => policySourcesOf(await openWorkspace());

  const codex = own(new CodexAccess(startInWorker(context.asAbsolutePath('dist/appServerWorker.js')), log));
  const ingest = own(
    new IngestClient(
      context.asAbsolutePath('dist/ingestWorker.js'),
      {
        ledgerFile: folder.ledgerFile,
        threadScript: context.asAbsolutePath('dist/ingestThread.js'),
        homes: codex.homes(),
        spoolFolder: folder.spoolFolder,
        rateCard: card,
      },
      log,
    ),
  );
  const wallet = own(new WalletPoller(codex, ingest, () => vscode.window.state.focused, log));
  const runs = own(new ActiveRuns(log));
  const hooks = own(
    new HookGuard({
      home: () => codex.homes()[0] ?? '',
      ask: (question) => codex.ask(question),
      folders: folder,
      runtime: {
        version: CLIENT_VERSION,
        node: process.execPath,
        isElectron: 'electron' in process.versions,
        hook: context.asAbsolutePath('dist/hook.js'),
      },
      onFailure: async () =>
        (await loadPolicy(ingest.ledger, policySourcesOf(undefined), Date.now())).policy.onGuardFailure.value,
      store: ingest.ledger,
      log,
    }),
  );
  const store = own(new StateStore({ ingest, wallet, runs, hooks, policySources: openPolicySources }, timezone, log));
  own(createStatusBar(store, card, format));
  own(tellThresholds(store, ingest.ledger, format, log));
  own(tellUnguarded(store, ingest.ledger, log));
  await nextTurn();

  const transcript = own(new Transcript());
  const { gatesFolder, managedPolicyFile, userPolicyFile: policyFile, rateCardFile } = folder;
  const policySourcesFor = { policySources: policySourcesOf, managedPolicyFile, gatesFolder };
  const task = { codex, ingest, wallet, runs, transcript, card, format, timezone, ...policySourcesFor, log };
  const viewTools = { t: vscode.l10n.t, format, card, homeFolder };
  const composer = own(new Composer(task, viewTools));
  own(refreshDraftWithBudgets(store, composer));
  const questions = own(new PanelQuestions({ ingest, store, tools: viewTools, log }));
  const openSection = (tab: TabId): void => {
    panel.open(tab);
  };
  const messageParts = { composer, runs, questions, openSection, codex, ingest, log };
  const page: PageSource = {
    state: () => panelState(store.state, vscode.env.language, viewTools),
    onDidChange: (listener) => store.onDidChange(listener),
    composer: () => composer.view,
    onDidChangeComposer: (listener) => composer.onDidChange(listener),
    onMessage: (message) => {
      handlePanelMessage(message, messageParts);
    },
  };
  const panel = own(
    new UsagePanel(context.extensionUri, {
      ...page,
      onDidSay: (listener) => questions.onDidSay(listener),
      onMessage: (message) => {
        if (message.kind === 'ready') {
          store.wantAccuracy();
        }
        handlePanelMessage(message, messageParts);
      },
      onHide: () => {
        questions.rest();
      },
    }),
  );
  own(registerSidebar(context.extensionUri, page));
  const explanation = own(new PolicyExplanation(format));
  const problemPage = own(new MarkdownPage('codex-guardrails-problem', vscode.l10n.t('Report a Problem')));
  const reportParts = { problemPage, homeFolder, recentLines: () => log.lines };
  const hookPlanPage = own(new MarkdownPage('codex-guardrails-hooks', vscode.l10n.t('Guard All Codex Runs')));
  const policyParts = { policyFile, rateCardFile, explanation, openPolicySources };
  own(
    registerCommands(
      commandActions({ ...task, ...policyParts, ...reportParts, hooks, hookPlanPage, store, panel, channel }),
      log,
    ),
  );
  own(goOnWithLeftRuns(task));
  own(promptForLeftHolds(store, task));
  own(askForHooks({ ingest, runs, format, homeFolder, window: THIS_WINDOW, log }));
  await nextTurn();

  const openWallet = (): void => {
    openSection('wallet');
  };
  own(notifyOfAlerts(store, ingest.ledger, openWallet, format, log));
  const policyFiles = (await openPolicySources()).map(({ file }) => file);
  own(
    watchFiles(policyFiles, () => {
      void store.reload();
      void hooks.keepUp();
    }),
  );
  const { hooksFile, configFile } = await hooks.places();
  own(
    watchFiles([hooksFile, configFile], () => {
      hooks.refreshSoon();
    }),
  );
  await nextTurn();

  own(
    onDidChangeConfiguration(() => {
      codex.disconnect();
      void wallet.refresh();
    }),
  );
  own(
    vscode.window.onDidChangeWindowState(({ focused }) => {
      if (focused) {
        wallet.refreshIfOld();
      } else {
        codex.disconnect();
      }
    }),
  );
  wallet.refreshIfOld();
  void hooks.keepUp();
  void hooks.refresh();
}

/** The workspace that the window's first folder belongs to. */
async function openWorkspace(): Promise<string | undefined> {
  const path = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  return path === undefined ? undefined : findWorkspace(path);
}
