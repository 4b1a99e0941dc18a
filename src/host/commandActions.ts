import * as vscode from 'vscode';

import type { PolicySource } from '../guard/policy/parsePolicy.ts';
import { acceptProposedPrice } from './wallet/acceptProposedPrice.ts';
import { addCredits } from './wallet/addCredits.ts';
import { choosePolicyPreset } from './policy/choosePreset.ts';
import { chooseStatusBar } from './statusBar/chooseStatusBar.ts';
import type { ActionsOnDemand } from './commands.ts';
import { openSetting } from './configuration.ts';
import { editBudgets } from './policy/editBudgets.ts';
import type { PolicyExplanation } from './policy/explainPolicy.ts';
import { type HookParts, guardAllRuns, stopGuardingAllRuns } from './hooks/guardAllRuns.ts';
import { continueHeldRun } from './runs/continueHolds.ts';
import { openPolicyFile } from './policy/policyFile.ts';
import { type ReportParts, reportProblem } from './problems/reportProblem.ts';
import { runTask } from './runs/runTask.ts';
import type { RunTaskParts } from './runs/runTaskParts.ts';
import type { StateStore } from './stateStore.ts';
import type { UsagePanel } from './panel/usagePanel.ts';

/** What the commands work with. */
interface CommandParts extends RunTaskParts, HookParts, ReportParts {
  readonly store: StateStore;
  readonly panel: UsagePanel;
  readonly explanation: PolicyExplanation;
  /** The policy files that count in this window now. */
  readonly openPolicySources: () => Promise<readonly PolicySource[]>;
  /** The person's own. */
  readonly policyFile: string;
  readonly rateCardFile: string;
}

/** What each command does. */
export function commandActions(parts: CommandParts): ActionsOnDemand {
  const { codex, ingest, wallet, runs, transcript, store, panel, policyFile } = parts;
  const { explanation, openPolicySources } = parts;
  return {
    openPanel: () => {
      panel.open();
    },
    runTask: () => runTask(parts),
    stopRuns: () => {
      runs.stop();
    },
    answer: () => {
      runs.askAgain();
    },
    continueRun: () => continueHeldRun(store, parts),
    refresh: async () => {
      await Promise.all([ingest.ingest(), wallet.refresh()]);
      await store.reload();
    },
    chooseStatusBar: () => chooseStatusBar(store.state, parts.format),
    addCredits: () => addCredits(codex, wallet.state),
    acceptPrice: () => acceptProposedPrice(parts),
    openPolicy: () => openPolicyFile(policyFile),
    choosePolicyPreset: () => choosePolicyPreset(policyFile),
    editBudgets: async () => {
      const sources = await openPolicySources();
      const own = sources.find(({ level }) => level === 'user');
      const workspace = sources.find(({ level }) => level === 'workspace')?.workspace;
      if (own !== undefined) {
        await editBudgets(own, workspace, parts.format);
      }
    },
    explainPolicy: async () => explanation.show(ingest.ledger, await openPolicySources()),
    guardAllRuns: () => guardAllRuns(parts),
    stopGuardingAllRuns: () => stopGuardingAllRuns(parts),
    chooseCodex: () => {
      openSetting('codexGuardrails.codexPath');
    },
    signIn: async () => {
      const { codexPath, env } = await codex.appServerOptions();
      const name = vscode.l10n.t('Sign in to Codex');
      vscode.window.createTerminal({ name, shellPath: codexPath, shellArgs: ['login'], env }).show();
    },
    showTranscript: () => {
      transcript.show();
    },
    reportProblem: () => reportProblem(store.state, parts),
  };
}
