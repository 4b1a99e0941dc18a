import { html, nothing, svg, type TemplateResult } from 'lit';
import type { LikelyView } from '../composerProtocol.ts';
import { percent } from './fractions.ts';
import { keptDots, keptRanges } from './keptTogether.ts';
import type { SpreadLabel } from './spreadLabels.ts';

const CURVE_HEIGHT = 64;
/** The line of the cap is higher than the curve by this. */
const CAP_ABOVE = 4;
/** The curve is stretched to the width of its place, in which it has this many units. */
const UNITS = 1000;

/** What a run will likely cost: in words, and as a curve. Between low and high lie eight of ten runs. */
export function likelyCurve(view: LikelyView): TemplateResult {
  const { text, meta, labels, until, low, median, high, cap } = view;
  const at = (credits: number): number => Math.min(credits / until, 1);
  return html`
    <p class="composer-range">
      <span class="composer-figure">${keptRanges(text)}</span> <span class="quiet">${keptDots(meta)}</span>
    </p>
    <div class="composer-curve" aria-hidden="true">
      <guardrails-spread-labels .labels=${namesOf(view, at)}></guardrails-spread-labels>
      <svg class="mark" height=${CAP_ABOVE + CURVE_HEIGHT}>
        <svg
          x="0"
          y=${CAP_ABOVE}
          width="100%"
          height=${CURVE_HEIGHT}
          viewBox="0 0 ${UNITS} ${CURVE_HEIGHT}"
          preserveAspectRatio="none"
        >
          <path class="mark-track" d=${area(view, 0, until)} />
          <path class="mark-band-outer" d=${area(view, low, median)} />
          <path class="mark-band-inner" d=${area(view, median, high)} />
        </svg>
        <rect class="mark-median" x=${percent(at(median))} y=${CAP_ABOVE} width="1.5" height=${CURVE_HEIGHT} />
        ${
          cap === undefined
            ? nothing
            : svg`<rect class="mark-limit" x=${percent(at(cap))} width="2" height=${CAP_ABOVE + CURVE_HEIGHT} />`
        }
      </svg>
      <guardrails-spread-labels .labels=${figuresOf(view, at)}></guardrails-spread-labels>
    </div>
    <p class="small quiet">${labels.tail}</p>
  `;
}

/** The part of the curve from one amount to another, closed along the axis. */
function area({ heights, until }: LikelyView, from: number, to: number): string {
  const step = until / (heights.length - 1);
  const heightAt = (credits: number): number => {
    const index = Math.min(Math.floor(credits / step), heights.length - 2);
    const [left = 0, right = 0] = heights.slice(index, index + 2);
    return left + (right - left) * (credits / step - index);
  };
  const between = heights.map((_, index) => index * step).filter((credits) => credits > from && credits < to);
  const points = [from, ...between, to].map(
    (credits) => `${((credits / until) * UNITS).toFixed(1)} ${((1 - heightAt(credits)) * CURVE_HEIGHT).toFixed(1)}`,
  );
  const [start, end] = [from, to].map((credits) => ((credits / until) * UNITS).toFixed(1));
  return `M${start} ${CURVE_HEIGHT}L${points.join('L')}L${end} ${CURVE_HEIGHT}Z`;
}

/** What stands above the curve, each at its place. */
function namesOf({ labels, median, cap }: LikelyView, at: (credits: number) => number): SpreadLabel[] {
  const medianName: SpreadLabel = { at: at(median), text: labels.medianName, kind: 'quiet' };
  return cap === undefined ? [medianName] : [medianName, { at: at(cap), text: labels.capName, kind: 'quiet' }];
}

/** And the figures below it. */
function figuresOf({ labels, low, median, high, cap }: LikelyView, at: (credits: number) => number): SpreadLabel[] {
  const figures: SpreadLabel[] = [
    { at: at(low), text: labels.low, kind: 'quiet' },
    { at: at(median), text: labels.median, kind: 'value' },
    { at: at(high), text: labels.high, kind: 'quiet' },
  ];
  return cap === undefined ? figures : [...figures, { at: at(cap), text: labels.cap, kind: 'quiet' }];
}
