import { html, nothing, svg, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { AccuracyView, ShareView } from '../accuracyProtocol.ts';
import { accuracyScatter } from './accuracyScatter.ts';
import { clampFraction, percent } from './fractions.ts';
import { keptRanges } from './keptTogether.ts';
import { unknownMark } from './patterns.ts';
import { actualShape } from './rangeMark.ts';

/** How often ranges held, with how sure that is, and each run against its estimate. */
export function accuracySection(view: AccuracyView, language: string): TemplateResult {
  const { title, labels, shares, models, modelsTitle, months, monthsTitle, summary, emptyText } = view;
  if (summary === '') {
    return html`<section class="section">
      <header class="section-header"><h2>${title}</h2></header>
      <p class="quiet">${emptyText}</p>
    </section>`;
  }
  return html`<section class="section halves accuracy">
    <div>
      <header class="section-header"><h2>${title}</h2></header>
      <table class="shares" aria-label=${title}>
        <thead>
          <tr>
            <th scope="col"><span class="visually-hidden">${labels.range}</span></th>
            <th>${axis(labels)}</th>
            <th scope="col" class="number">${labels.inside}</th>
            <th scope="col" class="number">${labels.sure}</th>
            <th scope="col" class="number">${labels.runs}</th>
          </tr>
        </thead>
        ${shareRows('', shares)} ${shareRows(modelsTitle, models)} ${shareRows(monthsTitle, months)}
      </table>
      ${legend(view)}
      <p class="statement-explanation">${keptRanges(summary)}</p>
    </div>
    <div>${accuracyScatter(view, language)}</div>
  </section>`;
}

/** From half to all: estimates worse than that need no fine scale. */
const LEAST_SHARE = 0.5;

function placeOf(share: number): number {
  return clampFraction((share - LEAST_SHARE) / (1 - LEAST_SHARE));
}

function axis({ half, all }: AccuracyView['labels']): TemplateResult {
  const tick = (share: number, anchor: string, text: string): TemplateResult =>
    svg`<text class="mark-axis is-${anchor}" x=${percent(placeOf(share))} y="11" text-anchor=${anchor}>${text}</text>`;
  return html`<svg class="mark" height="14" aria-hidden="true">
    ${tick(LEAST_SHARE, 'start', half)} ${tick(1, 'end', all)}
  </svg>`;
}

function shareRows(title: string, rows: readonly ShareView[]): TemplateResult {
  return html`<tbody>
    ${
      title === '' || rows.length === 0
        ? nothing
        : html`<tr>
            <th scope="rowgroup" colspan="5" class="shares-title">${title}</th>
          </tr>`
    }
    ${repeat(
      rows,
      ({ key }) => key,
      (row) =>
        html`<tr>
          <th scope="row">${row.label}</th>
          <td>${shareMark(row)}</td>
          <td class="number strong">${row.text}</td>
          <td class="number quiet">${row.sureText}</td>
          <td class="number quiet">${row.runsText}</td>
        </tr>`,
    )}
  </tbody>`;
}

function shareMark({ stated, measured, low, high, description }: ShareView): TemplateResult {
  const [from, to] = [placeOf(low), placeOf(high)];
  const known = svg`
    <rect class="mark-band-inner" x=${percent(from)} y="3" width=${percent(to - from)} height="8" />
    ${measured === undefined ? nothing : svg`<svg x=${percent(placeOf(measured))} y="7" overflow="visible">${actualShape('inside')}</svg>`}`;
  const unknown = unknownMark(percent(from), 3.5, percent(to - from), 7);
  return html`<svg class="mark" height="14" role="img" aria-label=${description}>
    <rect class="mark-track" y="6.5" width="100%" height="1" />
    ${measured === undefined ? unknown : known}
    <rect class="mark-limit" x=${percent(placeOf(stated))} y="1" width="2" height="12" />
  </svg>`;
}

function legend({ legend: { stated, measured, true: trueShare, tooFew } }: AccuracyView): TemplateResult {
  const item = (mark: TemplateResult, text: string): TemplateResult =>
    html`<li><svg class="mark" height="14" aria-hidden="true">${mark}</svg>${text}</li>`;
  return html`<ul class="legend">
    ${item(svg`<rect class="mark-limit" x="6" y="1" width="2" height="12" />`, stated)}
    ${item(svg`<svg x="7" y="7" overflow="visible">${actualShape('inside')}</svg>`, measured)}
    ${item(svg`<rect class="mark-band-inner" y="3" width="14" height="8" />`, trueShare)}
    ${item(unknownMark(0.5, 3.5, 13, 7), tooFew)}
  </ul>`;
}
