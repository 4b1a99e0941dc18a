import { html, nothing, svg, type TemplateResult } from 'lit';
import type { RunPosition, RunRowView } from '../runsProtocol.ts';
import type { RangeView } from '../runProtocol.ts';
import { percent } from './fractions.ts';
import { placeOnAxis, type LogAxis } from './logAxis.ts';
import { unknownMark } from './patterns.ts';

/** A run's estimate as a band, and what it did cost as a dot, on the axis of the table. The cells beside it say it in words. */
export function rangeMark(
  { range, actual, position }: Pick<RunRowView, 'range' | 'actual' | 'position'>,
  axis: LogAxis,
): TemplateResult {
  const band = range === undefined ? (actual === undefined ? unknownRange : nothing) : bandMark(range, axis);
  // Zero has no place on this axis, and no mark anywhere.
  const dot = actual === undefined || actual <= 0 ? nothing : actualMark(position, placeOnAxis(axis, actual));
  return html`<svg class="mark" height="14" aria-hidden="true">${band}${dot}</svg>`;
}

const unknownRange = unknownMark(0.5, 3.5, '99%', 7);

/** From low to high; the part beyond the median is stronger, because it is what hurts. */
function bandMark({ low, median, high }: RangeView, axis: LogAxis): TemplateResult {
  const [start, middle, end] = [placeOnAxis(axis, low), placeOnAxis(axis, median), placeOnAxis(axis, high)];
  return svg`
    <rect class="mark-band-outer" x=${percent(start)} y="3" width=${percent(middle - start)} height="8" />
    <rect class="mark-band-inner" x=${percent(middle)} y="3" width=${percent(end - middle)} height="8" />
    <rect class="mark-median" x=${percent(middle)} y="3" width="1.5" height="8" />`;
}

function actualMark(position: RunPosition, at: number): TemplateResult {
  return svg`<svg x=${percent(at)} y="7" overflow="visible">${actualShape(position)}</svg>`;
}

/** The shapes differ, not only their colours. */
export function actualShape(position: RunPosition): TemplateResult {
  switch (position) {
    case 'running':
      return svg`<circle class="mark-so-far" r="3.5" />`;
    case 'above':
    case 'below':
      return svg`<path class="mark-halo" d="M0-6.2L6.2 0 0 6.2-6.2 0Z" /><path class="mark-outside" d="M0-4.6L4.6 0 0 4.6-4.6 0Z" />`;
    case 'inside':
    case 'unknown':
      return svg`<circle class="mark-halo" r="5" /><circle class="mark-actual" r="3.6" />`;
  }
}

/** The figures above the column of marks. */
export function axisHeader(axis: LogAxis, language: string): TemplateResult {
  const format = new Intl.NumberFormat(language, { maximumSignificantDigits: 1 });
  const ticks = axis.ticks.map((tick, index) => {
    const at = placeOnAxis(axis, tick);
    const anchor = at === 0 ? 'start' : at > 0.99 ? 'end' : 'middle';
    const place = index % 2 === 1 && index < axis.ticks.length - 1 ? 'is-between' : '';
    return svg`<text class="mark-axis ${place}" x=${percent(at)} y="11" text-anchor=${anchor}>${format.format(tick)}</text>`;
  });
  return html`<svg class="mark" height="14" aria-hidden="true">${ticks}</svg>`;
}
