import { html, nothing, svg, type TemplateResult } from 'lit';
import type { StatementStepView, WalletView } from '../walletProtocol.ts';
import { percent } from './fractions.ts';
import { HATCH_FILL } from './patterns.ts';

/** The height of the drawing, in CSS pixels, and what stays free above the highest column for its figure. */
const HEIGHT = 150;
const HEADROOM = 20;
/** The share of its place that a column takes. */
const COLUMN_WIDTH = 0.62;
/** A movement too small to be seen still has a line. */
const LEAST_HEIGHT = 1.5;

/** The way from the opening balance to the closing one, a column for each thing that moved it. */
export function waterfall({ steps, summary }: WalletView): TemplateResult | typeof nothing {
  if (steps.length === 0) {
    return nothing;
  }
  const yOf = scale(steps);
  const place = 1 / steps.length;
  return html`<figure class="waterfall" role="img" aria-label=${summary}>
    <svg class="mark" height=${HEIGHT} aria-hidden="true">
      <line class="waterfall-zero" x1="0" x2="100%" y1=${yOf(0)} y2=${yOf(0)} />
      ${steps.map((step, index) => column(step, index * place, place, yOf))}
      ${steps.slice(1).map((step, index) => bridge(step, (index + 1) * place, place, yOf))}
    </svg>
    <div class="waterfall-labels small" aria-hidden="true">
      ${steps.map(({ label, detail }) => html`<span>${label}<br /><span class="quiet">${detail}</span></span>`)}
    </div>
  </figure>`;
}

type Scale = (credits: number) => number;

/** From zero to the highest balance; below zero, too, where it fell there. */
function scale(steps: readonly StatementStepView[]): Scale {
  const ends = steps.flatMap(({ from, to }) => [from, to]);
  const [low, high] = [Math.min(0, ...ends), Math.max(Number.MIN_VALUE, ...ends)];
  const room = HEIGHT - HEADROOM;
  return (credits) => HEADROOM + (room * (high - credits)) / (high - low);
}

function column({ kind, from, to, text }: StatementStepView, left: number, place: number, yOf: Scale): TemplateResult {
  const [top, bottom] = [yOf(Math.max(from, to)), yOf(Math.min(from, to))];
  const x = percent(left + (place * (1 - COLUMN_WIDTH)) / 2);
  return svg`
    <rect class="waterfall-${kind}" fill=${kind === 'unattributed' ? HATCH_FILL : nothing} x=${x} y=${top}
      width=${percent(place * COLUMN_WIDTH)} height=${Math.max(LEAST_HEIGHT, bottom - top)} />
    <text class="waterfall-text" x=${percent(left + place / 2)} y=${top - 6} text-anchor="middle">${text}</text>`;
}

/** Leads from where the column before ended. */
function bridge({ kind, from, to }: StatementStepView, left: number, place: number, yOf: Scale): TemplateResult {
  const y = yOf(kind === 'balance' ? to : from);
  const half = (place * (1 - COLUMN_WIDTH)) / 2;
  return svg`<line class="waterfall-bridge" x1=${percent(left - half)} x2=${percent(left + half)} y1=${y} y2=${y} />`;
}
