import { html, type PropertyDeclarations, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { RequestFigures, RequestRowView, RequestView, RunPageView } from '../runProtocol.ts';
import { icon } from './icon.ts';
import { LightElement } from './lightElement.ts';

const COLUMNS: readonly (keyof RequestFigures)[] = [
  'fresh',
  'cached',
  'output',
  'freshCredits',
  'cachedCredits',
  'outputCredits',
  'credits',
  'total',
];

/** The requests of a run in figures; a subagent's unfold beneath its row. It keeps which ones are unfolded. */
export class RequestsTable extends LightElement {
  static override readonly properties: PropertyDeclarations = {
    page: { attribute: false },
    openKeys: { state: true },
    currentKey: { state: true },
  };

  declare page: RunPageView;
  declare private openKeys: ReadonlySet<string>;
  declare private currentKey: string | undefined;

  constructor() {
    super();
    this.openKeys = new Set();
    this.currentKey = undefined;
  }

  protected override render(): TemplateResult {
    const { rows, labels, allLabel, allFigures, summary } = this.page;
    const keys = rows.map(keyOf);
    const tabStop = this.currentKey !== undefined && this.#isShown(this.currentKey) ? this.currentKey : keys[0];
    return html`<table class="requests" role="treegrid" aria-label=${summary}>
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader">${labels.request}</th>
          ${COLUMNS.map((column) => html`<th role="columnheader" class="number is-${column}">${labels[column]}</th>`)}
        </tr>
      </thead>
      <tbody role="rowgroup" @keydown=${this.#onKey} @click=${this.#onClick} @focusin=${this.#onFocus}>
        ${repeat(rows, keyOf, (row) => this.#row(row, tabStop))}
      </tbody>
      <tfoot role="rowgroup">
        <tr role="row">
          <th role="rowheader">${allLabel}</th>
          ${figureCells(allFigures)}
        </tr>
      </tfoot>
    </table>`;
  }

  #row(row: RequestRowView, tabStop: string | undefined): unknown {
    if (row.kind === 'request') {
      return requestRow(row.request, 1, row.request.key === tabStop);
    }
    const isOpen = this.openKeys.has(row.key);
    return html`<tr
        class="request-row"
        role="row"
        aria-level="1"
        aria-expanded=${isOpen}
        data-key=${row.key}
        tabindex=${row.key === tabStop ? 0 : -1}
      >
        <th role="rowheader">
          ${icon(isOpen ? 'chevron-down' : 'chevron-right')} ${icon('type-hierarchy-sub')} ${row.label}
          <span class="quiet">${row.requestsText}</span>
        </th>
        ${figureCells(row.figures)}
      </tr>
      ${isOpen ? row.requests.map((request) => requestRow(request, 2, request.key === tabStop)) : ''}`;
  }

  #isShown(key: string): boolean {
    return this.page.rows.some(
      (row) =>
        keyOf(row) === key ||
        (row.kind === 'subagent' && this.openKeys.has(row.key) && row.requests.some((request) => request.key === key)),
    );
  }

  readonly #onFocus = (event: FocusEvent): void => {
    this.currentKey = keyAt(event) ?? this.currentKey;
  };

  readonly #onClick = (event: MouseEvent): void => {
    const key = keyAt(event);
    if (key !== undefined) {
      this.#setOpen(key, !this.openKeys.has(key));
    }
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const key = keyAt(event);
    if (key === undefined || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) {
      return;
    }
    if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
      this.#setOpen(key, event.key === 'ArrowRight');
    } else if (event.key === 'Enter' || event.key === ' ') {
      this.#setOpen(key, !this.openKeys.has(key));
    } else if (!moveFocus(event.key, key, [...this.querySelectorAll<HTMLElement>('.request-row')])) {
      return;
    }
    event.preventDefault();
  };

  #setOpen(key: string, isOpen: boolean): void {
    const openKeys = new Set(this.openKeys);
    if (isOpen) {
      openKeys.add(key);
    } else {
      openKeys.delete(key);
    }
    this.openKeys = openKeys;
  }
}

function requestRow({ key, label, figures }: RequestView, level: number, isTabStop: boolean): TemplateResult {
  return html`<tr
    class="request-row ${level === 2 ? 'is-nested' : ''}"
    role="row"
    aria-level=${level}
    data-key=${key}
    tabindex=${isTabStop ? 0 : -1}
  >
    <th role="rowheader">${label}</th>
    ${figureCells(figures)}
  </tr>`;
}

function figureCells(figures: RequestFigures): readonly TemplateResult[] {
  return COLUMNS.map((column) => html`<td role="gridcell" class="number is-${column}">${figures[column]}</td>`);
}

function keyOf(row: RequestRowView): string {
  return row.kind === 'request' ? row.request.key : row.key;
}

function keyAt({ target }: Event): string | undefined {
  return target instanceof Element ? target.closest<HTMLElement>('.request-row')?.dataset['key'] : undefined;
}

/** How many rows PgUp and PgDn pass. */
const PAGE = 10;

/** Moves the focus among rows as a key asks for. Returns whether it does. */
export function moveFocus(key: string, current: string, rows: readonly HTMLElement[]): boolean {
  const index = rows.findIndex((row) => row.dataset['key'] === current);
  const last = rows.length - 1;
  const targets: Readonly<Record<string, number>> = {
    ArrowDown: index + 1,
    ArrowUp: index - 1,
    PageDown: index + PAGE,
    PageUp: index - PAGE,
    Home: 0,
    End: last,
  };
  const target = targets[key];
  if (target === undefined) {
    return false;
  }
  rows[Math.min(Math.max(target, 0), last)]?.focus();
  return true;
}
