import * as vscode from 'vscode';

import { type Disposable, DisposableStore } from '../base/disposable.ts';
import type { LeftHold } from '../core/decisions/hold.ts';
import type { LeftRun } from '../core/usage/leftRun.ts';
import type { PolicySource } from '../guard/policy/parsePolicy.ts';
import { commandActions } from './commandActions.ts';
import type { ActionsOnDemand } from './commands.ts';
import type { HookGuard } from './hooks/hookGuard.ts';
import { MarkdownPage } from './markdownPage.ts';
import type { OpenSection } from './openSection.ts';
import { Composer } from './panel/composer.ts';
import { refreshDraftWithBudgets } from './panel/draftRefresh.ts';
import type { Pages } from './panel/pagePlaces.ts';
import { handlePanelMessage } from './panel/panelMessages.ts';
import { PanelQuestions } from './panel/panelQuestions.ts';
import { panelState } from './panel/panelState.ts';
import { fillSidebar } from './panel/sidebar.ts';
import { UsagePanel } from './panel/usagePanel.ts';
import type { PageSource } from './panel/webviewPage.ts';
import { PolicyExplanation } from './policy/explainPolicy.ts';
import { askAboutHold } from './runs/continueHolds.ts';
import type { RunTaskParts } from './runs/runTaskParts.ts';
import { takeOverTask } from './runs/startTask.ts';
import { Transcript } from './runs/transcript.ts';
import type { StateStore } from './stateStore.ts';
import type { ViewTools } from './viewTools.ts';

/** What they work with. */
interface OnDemandParts extends Omit<RunTaskParts, 'transcript'> {
  readonly extensionUri: vscode.Uri;
  readonly store: StateStore;
  readonly hooks: HookGuard;
  readonly homeFolder: string;
  readonly recentLines: () => readonly string[];
  /** The policy files that count in this window now. */
  readonly openPolicySources: () => Promise<readonly PolicySource[]>;
  /** The person's own. */
  readonly policyFile: string;
  readonly rateCardFile: string;
}

/** The parts that nobody needs before a person, or a run that was left, asks for them. */
interface PartsOnDemand extends Pages, Disposable {
  readonly actions: ActionsOnDemand;
  readonly openSection: OpenSection;
  /** False: another window was quicker. */
  takeOver(run: LeftRun): Promise<boolean>;
  askAboutHold(hold: LeftHold): Promise<void>;
}

/** Makes them all: panel, sidebar, runs, and what the commands do. */
export function makePartsOnDemand(parts: OnDemandParts): PartsOnDemand {
  const { extensionUri, store, format, card, homeFolder } = parts;
  const resources = new DisposableStore();
  const task = { ...parts, transcript: resources.add(new Transcript()) };
  const tools = { t: vscode.l10n.t, format, card, homeFolder };
  const composer = resources.add(new Composer(task, tools));
  resources.add(refreshDraftWithBudgets(store, composer));
  resources.add(
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      composer.refresh();
    }),
  );
  const { panel, page } = makePages({ ...parts, composer, tools }, resources);
  const pagesOfText = {
    explanation: resources.add(new PolicyExplanation(format)),
    problemPage: resources.add(new MarkdownPage('codex-guardrails-problem', vscode.l10n.t('Report a Problem'))),
    hookPlanPage: resources.add(new MarkdownPage('codex-guardrails-hooks', vscode.l10n.t('Guard All Codex Runs'))),
  };
  return {
    actions: commandActions({ ...task, ...pagesOfText, panel }),
    restorePanel: (restored) => {
      panel.restore(restored);
    },
    fillSidebar: (view) => {
      fillSidebar(view, extensionUri, page);
    },
    openSection: (tab, runId) => {
      panel.open(tab, runId);
    },
    takeOver: (run) => takeOverTask(task, run),
    askAboutHold: (hold) => askAboutHold(hold, task),
    dispose: () => {
      resources.dispose();
    },
  };
}

interface PageParts extends OnDemandParts {
  readonly composer: Composer;
  readonly tools: ViewTools;
}

function makePages(
  { extensionUri, store, ingest, runs, codex, composer, tools, openSection, log }: PageParts,
  resources: DisposableStore,
): { readonly panel: UsagePanel; readonly page: PageSource } {
  const questions = resources.add(new PanelQuestions({ ingest, store, tools, log }));
  const { homeFolder } = tools;
  const messageParts = { composer, runs, questions, openSection, codex, ingest, homeFolder, log };
  const page: PageSource = {
    state: () => panelState(store.state, vscode.env.language, tools),
    titles: () => runs.titles,
    onDidChange: (listener) => store.onDidChange(listener),
    composer: () => composer.view,
    onDidChangeComposer: (listener) => composer.onDidChange(listener),
    onMessage: (message) => {
      handlePanelMessage(message, messageParts);
    },
  };
  const panel = resources.add(
    new UsagePanel(extensionUri, {
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
  return { panel, page };
}
