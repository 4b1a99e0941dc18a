import { html, nothing, svg, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { AfterRunView } from '../composerProtocol.ts';
import { percent } from './fractions.ts';
import { RESERVED_FILL } from './patterns.ts';

/** What a run would leave of each budget and of the balance. */
export function afterRun(title: string, rows: readonly AfterRunView[]): TemplateResult | typeof nothing {
  if (rows.length === 0) {
    return html`<div></div>`;
  }
  return html`<div class="meters after-run">
    <h3>${title}</h3>
    <ul class="meter-list">
      ${repeat(
        rows,
        ({ id }) => id,
        (row) =>
          html`<li class="meter">
            <span class="meter-label" aria-hidden="true">${row.label}</span>
            <span class="meter-bar">${bar(row)}</span>
            <span class="meter-figure" aria-hidden="true">${row.text}</span>
          </li>`,
      )}
    </ul>
  </div>`;
}

/** Spent, reserved, this run's median, up to its high end: one behind the other, and none beyond the limit. */
function bar({ spent, reserved, median, high, description }: AfterRunView): TemplateResult {
  const ends = [spent, reserved, median, high].reduce<readonly number[]>(
    (before, share) => [...before, Math.min(1, (before.at(-1) ?? 0) + Math.max(0, share))],
    [],
  );
  const part = (index: number, className: string, fill?: string): TemplateResult => {
    const from = ends[index - 1] ?? 0;
    return svg`<rect class=${className} fill=${fill ?? nothing} x=${percent(from)} width=${percent((ends[index] ?? 0) - from)} height="8" />`;
  };
  return html`<svg class="mark" height="8" role="img" aria-label=${description}>
    <rect class="mark-track" width="100%" height="8" rx="1" />
    ${part(0, 'mark-before')} ${part(1, 'mark-reserved', RESERVED_FILL)} ${part(2, 'mark-spent')}
    ${part(3, 'mark-band-outer')}
  </svg>`;
}
