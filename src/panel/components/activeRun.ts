import { html, nothing, type TemplateResult } from 'lit';
import type { ActiveRunView } from '../panelProtocol.ts';
import { actionButtons, type Post } from './buttons.ts';
import { icon } from './icon.ts';
import { runBar } from './runBar.ts';

/** A run that is going on or held: words on the left, where it stands and what can be done on the right. */
export function activeRun(run: ActiveRunView, zeroText: string, post: Post): TemplateResult {
  const isHeld = run.state === 'held';
  return html`<article class="active-run halves" aria-label=${run.title} data-run-id=${run.runId}>
    <div class="say">
      ${isHeld ? icon('debug-pause', 'asks') : icon('sync', 'codicon-modifier-spin')}
      <div>
        <h3 class="active-run-title">${run.title}</h3>
        <p class="small quiet">${run.meta}</p>
        <p class="active-run-sentence" role=${isHeld ? 'alert' : nothing}>${run.sentence}</p>
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
