import { html, type TemplateResult } from 'lit';
import type { DayView, PanelState, SpendView } from '../panelProtocol.ts';
import { iconButton } from './buttons.ts';

/** What was spent by day, as a chart or as a table with the same numbers. */
export function spendSection({ spend, language }: PanelState, isTable: boolean, toggle: () => void): TemplateResult {
  const button = isTable
    ? iconButton('graph', spend.showChartLabel, toggle, 'Alt+T')
    : iconButton('table', spend.showTableLabel, toggle, 'Alt+T');
  return html`<section class="section">
    <header class="section-header">
      <h2>${spend.title}</h2>
      <span class="total"><span class="strong">${spend.totalText}</span> ${spend.unit}</span>
      ${button}
    </header>
    ${
      isTable
        ? dayTable(spend)
        : html`<guardrails-day-chart .spend=${spend} .language=${language}></guardrails-day-chart>`
    }
  </section>`;
}

function dayTable({ title, days, tableLabels }: SpendView): TemplateResult {
  return html`<table class="day-table" aria-label=${title}>
    <thead>
      <tr>
        <th scope="col">${tableLabels.day}</th>
        <th scope="col" class="number">${tableLabels.credits}</th>
        <th scope="col" class="number">${tableLabels.requests}</th>
      </tr>
    </thead>
    <tbody>
      ${days.map(dayRow)}
    </tbody>
  </table>`;
}

function dayRow({ label, text, requestsText, credits }: DayView): TemplateResult {
  // Nothing spent and nothing known are both quiet; the words tell them apart.
  const isQuiet = credits === undefined || credits === 0;
  return html`<tr>
    <th scope="row">${label}</th>
    <td class="number ${isQuiet ? 'quiet' : ''}">${text}</td>
    <td class="number">${requestsText}</td>
  </tr>`;
}
