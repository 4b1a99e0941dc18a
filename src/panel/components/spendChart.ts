import { html, nothing, svg, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { SpendView } from '../spendProtocol.ts';
import { creditTicks, placedLabels, textWidth } from './chartAxes.ts';
import { type Band, grid, highlight, longestOf, stackedBar, unknownBar } from './chartParts.ts';
import { type PlotArea, PointedChart, placeByKey } from './pointedChart.ts';
import { sumOf } from './sumOf.ts';

const TOP = 8;
const PLOT_HEIGHT = 206;
const LABELS_HEIGHT = 26;

/** The classes of the series, the one that used most first. */
const SERIES_CLASSES = ['series-0', 'series-1', 'series-2', 'series-3'];

/** Places from one to another, in the order in which they were reached. */
interface Selection {
  readonly from: number;
  readonly to: number;
}

/** Spend over time as stacked bars. Dragging, or Shift with the arrow keys, selects a range. */
export class SpendChart extends PointedChart {
  static override readonly properties: PropertyDeclarations = {
    ...PointedChart.properties,
    spend: { attribute: false },
    selection: { state: true },
  };

  declare spend: SpendView;
  declare private selection: Selection | undefined;
  /** A range was selected: its first place, and its last one. */
  onRange: ((from: number, until: number) => void) | undefined = undefined;

  constructor() {
    super();
    this.selection = undefined;
  }

  protected override get summary(): string {
    return this.spend.summary;
  }

  protected override get places(): number {
    return this.spend.bars.length;
  }

  protected override get height(): number {
    return TOP + PLOT_HEIGHT + LABELS_HEIGHT;
  }

  protected override get longestFigure(): string {
    return longestOf(this.#figures);
  }

  protected override descriptionOf(index: number): string {
    return this.spend.bars[index]?.description ?? '';
  }

  protected override cardOf(index: number): TemplateResult {
    const bar = this.spend.bars[index];
    if (bar === undefined) {
      return html``;
    }
    const lines = this.spend.series.map(({ label }, series) =>
      (bar.parts[series] ?? 0) <= 0
        ? nothing
        : html`<tr>
            <td>${seriesBlock(series)}</td>
            <td>${label}</td>
            <td class="number">${bar.partTexts[series]}</td>
            <td class="number quiet">${bar.shareTexts[series]}</td>
          </tr>`,
    );
    return html`<p><span class="strong">${bar.description}</span></p>
      <table>
        ${lines}
      </table>`;
  }

  protected override drawing(area: PlotArea): TemplateResult {
    const { band } = this;
    const { bars } = this.spend;
    const range = this.#range;
    const labels = placedLabels(bars, {
      plotWidth: area.width - area.left,
      widthOf: textWidth,
    });
    return svg`
      ${range === undefined ? nothing : highlight(area, range.from, range.until, TOP + PLOT_HEIGHT)}
      ${this.index === undefined ? nothing : highlight(area, this.index, this.index + 1, TOP + PLOT_HEIGHT)}
      ${grid(band, area, this.#figures)}
      ${bars.map(({ parts, hasUnknown }, index) => [
        stackedBar(band, area, index, parts, SERIES_CLASSES),
        hasUnknown ? unknownBar(band, area, index, sumOf(parts)) : nothing,
      ])}
      ${labels.map(
        ({ text, center, isLast }) =>
          svg`<text class="mark-axis ${isLast ? 'is-last' : ''}" x=${area.left + center} y=${TOP + PLOT_HEIGHT + 16} text-anchor="middle">${text}</text>`,
      )}`;
  }

  private get band(): Band {
    const most = Math.max(0, ...this.spend.bars.map(({ parts }) => sumOf(parts)));
    return { top: TOP, height: PLOT_HEIGHT, ticks: creditTicks(most) };
  }

  get #figures(): readonly string[] {
    const format = new Intl.NumberFormat(this.language);
    return this.band.ticks.map((tick) => format.format(tick));
  }

  get #range(): { readonly from: number; readonly until: number } | undefined {
    const { selection } = this;
    return selection === undefined
      ? undefined
      : { from: Math.min(selection.from, selection.to), until: Math.max(selection.from, selection.to) + 1 };
  }

  protected override leave(): void {
    super.leave();
    this.selection = undefined;
  }

  protected override point(event: PointerEvent): void {
    const index = this.indexAt(event.clientX);
    const { selection } = this;
    if (event.type === 'pointerdown' && index !== undefined) {
      this.selection = { from: index, to: index };
    } else if (event.type === 'pointermove' && selection !== undefined) {
      this.selection = { from: selection.from, to: index ?? selection.to };
      this.index = index;
    } else if (event.type === 'pointerup' && selection !== undefined && selection.from !== selection.to) {
      this.#takeRange();
    } else {
      this.selection = undefined;
      super.point(event);
    }
  }

  protected override press(event: KeyboardEvent): void {
    const hasOthers = event.ctrlKey || event.metaKey || event.altKey;
    if (event.shiftKey && !hasOthers) {
      const target = placeByKey(event.key, this.index, this.places);
      if (typeof target === 'number') {
        event.preventDefault();
        event.stopPropagation();
        this.selection = { from: this.selection?.from ?? this.index ?? target, to: target };
        this.index = target;
      }
      return;
    }
    super.press(event);
  }

  protected override act(key: string): boolean {
    const { selection } = this;
    if (key === 'Enter' && selection !== undefined && selection.from !== selection.to) {
      this.#takeRange();
      return true;
    }
    this.selection = undefined;
    return super.act(key);
  }

  #takeRange(): void {
    const range = this.#range;
    this.selection = undefined;
    this.index = undefined;
    if (range !== undefined) {
      this.onRange?.(range.from, range.until - 1);
    }
  }
}

/** The colour of a series, for legends. */
export function seriesBlock(series: number): TemplateResult {
  return html`<svg class="mark series-block" width="14" height="10" aria-hidden="true">
    <rect class=${SERIES_CLASSES[series] ?? ''} width="14" height="10" rx="1" />
  </svg>`;
}
