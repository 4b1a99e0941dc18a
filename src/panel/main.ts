import './repairLanguage.ts';
import './panel.css';
import { coalesce } from '../base/coalesce.ts';
import { RunComposer } from './components/runComposer.ts';
import { DayChart } from './components/dayChart.ts';
import { GuardrailsPanel } from './components/guardrailsPanel.ts';
import { RunsTable } from './components/runsTable.ts';
import { SpreadLabels } from './components/spreadLabels.ts';
import type { PanelMessage } from './panelProtocol.ts';
import { isHostMessage, readSavedView, type SavedView } from './savedView.ts';

/** What VS Code gives to the page of a webview. */
interface VsCodeApi {
  postMessage(message: PanelMessage): void;
  getState(): unknown;
  setState(view: SavedView): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** Each saving sends the whole state to the workbench, hence not every second. */
const SAVE_EVERY_MS = 5_000;

/** Joins the page's one panel to the extension host. */
function start(panel: GuardrailsPanel, api: VsCodeApi): void {
  const version = panel.dataset['version'] ?? '';
  const save = (): void => {
    if (panel.state !== undefined) {
      api.setState({ version, tab: panel.tab, state: panel.state });
    }
  };
  const saveNowAndThen = coalesce(save, SAVE_EVERY_MS);
  const saved = readSavedView(api.getState(), version);
  if (saved !== undefined) {
    panel.state = saved.state;
    panel.tab = saved.tab;
  }
  panel.post = (message) => api.postMessage(message);
  panel.onDidChangeTab = save;
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (!isHostMessage(data)) {
      return;
    }
    if (data.kind === 'showTab') {
      panel.choose(data.tab);
    } else if (data.kind === 'composer') {
      panel.composer = data.view;
    } else {
      panel.state = data.state;
      saveNowAndThen();
    }
  });
  api.postMessage({ kind: 'ready' });
}

customElements.define('guardrails-spread-labels', SpreadLabels);
customElements.define('guardrails-day-chart', DayChart);
customElements.define('guardrails-runs-table', RunsTable);
customElements.define('guardrails-composer', RunComposer);
customElements.define('guardrails-panel', GuardrailsPanel);
const panel = document.querySelector('guardrails-panel');
if (panel instanceof GuardrailsPanel) {
  start(panel, acquireVsCodeApi());
}
