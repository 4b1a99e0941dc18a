import { html, nothing, type TemplateResult } from 'lit';
import type { RunPosition, RunRowView, RunsView } from '../runsProtocol.ts';
import { icon } from './icon.ts';
import type { LogAxis } from './logAxis.ts';
import { rangeMark } from './rangeMark.ts';

/** How a row stands in its table. */
interface RowContext {
  readonly title: string;
  readonly labels: RunsView['labels'];
  readonly axis: LogAxis;
  /** The one row that the Tab key reaches. */
  readonly isTabStop: boolean;
}

/** A run in one line. */
export function runRow(row: RunRowView, { title, labels, axis, isTabStop }: RowContext): TemplateResult {
  return html`<tr class="run" role="row" tabindex=${isTabStop ? 0 : -1} title=${labels.open} data-key=${row.runId}>
    <td role="gridcell" class="run-icons">
      <span class="quiet" title=${row.surface}>${icon(row.icon)}</span>
      <span class="visually-hidden">${row.surface}</span>
    </td>
    <td role="gridcell" class="run-title" title=${title}>
      ${title} <span class="run-folder quiet">${row.folder}</span>
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
  </tr>`;
}

function isRemarkable(position: RunPosition): boolean {
  return position === 'running' || position === 'above' || position === 'below';
}

function unguardedMark(text: string): TemplateResult {
  return html`<span class="run-unguarded" title=${text}>${icon('unlock')}</span
    ><span class="visually-hidden">${text}</span>`;
}

/** A small label over its value. */
export function fact(label: string, text: string): TemplateResult {
  return html`<div>
    <dt class="small quiet">${label}</dt>
    <dd>${text}</dd>
  </div>`;
}
