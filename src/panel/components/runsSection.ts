import { html, type TemplateResult } from 'lit';
import type { RunsView } from '../panelProtocol.ts';
import { runsLegend } from './runsLegend.ts';

/** The runs of the last days, newest first, with what they were expected to cost and what they did cost. */
export function runsSection(runs: RunsView, language: string): TemplateResult {
  const content =
    runs.rows.length === 0
      ? html`<p class="empty">${runs.emptyText}</p>`
      : html`<guardrails-runs-table .runs=${runs} .language=${language}></guardrails-runs-table> ${runsLegend(runs)}`;
  return html`<section class="section">
    <header class="section-header">
      <h2>${runs.title}</h2>
      <span class="total strong">${runs.totalText}</span>
    </header>
    ${content}
  </section>`;
}
