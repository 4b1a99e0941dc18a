import type { RunsQuery } from './components/runsQuery.ts';
import type { SidebarPart } from './components/guardrailsSidebar.ts';
import type { SpendCrumb } from './components/spendPane.ts';
import { TABS, type TabId } from './messageProtocol.ts';
import type { HostMessage, PanelState } from './panelProtocol.ts';
import type { SpendAsked } from './spendProtocol.ts';

/** What is kept of the panel while it is hidden, and over a restart of the window. */
export interface SavedView {
  /** The extension's version: another one may speak of the state in other terms. */
  readonly version: string;
  readonly tab: TabId;
  /** Whether bars are shown as a table. */
  readonly isTable: boolean;
  /** The run that was opened; its page is asked for again. */
  readonly openRunId: string | undefined;
  readonly runsQuery: RunsQuery;
  readonly spendAsked: SpendAsked;
  readonly spendCrumbs: readonly SpendCrumb[];
  readonly state: PanelState;
}

/** What is kept of the sidebar. */
export interface SavedSidebar {
  readonly version: string;
  readonly foldedParts: readonly SidebarPart[];
  readonly state: PanelState;
}

/** The sidebar that `raw` holds, if this very version has saved it. */
export function readSavedSidebar(raw: unknown, version: string): SavedSidebar | undefined {
  const isOurs =
    isRecord(raw) && raw['version'] === version && isRecord(raw['state']) && Array.isArray(raw['foldedParts']);
  return isOurs ? (raw as unknown as SavedSidebar) : undefined;
}

/** The view that `raw` holds, if this very version has saved it. */
export function readSavedView(raw: unknown, version: string): SavedView | undefined {
  if (!isRecord(raw) || raw['version'] !== version || !isRecord(raw['state'])) {
    return undefined;
  }
  const tab = TABS.find((id) => id === raw['tab']);
  // Same version, hence the same shape.
  return tab === undefined ? undefined : { ...(raw as unknown as SavedView), tab };
}

/** Only the extension host can post to a webview; what it says may still be meant for others. */
export function isHostMessage(data: unknown): data is HostMessage {
  return (
    isRecord(data) &&
    ((data['kind'] === 'state' && isRecord(data['state'])) ||
      ((data['kind'] === 'composer' || data['kind'] === 'spend') && isRecord(data['view'])) ||
      (data['kind'] === 'runPage' && isRecord(data['page'])) ||
      (data['kind'] === 'courses' && Array.isArray(data['courses'])) ||
      (data['kind'] === 'titles' && isRecord(data['titles'])) ||
      (data['kind'] === 'showTab' && TABS.some((id) => id === data['tab'])))
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
