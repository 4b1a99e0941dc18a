import { html, svg, type TemplateResult } from 'lit';
import type { RunsView } from '../runsProtocol.ts';
import { unknownBlock } from './patterns.ts';
import { actualShape } from './rangeMark.ts';

/** What the marks of the runs mean. */
export function runsLegend({ legend }: RunsView): TemplateResult {
  const centered = (shape: TemplateResult): TemplateResult => svg`<svg x="7" y="5" overflow="visible">${shape}</svg>`;
  const block = (className: string): TemplateResult =>
    svg`<rect class=${className} x="0.5" y="0.5" width="13" height="9" />`;
  const entries: readonly (readonly [TemplateResult, string])[] = [
    [block('mark-band-outer'), legend.range],
    [block('mark-band-inner'), legend.medianToHigh],
    [centered(actualShape('inside')), legend.actual],
    [centered(actualShape('above')), legend.outside],
    [centered(actualShape('running')), legend.soFar],
    [unknownBlock, legend.unknown],
  ];
  return html`<ul class="legend">
    ${entries.map(
      ([shape, text]) => html`<li><svg class="mark" height="10" aria-hidden="true">${shape}</svg>${text}</li>`,
    )}
  </ul>`;
}
