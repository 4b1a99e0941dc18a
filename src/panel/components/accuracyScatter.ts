import { html, nothing, svg, type TemplateResult } from 'lit';
import type { AccuracyView, ComparedRunView } from '../accuracyProtocol.ts';
import { percent } from './fractions.ts';
import { type LogAxis, logAxis, placeOnAxis } from './logAxis.ts';
import { actualShape } from './rangeMark.ts';

const HEIGHT = 280;

/** Each run at its estimated median and what it did cost, on logarithmic axes: on the diagonal, both are one. */
export function accuracyScatter(view: AccuracyView, language: string): TemplateResult {
  const { scatterTitle, estimateAxis, actualAxis, runs, summary, legend } = view;
  const axis = logAxis(
    runs.map(({ estimate, actual }) => ({ range: { low: estimate, median: estimate, high: estimate }, actual })),
  );
  return html`
    <header class="section-header"><h2>${scatterTitle}</h2></header>
    <figure class="scatter" role="img" aria-label="${scatterTitle}. ${summary}">
      <p class="small quiet" aria-hidden="true">${actualAxis}</p>
      <svg class="mark" height=${HEIGHT} aria-hidden="true">
        ${grid(axis, language)}
        <line class="scatter-diagonal" x1="0" y1="100%" x2="100%" y2="0" />
        ${runs.map((run) => dot(run, axis))}
      </svg>
      <svg class="mark" height="16" aria-hidden="true">
        ${axis.ticks.map((tick) => tickBelow(tick, axis, language))}
      </svg>
      <p class="small quiet scatter-axis" aria-hidden="true">${estimateAxis}</p>
    </figure>
    <ul class="legend">
      <li><svg class="mark" height="14" aria-hidden="true">${placed(actualShape('inside'))}</svg>${legend.inside}</li>
      <li><svg class="mark" height="14" aria-hidden="true">${placed(actualShape('above'))}</svg>${legend.outside}</li>
    </ul>
  `;
}

function placed(shape: TemplateResult): TemplateResult {
  return svg`<svg x="7" y="7" overflow="visible">${shape}</svg>`;
}

function grid(axis: LogAxis, language: string): readonly TemplateResult[] {
  return axis.ticks.map((tick) => {
    const at = placeOnAxis(axis, tick);
    const y = percent(1 - at);
    // Where both axes begin, the figure stands below alone: beside it the diagonal begins.
    const figure = at === 0 ? nothing : numberText(tick, language);
    return svg`
      <line class="scatter-grid" x1=${percent(at)} x2=${percent(at)} y1="0" y2="100%" />
      <line class="scatter-grid" x1="0" x2="100%" y1=${y} y2=${y} />
      <text class="mark-axis" x="4" y=${y} dy=${at > 0.95 ? 12 : -4}>${figure}</text>`;
  });
}

/** Below its line; at the ends it keeps inside. */
function tickBelow(tick: number, axis: LogAxis, language: string): TemplateResult {
  const at = placeOnAxis(axis, tick);
  const anchor = at === 0 ? 'start' : at > 0.95 ? 'end' : 'middle';
  return svg`<text class="mark-axis" x=${percent(at)} y="12" text-anchor=${anchor}>${numberText(tick, language)}</text>`;
}

function dot({ estimate, actual, position }: ComparedRunView, axis: LogAxis): TemplateResult {
  const [x, y] = [percent(placeOnAxis(axis, estimate)), percent(1 - placeOnAxis(axis, actual))];
  return svg`<svg x=${x} y=${y} overflow="visible">${actualShape(position)}</svg>`;
}

function numberText(value: number, language: string): string {
  return new Intl.NumberFormat(language, { maximumSignificantDigits: 1 }).format(value);
}
