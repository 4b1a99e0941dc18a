import { html, nothing, svg, type TemplateResult } from 'lit';
import type { SpendRunView, SpendView } from '../spendProtocol.ts';
import { percent } from './fractions.ts';
import { unknownMark } from './patterns.ts';
import { type Titles } from './runsQuery.ts';

/** The chart's numbers as a table. */
export function barsTable({ bars, series, labels, summary }: SpendView): TemplateResult {
  return html`<table class="plain-table" aria-label=${summary}>
    <thead>
      <tr>
        <th scope="col">${labels.time}</th>
        ${series.map(({ label }) => html`<th scope="col" class="number">${label}</th>`)}
        <th scope="col" class="number">${labels.amount}</th>
        <th scope="col" class="number">${labels.requests}</th>
      </tr>
    </thead>
    <tbody>
      ${bars.map(
        ({ title, parts, partTexts, totalText, requestsText }) =>
          html`<tr>
            <th scope="row">${title}</th>
            ${partTexts.map((text, index) => html`<td class="number ${parts[index] === 0 ? 'quiet' : ''}">${text}</td>`)}
            <td class="number strong">${totalText}</td>
            <td class="number">${requestsText}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** The runs of what is looked at, the dearest first; each opens into its requests. */
export function spendRuns(
  { bars, runs, labels }: SpendView,
  titles: Titles,
  openRun: (runId: string) => void,
): TemplateResult {
  if (runs === undefined || runs.length === 0) {
    const leadsOn = runs === undefined && bars.some(({ requests }) => requests > 0);
    return html`<p class="quiet">${leadsOn ? labels.hint : labels.noRuns}</p>`;
  }
  const most = Math.max(Number.MIN_VALUE, ...runs.map(({ height }) => height));
  return html`<table class="plain-table spend-runs" aria-label=${labels.run}>
    <thead>
      <tr>
        <th scope="col">${labels.run}</th>
        <th scope="col" class="is-folder">${labels.folder}</th>
        <th scope="col" class="is-started">${labels.started}</th>
        <th scope="col" class="number is-requests">${labels.requests}</th>
        <th scope="col" class="is-bar">${labels.amount}</th>
        <th scope="col"></th>
      </tr>
    </thead>
    <tbody>
      ${runs.map((run) => runRow(run, titles[run.runId] ?? run.title, run.height / most, openRun))}
    </tbody>
  </table>`;
}

function runRow(
  { runId, folder, started, requestsText, hasUnknown, amountText }: SpendRunView,
  title: string,
  share: number,
  openRun: (runId: string) => void,
): TemplateResult {
  return html`<tr>
    <th scope="row"><button type="button" class="link" @click=${() => openRun(runId)}>${title}</button></th>
    <td class="is-folder run-folder">${folder}</td>
    <td class="is-started quiet">${started}</td>
    <td class="number is-requests">${requestsText}</td>
    <td class="is-bar">
      <svg class="mark" height="8" aria-hidden="true">
        ${svg`<rect class="mark-spent" width=${percent(share)} height="8" rx="1" />`}
        ${hasUnknown && share < 1 ? unknownMark(percent(share), 0.5, percent(1 - share), 7) : nothing}
      </svg>
    </td>
    <td class="number">${amountText}</td>
  </tr>`;
}
