import { html, nothing, type TemplateResult } from 'lit';
import { TABS, type TabId } from '../messageProtocol.ts';
import type { PanelState } from '../panelProtocol.ts';
import type { ShownTableView } from '../tableProtocol.ts';
import { iconButton, type Post } from './buttons.ts';

/** What the header acts on. */
export interface HeaderContext {
  readonly tab: TabId;
  readonly choose: (tab: TabId) => void;
  readonly onTabKey: (event: KeyboardEvent) => void;
  /** What the section shows as a table; undefined as long as there is none. */
  readonly shownTable: () => ShownTableView | undefined;
  readonly post: Post;
}

/** Sections whose content is in a table. */
const TABLE_TABS: ReadonlySet<TabId> = new Set<TabId>(['spend', 'budgets', 'runs', 'wallet']);

/** The tabs, how fresh it all is, and what can be done with it. */
export function panelHeader(state: PanelState, context: HeaderContext): TemplateResult {
  const { tab, post, onTabKey } = context;
  return html`<header class="header">
    <div class="tabs" role="tablist" aria-label=${state.title} @keydown=${onTabKey}>
      ${TABS.map((id, index) => tabButton(id, state.tabs[id], index + 1, context))}
    </div>
    <span class="freshness small quiet">${state.freshness}</span>
    <span class="header-tools">
      ${iconButton('refresh', state.refreshLabel, () => post({ kind: 'refresh' }))}
      ${TABLE_TABS.has(tab) ? iconButton('export', state.exportLabel, () => exportShown(context)) : nothing}
    </span>
  </header>`;
}

function exportShown({ shownTable, post }: HeaderContext): void {
  const table = shownTable();
  if (table !== undefined) {
    post({ kind: 'exportTable', table });
  }
}

function tabButton(id: TabId, label: string, digit: number, { tab, choose }: HeaderContext): TemplateResult {
  const isChosen = id === tab;
  return html`<button
    class="tab"
    type="button"
    role="tab"
    id="tab-${id}"
    data-label=${label}
    aria-controls="pane"
    aria-selected=${isChosen}
    aria-keyshortcuts="Control+${digit} Meta+${digit}"
    tabindex=${isChosen ? 0 : -1}
    @click=${() => choose(id)}
  >
    ${label}
  </button>`;
}
