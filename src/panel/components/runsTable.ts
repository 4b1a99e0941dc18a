import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { RunRowView, RunsView } from '../runsProtocol.ts';
import { icon } from './icon.ts';
import { LightElement } from './lightElement.ts';
import { logAxis, type LogAxis } from './logAxis.ts';
import { axisHeader } from './rangeMark.ts';
import { moveFocus } from './requestsTable.ts';
import { runRow } from './runRow.ts';
import { type RunsQuery, SORT_COLUMNS, type SortColumn, type Titles, titleIn } from './runsQuery.ts';
import { holdScroll } from './scrollAnchor.ts';

/**
 * The table of runs. It keeps which row the keys are at, by the run's id, so that a new state does not change it. All
 * rows are in the page, and the browser passes over those out of sight (`content-visibility`).
 */
export class RunsTable extends LightElement {
  static override readonly properties: PropertyDeclarations = {
    runs: { attribute: false },
    rows: { attribute: false },
    titles: { attribute: false },
    query: { attribute: false },
    language: { attribute: false },
    currentId: { state: true },
  };

  declare runs: RunsView;
  /** Those of the runs that are shown, in their order. */
  declare rows: readonly RunRowView[];
  declare titles: Titles;
  declare query: RunsQuery;
  declare language: string;
  declare private currentId: string | undefined;
  onOpen: (runId: string) => void = () => undefined;
  onSort: (column: SortColumn) => void = () => undefined;

  constructor() {
    super();
    this.currentId = undefined;
  }

  protected override render(): TemplateResult {
    const { rows, titles } = this;
    const { labels, title } = this.runs;
    const axis = logAxis(this.runs.rows);
    const tabStop = rows.some(({ runId }) => runId === this.currentId) ? this.currentId : rows[0]?.runId;
    return html`<table class="runs" role="grid" aria-label=${title} aria-rowcount=${rows.length + 1}>
      ${this.#head(axis)}
      <tbody role="rowgroup" @keydown=${this.#onKey} @click=${this.#onClick} @focusin=${this.#onFocus}>
        ${repeat(
          rows,
          ({ runId }) => runId,
          (row) => runRow(row, { title: titleIn(titles, row), labels, axis, isTabStop: row.runId === tabStop }),
        )}
      </tbody>
    </table>`;
  }

  protected override update(changed: PropertyValues<this>): void {
    const restoreScroll = changed.has('runs') ? holdScroll(this.#rowElements()) : undefined;
    super.update(changed);
    restoreScroll?.();
  }

  #rowElements(): readonly HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>('.run')];
  }

  #head(axis: LogAxis): TemplateResult {
    const { labels } = this.runs;
    const column = (name: SortColumn, label: string, className = ''): TemplateResult =>
      this.#column(name, label, className);
    return html`<thead role="rowgroup" @keydown=${this.#onHeadKey}>
      <tr role="row">
        <th role="columnheader"><span class="visually-hidden">${labels.surface}</span></th>
        ${column('title', labels.run)} ${column('model', labels.model, 'run-model')}
        ${column('started', labels.started, 'run-started')}
        <th role="columnheader" class="run-mark">${axisHeader(axis, this.language)}</th>
        ${column('estimate', labels.estimate, 'run-estimate')} ${column('actual', labels.actual, 'run-actual')}
        ${column('state', labels.state, 'run-state')}
      </tr>
    </thead>`;
  }

  /** The head of a column that can be sorted by; of all heads the Tab key reaches one. */
  #column(name: SortColumn, label: string, className: string): TemplateResult {
    const { sort, isAscending } = this.query;
    const isSorted = sort === name;
    return html`<th
      role="columnheader"
      class=${className}
      aria-sort=${isSorted ? (isAscending ? 'ascending' : 'descending') : nothing}
    >
      <button
        type="button"
        class="sort"
        data-column=${name}
        tabindex=${isSorted ? 0 : -1}
        @click=${() => this.onSort(name)}
      >
        ${label} ${isSorted ? icon(isAscending ? 'arrow-up' : 'arrow-down') : nothing}
      </button>
    </th>`;
  }

  readonly #onHeadKey = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const current = event.target instanceof HTMLElement ? event.target.dataset['column'] : undefined;
    const index = SORT_COLUMNS.findIndex((column) => column === current) + step;
    if (step !== 0 && SORT_COLUMNS[index] !== undefined) {
      event.preventDefault();
      this.querySelector<HTMLElement>(`[data-column="${SORT_COLUMNS[index]}"]`)?.focus();
    }
  };

  readonly #onFocus = (event: FocusEvent): void => {
    this.currentId = runIdAt(event) ?? this.currentId;
  };

  /** A click opens, unless the mouse has just marked some text. */
  readonly #onClick = (event: MouseEvent): void => {
    const runId = runIdAt(event);
    if (runId !== undefined && getSelection()?.isCollapsed !== false) {
      this.onOpen(runId);
    }
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const runId = runIdAt(event);
    if (runId === undefined || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.onOpen(runId);
    } else if (moveFocus(event.key, runId, this.#rowElements())) {
      event.preventDefault();
    }
  };
}

/** The run whose line an event comes from. */
function runIdAt({ target }: Event): string | undefined {
  return target instanceof Element ? target.closest<HTMLElement>('.run')?.dataset['key'] : undefined;
}
