import { svg, type TemplateResult } from 'lit';
import type { PlotArea } from './pointedChart.ts';
import { unknownMark } from './patterns.ts';

/** The share of a place that its bar takes, and the widest bar in CSS pixels. */
const BAR_SHARE = 0.76;
const WIDEST_BAR = 48;
/** How high an unknown amount stands, as a share of its band: high enough to be seen, and no figure of its own. */
const UNKNOWN_SHARE = 0.3;

/** A horizontal band of a chart, in CSS pixels, with its axis from zero to the last of its ticks. */
export interface Band {
  readonly top: number;
  readonly height: number;
  readonly ticks: readonly number[];
}

/** Where an amount lies. */
export function yOf({ top, height, ticks }: Band, amount: number): number {
  const most = ticks.at(-1) ?? 1;
  return top + height - (height * Math.min(amount, most)) / most;
}

/** Grid lines with their figures, of those that are given; the last band's zero is a line, too. */
export function grid(band: Band, area: PlotArea, figures: readonly string[]): readonly TemplateResult[] {
  return band.ticks.map((tick, index) => {
    const y = Math.round(yOf(band, tick)) + 0.5;
    return svg`
      <line class="chart-grid" x1=${area.left} x2=${area.width} y1=${y} y2=${y} />
      <text class="mark-axis" x=${area.left - 8} y=${y + 4} text-anchor="end">${figures[index]}</text>`;
  });
}

/** Where the bar of a place begins, and how wide it is. */
function barAt(area: PlotArea, index: number): { readonly x: number; readonly width: number } {
  const width = Math.min(area.placeWidth * BAR_SHARE, WIDEST_BAR);
  return { x: area.left + (index + 0.5) * area.placeWidth - width / 2, width };
}

/** Parts one above the other, the first at the bottom; the class of each says what it stands for. */
export function stackedBar(
  band: Band,
  area: PlotArea,
  index: number,
  parts: readonly number[],
  classes: readonly string[],
): readonly TemplateResult[] {
  const { x, width } = barAt(area, index);
  let below = 0;
  return parts.map((part, series) => {
    const [bottom, top] = [yOf(band, below), yOf(band, below + part)];
    below += part;
    return part <= 0
      ? svg``
      : svg`<rect class=${classes[series] ?? ''} x=${x} y=${top} width=${width} height=${Math.max(0.75, bottom - top)} />`;
  });
}

/** What has no price: never a gap, never zero. It stands on what has one. */
export function unknownBar(band: Band, area: PlotArea, index: number, known: number): TemplateResult {
  const { x, width } = barAt(area, index);
  const height = Math.min(band.height * UNKNOWN_SHARE, Math.max(8, yOf(band, known) - band.top));
  const y = yOf(band, known) - height;
  return unknownMark(x, y, width, height);
}

/** Behind the place that is pointed at, or the places that are selected. */
export function highlight(area: PlotArea, from: number, until: number, height: number): TemplateResult {
  const width = (until - from) * area.placeWidth;
  return svg`<rect class="chart-highlight" x=${area.left + from * area.placeWidth} y="0" width=${width} height=${height} />`;
}

/** The text that needs the most room: where it fits, all do. */
export function longestOf(texts: readonly string[]): string {
  return texts.reduce((long, text) => (text.length > long.length ? text : long), '');
}
