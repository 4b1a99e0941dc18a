import './panel.css';
import { coalesce } from '../base/coalesce.ts';
import { RunComposer } from './components/runComposer.ts';
import { BudgetCourseChart } from './components/budgetCourse.ts';
import { BudgetsPane } from './components/budgetsPane.ts';
import { GuardrailsPanel } from './components/guardrailsPanel.ts';
import { GuardrailsSidebar } from './components/guardrailsSidebar.ts';
import { RequestsChart } from './components/requestsChart.ts';
import { RequestsTable } from './components/requestsTable.ts';
import { RunsList } from './components/runsList.ts';
import { RunsTable } from './components/runsTable.ts';
import { SpendChart } from './components/spendChart.ts';
import { SpendPane } from './components/spendPane.ts';
import { SpreadLabels } from './components/spreadLabels.ts';
import type { PanelMessage } from './messageProtocol.ts';
import type { HostMessage } from './panelProtocol.ts';
import { isHostMessage, readSavedSidebar, readSavedView, type SavedSidebar, type SavedView } from './savedView.ts';

/** What VS Code gives to the page of a webview. */
interface VsCodeApi {
  postMessage(message: PanelMessage): void;
  getState(): unknown;
  setState(view: SavedView | SavedSidebar): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** Each saving sends the whole state to the workbench, hence not every second. */
const SAVE_EVERY_MS = 5_000;

/** Joins a page's sidebar to the extension host. */
function startSidebar(sidebar: GuardrailsSidebar, api: VsCodeApi): void {
  const version = sidebar.dataset['version'] ?? '';
  const save = (): void => {
    const { state, foldedParts } = sidebar;
    if (state !== undefined) {
      api.setState({ version, foldedParts, state });
    }
  };
  const saveNowAndThen = coalesce(save, SAVE_EVERY_MS);
  const saved = readSavedSidebar(api.getState(), version);
  if (saved !== undefined) {
    sidebar.state = saved.state;
    sidebar.foldedParts = saved.foldedParts;
  }
  sidebar.post = (message) => api.postMessage(message);
  sidebar.onDidFold = save;
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (!isHostMessage(data)) {
      return;
    }
    if (data.kind === 'state') {
      sidebar.state = data.state;
      saveNowAndThen();
    } else if (data.kind === 'titles') {
      sidebar.titles = data.titles;
    } else if (data.kind === 'composer') {
      sidebar.composer = data.view;
    }
  });
  api.postMessage({ kind: 'ready' });
}

/** Joins the page's one panel to the extension host. */
function startPanel(panel: GuardrailsPanel, api: VsCodeApi): void {
  const version = panel.dataset['version'] ?? '';
  const save = (): void => {
    if (panel.state !== undefined) {
      const { tab, state, isTable, openRunId, runsQuery, spendAsked, spendCrumbs } = panel;
      api.setState({ version, tab, state, isTable, openRunId, runsQuery, spendAsked, spendCrumbs });
    }
  };
  const saveNowAndThen = coalesce(save, SAVE_EVERY_MS);
  const saved = readSavedView(api.getState(), version);
  if (saved !== undefined) {
    panel.state = saved.state;
    panel.tab = saved.tab;
    panel.isTable = saved.isTable;
    panel.runsQuery = saved.runsQuery;
    panel.spendAsked = saved.spendAsked;
    panel.spendCrumbs = saved.spendCrumbs;
  }
  panel.post = (message) => api.postMessage(message);
  panel.onDidChoose = save;
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (!isHostMessage(data)) {
      return;
    }
    show(panel, data);
    if (data.kind === 'state') {
      saveNowAndThen();
    }
  });
  api.postMessage({ kind: 'ready' });
  if (saved?.openRunId !== undefined) {
    panel.openRunId = saved.openRunId;
    api.postMessage({ kind: 'openRun', runId: saved.openRunId });
  }
}

function show(panel: GuardrailsPanel, message: HostMessage): void {
  switch (message.kind) {
    case 'state':
      panel.state = message.state;
      break;
    case 'composer':
      panel.composer = message.view;
      break;
    case 'runPage':
      panel.runPage = message.page;
      break;
    case 'spend':
      panel.spend = message.view;
      break;
    case 'courses':
      panel.courses = message.courses;
      break;
    case 'titles':
      panel.titles = { ...panel.titles, ...message.titles };
      break;
    case 'showTab':
      if (message.runId === undefined) {
        panel.choose(message.tab);
      } else {
        panel.openRun(message.runId);
      }
      break;
  }
}

customElements.define('guardrails-spread-labels', SpreadLabels);
customElements.define('guardrails-spend-chart', SpendChart);
customElements.define('guardrails-spend', SpendPane);
customElements.define('guardrails-budget-course', BudgetCourseChart);
customElements.define('guardrails-budgets', BudgetsPane);
customElements.define('guardrails-requests-chart', RequestsChart);
customElements.define('guardrails-requests-table', RequestsTable);
customElements.define('guardrails-runs-table', RunsTable);
customElements.define('guardrails-runs', RunsList);
customElements.define('guardrails-composer', RunComposer);
customElements.define('guardrails-panel', GuardrailsPanel);
customElements.define('guardrails-sidebar', GuardrailsSidebar);
const page = document.querySelector('guardrails-panel, guardrails-sidebar');
if (page instanceof GuardrailsPanel) {
  startPanel(page, acquireVsCodeApi());
} else if (page instanceof GuardrailsSidebar) {
  startSidebar(page, acquireVsCodeApi());
}
