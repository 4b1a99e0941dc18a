import { html, nothing, svg, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { MeterView } from '../nowProtocol.ts';
import { clampFraction, percent } from './fractions.ts';
import { keptDots } from './keptTogether.ts';
import { RESERVED_FILL, unknownMark } from './patterns.ts';

/** A small heading and a row per meter: name, bar, figure, when it resets. */
export function meterGroup(title: string, meters: readonly MeterView[]): TemplateResult | typeof nothing {
  if (meters.length === 0) {
    return nothing;
  }
  return html`<h3>${title}</h3>
    <ul class="meter-list">
      ${repeat(meters, ({ id }) => id, meterRow)}
    </ul>`;
}

/** The bar speaks for the whole row; the words beside it would only be read twice. */
function meterRow(meter: MeterView): TemplateResult {
  const tag = meter.tag === undefined ? nothing : html`<span class="tag">${meter.tag}</span>`;
  return html`<li class="meter">
    <span class="meter-label" aria-hidden="true">${meter.label} ${tag}</span>
    <span class="meter-bar">${meterBar(meter)}</span>
    <span class="meter-figure" aria-hidden="true"
      ><span class="is-whole">${meter.text}</span><span class="is-short">${meter.shortText}</span></span
    >
    <span class="meter-detail quiet" aria-hidden="true">${keptDots(meter.detail)}</span>
    ${meter.note === '' ? nothing : html`<span class="meter-note quiet" aria-hidden="true">${keptDots(meter.note)}</span>`}
  </li>`;
}

/** Below the bar, where it will likely end: from the lower to the upper end, never too thin to be seen. */
function likelyBand({ low, high }: NonNullable<MeterView['likelyEnd']>): TemplateResult {
  const width = Math.max(0.006, high - low);
  return svg`<rect class="mark-likely" x=${percent(Math.min(low, 1 - width))} y="10" width=${percent(width)} height="3" rx="1" />`;
}

function meterBar({ usedFraction, reservedFraction, hasUnknown, likelyEnd, description }: MeterView): TemplateResult {
  const used = clampFraction(usedFraction ?? 0);
  const reserved = Math.min(clampFraction(reservedFraction), 1 - used);
  const free = 1 - used - reserved;
  const known = svg`
    <rect class="mark-track" width="100%" height="8" rx="1" />
    <rect class="mark-spent" width=${percent(used)} height="8" rx="1" />
    ${reserved > 0 ? svg`<rect class="mark-reserved" fill=${RESERVED_FILL} x=${percent(used)} y="0.5" width=${percent(reserved)} height="7" />` : nothing}
    ${hasUnknown && free > 0 ? unknownMark(percent(used + reserved), 0.5, percent(free), 7) : nothing}`;
  const unknown = unknownMark(0.5, 0.5, '99%', 7);
  return html`<svg class="mark" height=${likelyEnd === undefined ? 8 : 13} role="img" aria-label=${description}>
    ${usedFraction === undefined ? unknown : known} ${likelyEnd === undefined ? nothing : likelyBand(likelyEnd)}
  </svg>`;
}
