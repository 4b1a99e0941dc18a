import uPlot from 'uplot';
import type { SpendView } from '../panelProtocol.ts';
import { creditTicks } from './dayAxes.ts';
import { drawHighlight, drawLabels, drawUnknownDays, readPen, type Pen } from './dayDrawing.ts';

const HEIGHT = 240;
const LABELS_HEIGHT = 26;
const TOP = 8;

/** The share of a day's width that its bar takes, and the widest bar in CSS pixels. */
const BAR_SIZE: [number, number] = [0.76, 48];

/** What is drawn. */
export interface DayPlotView {
  readonly days: SpendView['days'];
  readonly language: string;
}

/** The bars of the days on a canvas. It knows where each day is; what is said about it is the chart's business. */
export class DayPlot {
  readonly #target: HTMLElement;
  readonly #plot: uPlot;
  #view: DayPlotView;
  #pen: Pen;
  #highlighted: number | undefined;

  /** Draws `view` into `target`, as wide as that is. */
  constructor(target: HTMLElement, view: DayPlotView) {
    this.#target = target;
    this.#view = view;
    this.#pen = readPen(target);
    this.#plot = new uPlot(this.#options(), dataOf(view), target);
  }

  dispose(): void {
    this.#plot.destroy();
  }

  show(view: DayPlotView): void {
    this.#view = view;
    this.#plot.setData(dataOf(view));
  }

  /** Draws anew in the colours of now. */
  repaint(): void {
    this.#pen = readPen(this.#target);
    this.#plot.redraw(true, true);
  }

  fit(): void {
    this.#plot.setSize({ width: this.#target.clientWidth, height: HEIGHT });
  }

  highlight(index: number | undefined): void {
    if (index !== this.#highlighted) {
      this.#highlighted = index;
      this.#plot.redraw(false, false);
    }
  }

  /** The day at a place of the window, by its index; undefined beside the plot. */
  indexAt(clientX: number): number | undefined {
    const { left, width } = this.#plot.over.getBoundingClientRect();
    const index = Math.floor(((clientX - left) / width) * this.#view.days.length);
    return index >= 0 && index < this.#view.days.length ? index : undefined;
  }

  /** Where a day begins and ends, in CSS pixels from the left of the target. */
  extentOf(index: number): { readonly left: number; readonly right: number } {
    const left = this.#plot.over.getBoundingClientRect().left - this.#target.getBoundingClientRect().left;
    return { left: left + this.#plot.valToPos(index - 0.5, 'x'), right: left + this.#plot.valToPos(index + 0.5, 'x') };
  }

  #options(): uPlot.Options {
    return {
      width: this.#target.clientWidth,
      height: HEIGHT,
      padding: [TOP, 0, LABELS_HEIGHT, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, range: () => [-0.5, Math.max(this.#view.days.length, 1) - 0.5] },
        y: { range: () => [0, this.#ticks().at(-1) ?? 1] },
      },
      axes: [{ show: false }, this.#creditAxis()],
      series: [
        {},
        {
          ...barPaths(),
          fill: () => this.#pen.accent,
          width: 0,
          points: { show: false },
        },
      ],
      hooks: {
        drawClear: [(plot) => drawHighlight(plot, this.#pen, this.#highlighted)],
        draw: [
          (plot) => drawUnknownDays(plot, this.#pen, this.#view.days),
          (plot) => drawLabels(plot, this.#pen, this.#view.days),
        ],
      },
    };
  }

  #creditAxis(): uPlot.Axis {
    return {
      stroke: () => this.#pen.quiet,
      font: this.#pen.font,
      gap: 8,
      size: (plot, values: string[] | null) => this.#axisWidth(plot, values ?? []),
      grid: { stroke: () => this.#pen.grid, width: 1 },
      ticks: { show: false },
      splits: () => [...this.#ticks()],
      values: (_plot, splits) => splits.map((value) => new Intl.NumberFormat(this.#view.language).format(value)),
    };
  }

  #axisWidth(plot: uPlot, values: readonly string[]): number {
    plot.ctx.font = this.#pen.font;
    return Math.ceil(Math.max(0, ...values.map((text) => plot.ctx.measureText(text).width))) + 10;
  }

  #ticks(): readonly number[] {
    return creditTicks(Math.max(0, ...this.#view.days.map(({ credits }) => credits ?? 0)));
  }
}

function dataOf({ days }: DayPlotView): uPlot.AlignedData {
  return [days.map((_day, index) => index), days.map(({ credits }) => credits ?? null)];
}

/** uPlot's typings leave open whether it can draw bars; it can. */
function barPaths(): Pick<uPlot.Series, 'paths'> {
  const paths = uPlot.paths.bars?.({ size: BAR_SIZE });
  return paths === undefined ? {} : { paths };
}
