import { html, nothing, type TemplateResult } from 'lit';
import type { RunPosition, RunRowView, RunsView } from '../panelProtocol.ts';
import { icon } from './icon.ts';
import type { LogAxis } from './logAxis.ts';
import { rangeMark } from './rangeMark.ts';

/** How a row stands in its table. */
export interface RowContext {
  readonly labels: RunsView['labels'];
  readonly axis: LogAxis;
  readonly isOpen: boolean;
  /** The one row that the Tab key reaches. */
  readonly isTabStop: boolean;
}

/** A run in one line, and its detail beneath where it is open. */
export function runRow(row: RunRowView, context: RowContext): TemplateResult {
  const { isOpen, isTabStop, labels, axis } = context;
  return html`<tr
      class="run"
      role="row"
      aria-level="1"
      aria-expanded=${isOpen}
      tabindex=${isTabStop ? 0 : -1}
      data-run-id=${row.runId}
    >
      <td role="gridcell" class="run-icons">
        <span title=${labels.open}>${icon(isOpen ? 'chevron-down' : 'chevron-right')}</span>
        <span class="quiet" title=${row.surface}>${icon(row.icon)}</span>
        <span class="visually-hidden">${row.surface}</span>
      </td>
      <td role="gridcell" class="run-title" title=${row.title}>
        ${row.title} <span class="run-folder quiet">${row.folder}</span>
      </td>
      <td role="gridcell" class="run-model" title="${row.model} ${row.effort}">
        ${row.model} <span class="quiet">${row.effort}</span>
      </td>
      <td role="gridcell" class="run-started quiet">${row.started}</td>
      <td role="gridcell" class="run-mark">${rangeMark(row, axis)}</td>
      <td role="gridcell" class="run-estimate quiet">${row.estimateText}</td>
      <td role="gridcell" class="run-actual ${row.actual === undefined ? 'quiet' : ''}">${row.actualText}</td>
      <td role="gridcell" class="run-state ${isRemarkable(row.position) ? '' : 'quiet'}">
        ${row.position === 'running' ? icon('sync') : nothing}
        ${row.unguarded === undefined ? nothing : unguardedMark(row.unguarded)} ${row.state}
      </td>
    </tr>
    ${isOpen ? runDetail(row, labels) : nothing}`;
}

function isRemarkable(position: RunPosition): boolean {
  return position === 'running' || position === 'above' || position === 'below';
}

function unguardedMark(text: string): TemplateResult {
  return html`<span class="run-unguarded" title=${text}>${icon('unlock')}</span
    ><span class="visually-hidden">${text}</span>`;
}

/** What the line has no room for; in a narrow panel also the columns that are not shown. */
function runDetail(row: RunRowView, labels: RunsView['labels']): TemplateResult {
  return html`<tr class="run-detail" role="row" aria-level="2">
    <td role="gridcell">
      <dl class="facts">
        ${fact(labels.run, `${row.title} ${row.folder}`, 'if-shortened whole-line')}
        ${fact(labels.model, `${row.model} ${row.effort}`, 'if-shortened')}
        ${fact(labels.started, row.started, 'if-narrow')} ${fact(labels.estimate, row.estimateText, 'if-narrow')}
        ${fact(labels.state, row.state, 'if-shortened')} ${row.detail.map(({ label, text }) => fact(label, text))}
      </dl>
    </td>
  </tr>`;
}

/** A small label over its value. */
export function fact(label: string, text: string, className = ''): TemplateResult {
  return html`<div class=${className}>
    <dt class="small quiet">${label}</dt>
    <dd>${text}</dd>
  </div>`;
}
