import { homedir } from 'node:os';

import * as vscode from 'vscode';

import rateCardJson from '../../media/rate-card.json' with { type: 'json' };
import { loadedOnce } from '../base/once.ts';
import { nextTurn } from '../base/timers.ts';
import { startInWorker } from '../codex/appServer/startInWorker.ts';
import { CLIENT_VERSION } from '../codex/surface.ts';
import { Format } from '../core/format.ts';
import type { LeftRun } from '../core/usage/leftRun.ts';
import { loadPolicy } from '../guard/policy/loadPolicy.ts';
import type { PolicySource } from '../guard/policy/parsePolicy.ts';
import { policySources } from '../guard/policy/policySources.ts';
import type { ShippedRateCardJson } from '../guard/prices/rateCardSchema.ts';
import { shippedRateCard } from '../guard/prices/shippedRateCard.ts';
import { IngestClient } from '../ingest/ingestClient.ts';
import { dataFolder } from '../ledger/dataFolder.ts';
import { ActiveRuns } from './runs/activeRuns.ts';
import { notifyOfAlerts } from './alerts/alertNotifications.ts';
import { CodexAccess } from './codexAccess.ts';
import { actionsOnDemand, registerCommands, runCommand } from './commands.ts';
import { readConfiguration } from './configuration.ts';
import { type Own, followChanges } from './followChanges.ts';
import { HookGuard } from './hooks/hookGuard.ts';
import { promptForLeftHolds } from './runs/leftHolds.ts';
import { goOnWithLeftRuns } from './runs/leftRuns.ts';
import { channelLog } from './problems/logChannel.ts';
import { windowTimezone } from './windowTimezone.ts';
import { askForHooks } from './hooks/hookQuestions.ts';
import { openWorkspace } from './openFolders.ts';
import type { OpenSection } from './openSection.ts';
import { registerPagePlaces } from './panel/pagePlaces.ts';
import { RecentLog } from './problems/recentLog.ts';
import { StateStore } from './stateStore.ts';
import { tellThresholds } from './alerts/tellThresholds.ts';
import { tellUnguarded } from './hooks/tellUnguarded.ts';
import { THIS_WINDOW } from './thisWindow.ts';
import { WalletPoller } from './wallet/walletPoller.ts';
import { windowRateCard } from './wallet/windowRateCard.ts';

/** Loaded while the time zone is waited for. Each takes long: never two in one turn. */
const SOON = [
  () => import('../guard/json/parseWithInput.ts'),
  () => import('../guard/policy/parsePolicy.ts'),
  () => import('../codex/appServer/appServerClient.ts'),
  () => import('../codex/hooks/hookInstall.ts'),
];

/**
 * Makes the parts and joins them, a few in each turn of the event loop: first what is seen, then what is called, and
 * last what reaches out. They are given back with `context`.
 */
export async function startGuardrails(context: vscode.ExtensionContext): Promise<void> {
  const timezoneToCome = windowTimezone();
  await nextTurn();

  const own: Own = (part) => {
    context.subscriptions.push(part);
    return part;
  };
  const channel = own(vscode.window.createOutputChannel('Codex Guardrails', { log: true }));
  const log = new RecentLog(channelLog(channel), Date.now);
  const folder = dataFolder(process.env);
  const homeFolder = homedir();
  const shipped = shippedRateCard(rateCardJson as ShippedRateCardJson);
  await nextTurn();

  const { money } = readConfiguration();
  await nextTurn();

  const card = await windowRateCard(shipped, folder.rateCardFile, money, log);
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
      hookFailuresFile: folder.hookFailuresFile,
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
  const sources = { ingest, wallet, runs, hooks, policySources: openPolicySources };
  const store = own(new StateStore(sources, timezoneToCome, log));
  const { createStatusBar } = await import('./statusBar/statusBar.ts');
  await nextTurn();

  for (const load of SOON) {
    await load();
    await nextTurn();
  }
  const timezone = await timezoneToCome;
  await nextTurn();

  const format = new Format(vscode.l10n.t, vscode.env.language);
  own(createStatusBar(store, card, format));
  await nextTurn();

  const openSection: OpenSection = (tab, runId) => {
    void runCommand('openSection', async () => (await onDemand()).openSection(tab, runId), log);
  };
  own(tellThresholds({ store, ledger: ingest.ledger, window: THIS_WINDOW, openSection, format, log }));
  own(tellUnguarded(store, ingest.ledger, openSection, log));
  await nextTurn();

  const { gatesFolder, managedPolicyFile, userPolicyFile: policyFile, rateCardFile } = folder;
  const task = {
    codex,
    ingest,
    wallet,
    runs,
    card,
    format,
    timezone,
    gatesFolder,
    managedPolicyFile,
    openSection,
    log,
  };
  const files = { policyFile, rateCardFile, policySources: policySourcesOf, openPolicySources };
  const { extensionUri } = context;
  const onDemand = loadedOnce(async () => {
    await nextTurn();
    const { makePartsOnDemand } = await import('./partsOnDemand.ts');
    await nextTurn();
    const recentLines = () => log.lines;
    return own(makePartsOnDemand({ ...task, ...files, extensionUri, store, hooks, homeFolder, recentLines }));
  });
  const showLog = (): void => {
    channel.show();
  };
  own(registerCommands({ ...actionsOnDemand(async () => (await onDemand()).actions), showLog }, log));
  own(registerPagePlaces(onDemand, log));
  const takeOver = async (run: LeftRun) => (await onDemand()).takeOver(run);
  own(goOnWithLeftRuns({ ingest, format, takeOver, openSection, log }));
  own(promptForLeftHolds(store, async (hold) => (await onDemand()).askAboutHold(hold), log));
  own(askForHooks({ ingest, runs, format, homeFolder, window: THIS_WINDOW, log }));
  await nextTurn();

  own(notifyOfAlerts(store, ingest.ledger, openSection, format, log));
  await followChanges({ codex, ingest, wallet, hooks, store, openPolicySources, ...folder }, own);
  ingest.hasStarted();
}
