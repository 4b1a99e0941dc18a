import { html, nothing, svg, type TemplateResult } from 'lit';
import type { ActiveRunView } from '../nowProtocol.ts';
import { percent } from './fractions.ts';
import { unknownMark } from './patterns.ts';
import type { SpreadLabel } from './spreadLabels.ts';

/** Room after the last mark, so that its tick and its label do not stick to the end. */
const HEADROOM = 1.07;

/** How much further a run is drawn to go of which nothing is known. */
const UNKNOWN_STRETCH = 1.6;

/** A cap that is further away than this would press all else against the beginning; then its figure alone is there. */
const FURTHEST_CAP = 4;

/** Spent, cap, and where the run will likely end, on one axis from zero. */
export function runBar(view: ActiveRunView, zeroText: string): TemplateResult {
  const run = { ...view, cap: isCapFar(view) ? undefined : view.cap };
  const length = axisLength(run);
  const { spent, cap, end } = run;
  const above: SpreadLabel[] = [
    { at: spent / length, text: run.spentText, kind: spent === 0 ? 'quiet' : 'value' },
    cap === undefined
      ? { at: 1, text: run.capText, kind: 'quiet' }
      : { at: cap / length, text: run.capText, kind: 'value' },
  ];
  const endAt = end === undefined ? (spent + length) / 2 : (end.low + end.high) / 2;
  const below: SpreadLabel[] = [
    { at: 0, text: zeroText, kind: 'axis' },
    { at: endAt / length, text: run.endText, kind: 'quiet' },
  ];
  return html`
    <guardrails-spread-labels .labels=${above}></guardrails-spread-labels>
    <svg class="mark run-bar" height="10" aria-hidden="true">
      <rect class="mark-track" width="100%" height="10" rx="1" />
      ${endMark(run, length)}
      <rect class="mark-spent" width=${percent(spent / length)} height="10" rx="1" />
      ${cap === undefined ? nothing : svg`<rect class="mark-limit" x=${percent(cap / length)} y="-5" width="2" height="20" />`}
    </svg>
    <guardrails-spread-labels .labels=${below}></guardrails-spread-labels>
  `;
}

/** The band of likely ends; a hatch over all it could come to where something is not known. */
function endMark({ end, spent, cap, hasUnknown }: ActiveRunView, length: number): TemplateResult | typeof nothing {
  const until = cap === undefined ? length : Math.max(cap, spent);
  const unknown =
    end === undefined || hasUnknown
      ? unknownMark(percent(spent / length), 0.5, percent((until - spent) / length), 9)
      : nothing;
  if (end === undefined) {
    return unknown;
  }
  const low = percent(end.low / length);
  const median = percent(end.median / length);
  return svg`
    ${unknown}
    <rect class="mark-band-outer" x=${low} width=${percent((end.median - end.low) / length)} height="10" />
    <rect class="mark-band-inner" x=${median} width=${percent((end.high - end.median) / length)} height="10" />
    <rect class="mark-median" x=${median} width="1.5" height="10" />`;
}

function isCapFar({ spent, cap, end }: ActiveRunView): boolean {
  return cap !== undefined && end !== undefined && cap > FURTHEST_CAP * Math.max(spent, end.high);
}

/** What the whole width stands for, in credits; never zero. */
function axisLength({ spent, cap, end }: ActiveRunView): number {
  const stretch = end === undefined && cap === undefined ? UNKNOWN_STRETCH : HEADROOM;
  return Math.max(spent, cap ?? 0, end?.high ?? 0, Number.MIN_VALUE) * stretch;
}
