import uPlot from 'uplot';
import type { DayView } from '../panelProtocol.ts';
import { dayLabels } from './dayAxes.ts';

/** How high an unknown day stands, as a share of the plot: high enough to be seen, and no figure of its own. */
const UNKNOWN_SHARE = 0.3;

/** The share of a day's width that its hatch takes, like the bars. */
const UNKNOWN_WIDTH = 0.76;

/** Between the hatch's lines, in CSS pixels. */
const HATCH_SPACE = 6;

/** Colours and font of the theme, as a canvas wants them. */
export interface Pen {
  readonly accent: string;
  readonly text: string;
  readonly quiet: string;
  readonly grid: string;
  readonly hover: string;
  readonly font: string;
}

/** Reads the theme at an element. */
export function readPen(element: HTMLElement): Pen {
  const style = getComputedStyle(element);
  const role = (name: string): string => style.getPropertyValue(name);
  return {
    accent: role('--accent'),
    text: role('--text'),
    quiet: role('--quiet'),
    grid: role('--grid'),
    hover: role('--hover'),
    font: `11px ${style.fontFamily}`,
  };
}

/** A column behind the day that is pointed at. */
export function drawHighlight(plot: uPlot, pen: Pen, index: number | undefined): void {
  if (index !== undefined) {
    const { ctx, bbox } = plot;
    const left = plot.valToPos(index - 0.5, 'x', true);
    ctx.fillStyle = pen.hover;
    ctx.fillRect(left, bbox.top, plot.valToPos(index + 0.5, 'x', true) - left, bbox.height);
  }
}

/** A hatch with a dashed edge for each day without a price: never a gap, never zero. */
export function drawUnknownDays(plot: uPlot, pen: Pen, days: readonly DayView[]): void {
  days.forEach(({ credits }, index) => {
    if (credits === undefined) {
      drawHatch(plot, pen, index);
    }
  });
}

function drawHatch(plot: uPlot, pen: Pen, index: number): void {
  const { ctx, bbox } = plot;
  const ratio = uPlot.pxRatio;
  const left = Math.round(plot.valToPos(index - UNKNOWN_WIDTH / 2, 'x', true)) + ratio / 2;
  const right = Math.round(plot.valToPos(index + UNKNOWN_WIDTH / 2, 'x', true)) - ratio / 2;
  const bottom = bbox.top + bbox.height;
  const height = Math.round(bbox.height * UNKNOWN_SHARE);
  ctx.save();
  ctx.strokeStyle = pen.quiet;
  ctx.lineWidth = ratio;
  ctx.beginPath();
  ctx.rect(left, bottom - height, right - left, height);
  ctx.setLineDash([2 * ratio, 2 * ratio]);
  ctx.stroke();
  ctx.clip();
  ctx.setLineDash([]);
  ctx.beginPath();
  for (let x = left - height; x < right; x += HATCH_SPACE * ratio) {
    ctx.moveTo(x, bottom);
    ctx.lineTo(x + height, bottom - height);
  }
  ctx.stroke();
  ctx.restore();
}

/** The days' names beneath the plot. uPlot would centre the last one over the edge. */
export function drawLabels({ ctx, bbox }: uPlot, pen: Pen, days: readonly DayView[]): void {
  const ratio = uPlot.pxRatio;
  ctx.save();
  ctx.scale(ratio, ratio);
  ctx.font = pen.font;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'top';
  const widthOf = (text: string): number => ctx.measureText(text).width;
  for (const { text, center, isLast } of dayLabels(days, { plotWidth: bbox.width / ratio, widthOf })) {
    ctx.fillStyle = isLast ? pen.text : pen.quiet;
    ctx.fillText(text, bbox.left / ratio + center, (bbox.top + bbox.height) / ratio + 8);
  }
  ctx.restore();
}
