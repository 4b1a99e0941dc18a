import { html, type PropertyDeclarations, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { RunsView } from '../runsProtocol.ts';
import { icon } from './icon.ts';
import { LightElement } from './lightElement.ts';
import { runsLegend } from './runsLegend.ts';
import {
  ALL_RUNS,
  type RunsQuery,
  type SortColumn,
  type Titles,
  choicesOf,
  queriedRuns,
  sortedBy,
} from './runsQuery.ts';
import { runsTotalText } from './runsTotalText.ts';

/** The runs of the last days: what they were expected to cost and what they did cost, searched, filtered and sorted. */
export class RunsList extends LightElement {
  static override readonly properties: PropertyDeclarations = {
    runs: { attribute: false },
    titles: { attribute: false },
    query: { attribute: false },
    language: { attribute: false },
  };

  declare runs: RunsView;
  declare titles: Titles;
  declare query: RunsQuery;
  declare language: string;
  /** Told of every change of the query. */
  onQuery: (query: RunsQuery) => void = () => undefined;
  onOpen: (runId: string) => void = () => undefined;

  constructor() {
    super();
    this.titles = {};
    this.query = ALL_RUNS;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', this.#onSlash);
  }

  override disconnectedCallback(): void {
    document.removeEventListener('keydown', this.#onSlash);
    super.disconnectedCallback();
  }

  protected override render(): TemplateResult {
    const { runs, query, titles } = this;
    const rows = queriedRuns(runs.rows, query, titles);
    return html`<section class="section">
      <header class="section-header">
        <h2 class="visually-hidden">${runs.title}</h2>
        ${this.#tools()}
        <span class="total strong" role="status">${runsTotalText(runs, rows, this.language)}</span>
      </header>
      ${
        rows.length === 0
          ? html`<p class="empty">${runs.rows.length === 0 ? runs.emptyText : runs.labels.nothingFound}</p>`
          : html`<guardrails-runs-table
                .runs=${runs}
                .rows=${rows}
                .titles=${titles}
                .query=${query}
                .language=${this.language}
                .onOpen=${this.onOpen}
                .onSort=${this.#onSort}
              ></guardrails-runs-table>
              ${runsLegend(runs)}`
      }
    </section>`;
  }

  #tools(): TemplateResult {
    const { labels } = this.runs;
    const { search, isOutsideOnly } = this.query;
    return html`<div class="runs-tools">
      <input
        type="search"
        class="field runs-search"
        placeholder=${labels.search}
        aria-label=${labels.search}
        aria-keyshortcuts="/"
        .value=${live(search)}
        @input=${(event: InputEvent) => this.#write({ search: valueOf(event) })}
        @keydown=${this.#onSearchKey}
      />
      ${this.#choice('model', labels.allModels)} ${this.#choice('surface', labels.allSurfaces)}
      ${this.#choice('folder', labels.allFolders)}
      <button
        type="button"
        class="chip"
        aria-pressed=${isOutsideOnly}
        @click=${() => this.#write({ isOutsideOnly: !isOutsideOnly })}
      >
        ${labels.outsideOnly} ${isOutsideOnly ? icon('close') : ''}
      </button>
    </div>`;
  }

  #choice(field: 'model' | 'surface' | 'folder', allLabel: string): TemplateResult {
    const chosen = this.query[field];
    return html`<select
      class="field"
      aria-label=${allLabel}
      @change=${(event: Event) => this.#write({ [field]: valueOf(event) })}
    >
      <option value="" .selected=${live(chosen === '')}>${allLabel}</option>
      ${choicesOf(this.runs.rows, field).map(
        (value) => html`<option value=${value} .selected=${live(value === chosen)}>${value}</option>`,
      )}
    </select>`;
  }

  readonly #onSort = (column: SortColumn): void => {
    this.onQuery(sortedBy(this.query, column));
  };

  readonly #onSearchKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && this.query.search !== '') {
      event.preventDefault();
      this.#write({ search: '' });
    } else if (event.key === 'Escape' || event.key === 'ArrowDown') {
      event.preventDefault();
      this.querySelector<HTMLElement>('.run[tabindex="0"]')?.focus();
    }
  };

  readonly #onSlash = (event: KeyboardEvent): void => {
    const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
    if (event.key === '/' && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      this.querySelector<HTMLElement>('.runs-search')?.focus();
    }
  };

  #write(change: Partial<RunsQuery>): void {
    this.onQuery({ ...this.query, ...change });
  }
}

function valueOf({ target }: Event): string {
  return target instanceof HTMLInputElement || target instanceof HTMLSelectElement ? target.value : '';
}
