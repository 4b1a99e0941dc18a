import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ActiveRunView } from '../nowProtocol.ts';
import { actionButtons, type Post } from './buttons.ts';
import { icon } from './icon.ts';
import { keptDots, keptRanges } from './keptTogether.ts';
import { runBar } from './runBar.ts';
import { type Titles, titleIn } from './runsQuery.ts';

/** The runs that are going on or held, one below the other. */
export function activeRuns(
  runs: readonly ActiveRunView[],
  titles: Titles,
  language: string,
  post: Post,
): ReturnType<typeof repeat> {
  const zeroText = new Intl.NumberFormat(language).format(0);
  return repeat(
    runs,
    ({ runId }) => runId,
    (run) => activeRun(run, titleIn(titles, run), zeroText, post),
  );
}

/** Words on the left, where it stands and what can be done on the right. */
function activeRun(run: ActiveRunView, title: string, zeroText: string, post: Post): TemplateResult {
  const asks = run.state === 'held';
  return html`<article class="active-run halves" aria-label=${title} data-run-id=${run.runId}>
    <div class="say">
      ${run.state === 'running' ? icon('sync', 'codicon-modifier-spin') : icon('debug-pause', asks ? 'asks' : '')}
      <div>
        <h3 class="active-run-title">${title}</h3>
        <p class="active-run-meta small quiet">${keptDots(run.meta)}</p>
        <p class="active-run-sentence" role=${asks ? 'alert' : nothing}>
          ${run.lead === '' ? nothing : html`<span class="strong">${run.lead}</span>`} ${keptRanges(run.sentence)}
        </p>
      </div>
    </div>
    <div>
      ${runBar(run, zeroText)}
      <div class="active-run-footer">
        ${actionButtons(run.actions, post)}
        ${run.note === '' ? nothing : html`<p class="active-run-note small quiet">${run.note}</p>`}
      </div>
    </div>
  </article>`;
}
