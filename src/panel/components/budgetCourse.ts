import { nothing, svg, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { CoursePartView, CourseView } from '../budgetProtocol.ts';
import { creditTicks, placedLabels, textWidth } from './chartAxes.ts';
import { type Band, grid, highlight, longestOf, yOf } from './chartParts.ts';
import { type PlotArea, PointedChart } from './pointedChart.ts';

const TOP = 8;
const PLOT_HEIGHT = 150;
const LABELS_HEIGHT = 26;
const TEXT_HEIGHT = 14;
/** Every so many parts have a label. */
const LABELLED_PARTS = 6;

/** What a budget counted until now, its limit, and the fan of where it will likely end. */
export class BudgetCourseChart extends PointedChart {
  static override readonly properties: PropertyDeclarations = {
    ...PointedChart.properties,
    course: { attribute: false },
  };

  declare course: CourseView;

  protected override get summary(): string {
    return this.course.summary;
  }

  protected override get places(): number {
    return this.course.parts.length;
  }

  protected override get height(): number {
    return TOP + PLOT_HEIGHT + LABELS_HEIGHT;
  }

  protected override get longestFigure(): string {
    return longestOf(this.#figures);
  }

  protected override descriptionOf(index: number): string {
    return this.course.parts[index]?.description ?? '';
  }

  protected override drawing(area: PlotArea): TemplateResult {
    const { band } = this;
    const { limit, limitText, parts } = this.course;
    const limitY = Math.round(yOf(band, limit));
    const labels = placedLabels(
      parts.map(({ label }, index) => ({ label, isMajor: index % LABELLED_PARTS === LABELLED_PARTS - 1 })),
      { plotWidth: area.width - area.left, widthOf: textWidth },
    );
    return svg`
      ${this.index === undefined ? nothing : highlight(area, this.index, this.index + 1, TOP + PLOT_HEIGHT)}
      ${grid(band, area, this.#figures)}
      ${this.#fan(area, band)}
      <path class="chart-line" d=${lineOf(parts, area, band)} />
      <line class="chart-limit" x1=${area.left} x2=${area.width} y1=${limitY} y2=${limitY} />
      <text class="mark-axis is-last" x=${area.left + 6} y=${limitY < TEXT_HEIGHT + TOP ? limitY + TEXT_HEIGHT : limitY - 5}>${limitText}</text>
      ${labels.map(
        ({ text, center }) =>
          svg`<text class="mark-axis" x=${area.left + center} y=${TOP + PLOT_HEIGHT + 16} text-anchor="middle">${text}</text>`,
      )}`;
  }

  /** From where it stands now to both ends of the forecast. */
  #fan(area: PlotArea, band: Band): TemplateResult | typeof nothing {
    const { parts, likelyTexts } = this.course;
    const first = parts.findIndex(({ likely }) => likely !== undefined);
    const last = parts.at(-1)?.likely;
    if (first < 0 || last === undefined || likelyTexts === undefined) {
      return nothing;
    }
    const x = area.left + first * area.placeWidth;
    const [y, low, high] = [yOf(band, parts[first - 1]?.spent ?? 0), yOf(band, last.low), yOf(band, last.high)];
    return svg`
      <path class="mark-band-inner" d="M${x} ${y}L${area.width} ${high}V${low}Z" />
      <text class="mark-axis" x=${area.width - 4} y=${high - 4} text-anchor="end">${likelyTexts.high}</text>
      <text class="mark-axis" x=${area.width - 4} y=${Math.min(low + 12, TOP + PLOT_HEIGHT - 2)} text-anchor="end">${likelyTexts.low}</text>`;
  }

  private get band(): Band {
    const { limit, parts } = this.course;
    const most = Math.max(limit, ...parts.map(({ spent, likely }) => Math.max(spent ?? 0, likely?.high ?? 0)));
    return { top: TOP, height: PLOT_HEIGHT, ticks: creditTicks(most) };
  }

  get #figures(): readonly string[] {
    const format = new Intl.NumberFormat(this.language);
    return this.band.ticks.map((tick) => format.format(tick));
  }
}

/** From zero at the window's beginning to what has been spent until now. */
function lineOf(parts: readonly CoursePartView[], area: PlotArea, band: Band): string {
  const points = parts.flatMap(({ spent }, index) =>
    spent === undefined
      ? []
      : [`L${(area.left + (index + 1) * area.placeWidth).toFixed(1)} ${yOf(band, spent).toFixed(1)}`],
  );
  return `M${area.left} ${yOf(band, 0)}${points.join('')}`;
}
