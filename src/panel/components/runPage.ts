import { html, nothing, svg, type TemplateResult } from 'lit';
import type { RunPageView } from '../runProtocol.ts';
import { unknownBlock } from './patterns.ts';
import { fact } from './runRow.ts';

/** A run opened: what it came to, its requests over time, and each in figures. */
export function runPage(
  page: RunPageView,
  title: string | undefined,
  language: string,
  goBack: () => void,
  act: (kind: 'openThread' | 'runAgain') => void,
): TemplateResult {
  return html`<section class="section run-page">
    <nav class="crumbs">
      <button class="link" type="button" @click=${goBack} aria-keyshortcuts="Backspace">${page.backLabel}</button>
      <span class="codicon codicon-chevron-right quiet" aria-hidden="true"></span>
      <h2>${title ?? page.title}</h2>
      <span class="actions">
        ${actionButton(page.againLabel, () => act('runAgain'))} ${actionButton(page.openLabel, () => act('openThread'))}
      </span>
    </nav>
    <dl class="facts">${page.facts.map(({ label, text }) => fact(label, text))}</dl>
    <guardrails-requests-chart .page=${page} .language=${language}></guardrails-requests-chart>
    ${legend(page)} ${page.note === '' ? nothing : html`<p class="small quiet">${page.note}</p>`}
    <guardrails-requests-table .page=${page}></guardrails-requests-table>
  </section>`;
}

function actionButton(label: string, act: () => void): TemplateResult | typeof nothing {
  return label === '' ? nothing : html`<vscode-button secondary @click=${act}>${label}</vscode-button>`;
}

function legend({ legend, requests }: RunPageView): TemplateResult {
  const block = (className: string): TemplateResult => svg`<rect class=${className} width="14" height="10" rx="1" />`;
  const entries: readonly (readonly [TemplateResult, string])[] = [
    [block('series-0'), legend.fresh],
    [block('series-2'), legend.cached],
    [block('series-output'), legend.output],
    [svg`<path class="chart-line" d="M0 5H14" />`, legend.total],
    ...(requests.some(({ parts }) => parts === undefined) ? ([[unknownBlock, legend.unknown]] as const) : []),
  ];
  return html`<ul class="legend">
    ${entries.map(
      ([shape, text]) => html`<li><svg class="mark" height="10" aria-hidden="true">${shape}</svg>${text}</li>`,
    )}
  </ul>`;
}
