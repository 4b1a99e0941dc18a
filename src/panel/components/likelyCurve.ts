import { html, nothing, svg, type TemplateResult } from 'lit';
import type { LikelyView } from '../composerProtocol.ts';
import { percent } from './fractions.ts';

/** The height of the drawing, and what of it the curve takes; the rest is for the names above. */
const HEIGHT = 92;
const CURVE_HEIGHT = 64;
const BASE = 80;
/** The curve is stretched to the width of its place, in which it has this many units. */
const UNITS = 1000;

/** What a run will likely cost: in words, and as a curve. Between low and high lie eight of ten runs. */
export function likelyCurve(view: LikelyView): TemplateResult {
  const { text, meta, labels, until, low, median, high, cap } = view;
  const at = (credits: number): number => Math.min(credits / until, 1);
  return html`
    <p class="composer-range"><span class="composer-figure">${text}</span> <span class="quiet">${meta}</span></p>
    <svg class="mark composer-curve" height=${HEIGHT} aria-hidden="true">
      <svg
        x="0"
        y=${BASE - CURVE_HEIGHT}
        width="100%"
        height=${CURVE_HEIGHT}
        viewBox="0 0 ${UNITS} ${CURVE_HEIGHT}"
        preserveAspectRatio="none"
      >
        <path class="mark-track" d=${area(view, 0, until)} />
        <path class="mark-band-outer" d=${area(view, low, median)} />
        <path class="mark-band-inner" d=${area(view, median, high)} />
      </svg>
      <rect class="mark-median" x=${percent(at(median))} y=${BASE - CURVE_HEIGHT} width="1.5" height=${CURVE_HEIGHT} />
      ${tick(at(low), labels.low)} ${tick(at(median), labels.median, true)} ${tick(at(high), labels.high)}
      ${
        cap === undefined
          ? nothing
          : svg`<rect class="mark-limit" x=${percent(at(cap))} y=${BASE - CURVE_HEIGHT - 4} width="2" height=${CURVE_HEIGHT + 4} />
              ${name(at(cap), labels.capName)} ${tick(at(cap), labels.cap)}`
      }
      ${name(at(median), labels.medianName)}
    </svg>
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

function tick(at: number, text: string, isStrong = false): TemplateResult {
  return svg`<text class="mark-axis ${isStrong ? 'strong' : ''}" x=${percent(at)} y=${HEIGHT - 1} text-anchor=${anchor(at)}>${text}</text>`;
}

function name(at: number, text: string): TemplateResult {
  return svg`<text class="mark-axis" x=${percent(at)} y="9" text-anchor=${anchor(at)}>${text}</text>`;
}

/** Words at the edges stay inside. */
function anchor(at: number): 'start' | 'middle' | 'end' {
  return at < 0.04 ? 'start' : at > 0.96 ? 'end' : 'middle';
}
