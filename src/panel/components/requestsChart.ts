import { nothing, svg, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { RequestView, RunPageView } from '../runProtocol.ts';
import { type Band, grid, highlight, longestOf, stackedBar, unknownBar, yOf } from './chartParts.ts';
import { creditTicks, placedLabels, textWidth } from './chartAxes.ts';
import { type PlotArea, PointedChart } from './pointedChart.ts';

const TITLE_HEIGHT = 16;
const TOTALS_HEIGHT = 84;
const REQUESTS_HEIGHT = 96;
const SUBAGENTS_HEIGHT = 64;
const GAP = 14;
const LABELS_HEIGHT = 22;
/** So many requests have a label, where all of them have not enough room. */
const MOST_LABELS = 6;
/** The estimate's bar beside the running total. */
const RANGE_WIDTH = 6;

/** The parts of a request's price, in the order in which they stand on each other. */
const PART_CLASSES = ['series-2', 'series-0', 'series-output'];

/** A run's requests over time: its running total with the estimate, and what each request cost, subagents' below. */
export class RequestsChart extends PointedChart {
  static override readonly properties: PropertyDeclarations = {
    ...PointedChart.properties,
    page: { attribute: false },
  };

  declare page: RunPageView;

  protected override get summary(): string {
    return this.page.summary;
  }

  protected override get places(): number {
    return this.page.requests.length;
  }

  protected override get height(): number {
    const lanes = TOTALS_HEIGHT + GAP + REQUESTS_HEIGHT + (this.#hasSubagents ? GAP + SUBAGENTS_HEIGHT : 0);
    return 2 * TITLE_HEIGHT + lanes + LABELS_HEIGHT;
  }

  protected override get longestFigure(): string {
    const { totals, requests } = this.#bands;
    return longestOf([...totals.ticks, ...requests.ticks].map((tick) => this.#figure(tick)));
  }

  protected override descriptionOf(index: number): string {
    return this.page.requests[index]?.description ?? '';
  }

  protected override drawing(area: PlotArea): TemplateResult {
    const { totals, requests, subagents } = this.#bands;
    const { page } = this;
    return svg`
      ${this.index === undefined ? nothing : highlight(area, this.index, this.index + 1, this.height)}
      <text class="mark-axis" x=${area.left} y="11">${page.totalsTitle}</text>
      ${this.#grid(totals, area)} ${this.#totalLine(totals, area)} ${this.#range(totals, area)}
      <text class="mark-axis" x=${area.left} y=${requests.top - 5}>${page.requestsTitle}</text>
      ${this.#grid(requests, area)}
      ${
        subagents === undefined
          ? nothing
          : svg`<text class="mark-axis" x=${area.left} y=${subagents.top - 2}>${page.subagentsLabel}</text>
              ${this.#grid(subagents, area)}`
      }
      ${page.requests.map((request, index) =>
        bar(request, index, request.isNested ? (subagents ?? requests) : requests, area),
      )}
      ${this.#labels(area)}`;
  }

  /** Which request it is, and when. */
  #labels(area: PlotArea): readonly TemplateResult[] {
    const { requests } = this.page;
    const step = Math.ceil(requests.length / MOST_LABELS);
    const places = requests.map(({ label }, index) => ({ label, isMajor: index % step === 0 }));
    return placedLabels(places, { plotWidth: area.width - area.left, widthOf: textWidth }).map(
      ({ text, center }) =>
        svg`<text class="mark-axis" x=${area.left + center} y=${this.height - 6} text-anchor="middle">${text}</text>`,
    );
  }

  get #hasSubagents(): boolean {
    return this.page.requests.some(({ isNested }) => isNested);
  }

  get #bands(): { readonly totals: Band; readonly requests: Band; readonly subagents: Band | undefined } {
    const { requests, range } = this.page;
    const most = (isNested: boolean): number =>
      Math.max(0, ...requests.filter((one) => one.isNested === isNested).map(creditsOf));
    const top = Math.max(requests.at(-1)?.total ?? 0, range?.high ?? 0);
    const requestsTop = 2 * TITLE_HEIGHT + TOTALS_HEIGHT + GAP;
    return {
      totals: { top: TITLE_HEIGHT, height: TOTALS_HEIGHT, ticks: fewTicks(top) },
      requests: { top: requestsTop, height: REQUESTS_HEIGHT, ticks: fewTicks(most(false)) },
      subagents: this.#hasSubagents
        ? { top: requestsTop + REQUESTS_HEIGHT + GAP, height: SUBAGENTS_HEIGHT, ticks: fewTicks(most(true)) }
        : undefined,
    };
  }

  #grid(band: Band, area: PlotArea): readonly TemplateResult[] {
    return grid(
      band,
      area,
      band.ticks.map((tick) => this.#figure(tick)),
    );
  }

  #figure(tick: number): string {
    return new Intl.NumberFormat(this.language, { maximumSignificantDigits: 3 }).format(tick);
  }

  /** A step at each request. */
  #totalLine(band: Band, area: PlotArea): TemplateResult {
    const { requests } = this.page;
    const before = (requests[0]?.total ?? 0) - (requests[0] === undefined ? 0 : creditsOf(requests[0]));
    const steps = requests.map(
      ({ total }, index) => `V${yOf(band, total).toFixed(1)}H${(area.left + (index + 1) * area.placeWidth).toFixed(1)}`,
    );
    return svg`<path class="chart-line" d="M${area.left} ${yOf(band, before).toFixed(1)}${steps.join('')}" />`;
  }

  /** What was foreseen, at the end of the line. */
  #range(band: Band, area: PlotArea): TemplateResult | typeof nothing {
    const { range } = this.page;
    if (range === undefined) {
      return nothing;
    }
    const [low, median, high] = [yOf(band, range.low), yOf(band, range.median), yOf(band, range.high)];
    const x = area.width - RANGE_WIDTH;
    return svg`
      <rect class="mark-band-outer" x=${x} width=${RANGE_WIDTH} y=${median} height=${low - median} />
      <rect class="mark-band-inner" x=${x} width=${RANGE_WIDTH} y=${high} height=${median - high} />
      <rect class="mark-median" x=${x} width=${RANGE_WIDTH} y=${median - 0.75} height="1.5" />`;
  }
}

function bar({ parts }: RequestView, index: number, band: Band, area: PlotArea): unknown {
  return parts === undefined
    ? unknownBar(band, area, index, 0)
    : stackedBar(band, area, index, [parts.cached, parts.fresh, parts.output], PART_CLASSES);
}

function creditsOf({ parts }: RequestView): number {
  return parts === undefined ? 0 : parts.fresh + parts.cached + parts.output;
}

/** These bands are low: their axes have the ends, and the middle where there is one. */
function fewTicks(most: number): readonly number[] {
  const ticks = creditTicks(most);
  const middle = ticks.length % 2 === 1 ? ticks[(ticks.length - 1) / 2] : undefined;
  return [0, ...(middle === undefined ? [] : [middle]), ticks.at(-1) ?? 1];
}
