import { html, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { RunsView } from '../panelProtocol.ts';
import { icon } from './icon.ts';
import { LightElement } from './lightElement.ts';
import { logAxis, type LogAxis } from './logAxis.ts';
import { axisHeader } from './rangeMark.ts';
import { runRow } from './runRow.ts';
import { holdScroll } from './scrollAnchor.ts';

/** How many rows PgUp and PgDn pass. */
const PAGE = 10;

/**
 * The table of runs. It keeps which rows are open and which one the keys are at, by the run's id, so that a new state
 * changes neither. All rows are in the page, and the browser passes over those out of sight (`content-visibility`).
 */
export class RunsTable extends LightElement {
  static override readonly properties: PropertyDeclarations = {
    runs: { attribute: false },
    language: { attribute: false },
    openIds: { state: true },
    currentId: { state: true },
  };

  declare runs: RunsView;
  declare language: string;
  declare private openIds: ReadonlySet<string>;
  declare private currentId: string | undefined;

  constructor() {
    super();
    this.openIds = new Set();
    this.currentId = undefined;
  }

  protected override render(): TemplateResult {
    const { rows, labels, title } = this.runs;
    const axis = logAxis(rows);
    const tabStop = rows.some(({ runId }) => runId === this.currentId) ? this.currentId : rows[0]?.runId;
    return html`<table class="runs" role="treegrid" aria-label=${title}>
      ${this.#head(axis)}
      <tbody role="rowgroup" @keydown=${this.#onKey} @click=${this.#onClick} @focusin=${this.#onFocus}>
        ${repeat(
          rows,
          ({ runId }) => runId,
          (row) =>
            runRow(row, {
              labels,
              axis,
              isOpen: this.openIds.has(row.runId),
              isTabStop: row.runId === tabStop,
            }),
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
    return html`<thead role="rowgroup">
      <tr role="row">
        <th role="columnheader"><span class="visually-hidden">${labels.open}</span></th>
        <th role="columnheader">${labels.run}</th>
        <th role="columnheader" class="run-model">${labels.model}</th>
        <th role="columnheader" class="run-started" aria-sort="descending">${labels.started} ${icon('arrow-down')}</th>
        <th role="columnheader" class="run-mark">${axisHeader(axis, this.language)}</th>
        <th role="columnheader" class="run-estimate">${labels.estimate}</th>
        <th role="columnheader" class="run-actual">${labels.actual}</th>
        <th role="columnheader" class="run-state">${labels.state}</th>
      </tr>
    </thead>`;
  }

  readonly #onFocus = (event: FocusEvent): void => {
    this.currentId = runIdAt(event) ?? this.currentId;
  };

  /** A click opens or closes, unless the mouse has just marked some text. */
  readonly #onClick = (event: MouseEvent): void => {
    const runId = runIdAt(event);
    if (runId !== undefined && getSelection()?.isCollapsed !== false) {
      this.#setOpen(runId, !this.openIds.has(runId));
    }
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const runId = runIdAt(event);
    if (runId !== undefined && !event.ctrlKey && !event.metaKey && !event.altKey && this.#act(event.key, runId)) {
      event.preventDefault();
    }
  };

  /** Does what a key asks for at a row. Returns whether the key means anything here. */
  #act(key: string, runId: string): boolean {
    switch (key) {
      case 'Enter':
      case ' ':
        this.#setOpen(runId, !this.openIds.has(runId));
        return true;
      case 'ArrowRight':
        this.#setOpen(runId, true);
        return true;
      case 'ArrowLeft':
        this.#setOpen(runId, false);
        return true;
      default:
        return this.#move(key, runId);
    }
  }

  #move(key: string, runId: string): boolean {
    const rows = this.#rowElements();
    const index = rows.findIndex((row) => row.dataset['runId'] === runId);
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

  #setOpen(runId: string, isOpen: boolean): void {
    const openIds = new Set(this.openIds);
    if (isOpen) {
      openIds.add(runId);
    } else {
      openIds.delete(runId);
    }
    this.openIds = openIds;
  }
}

/** The run whose line an event comes from. */
function runIdAt({ target }: Event): string | undefined {
  return target instanceof Element ? target.closest<HTMLElement>('.run')?.dataset['runId'] : undefined;
}
