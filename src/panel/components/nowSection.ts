import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ComposerView } from '../composerProtocol.ts';
import type { NoticeView } from '../noticeProtocol.ts';
import type { BalanceView, NowView } from '../nowProtocol.ts';
import type { PanelState } from '../panelProtocol.ts';
import { activeRuns } from './activeRun.ts';
import { actionButtons, type Post } from './buttons.ts';
import { clampFraction, percent } from './fractions.ts';
import { icon } from './icon.ts';
import { keptDots } from './keptTogether.ts';
import { meterGroup } from './meterRows.ts';
import { unknownMark } from './patterns.ts';
import type { Titles } from './runsQuery.ts';

/** What is left and what binds, then the runs that are going on, then the one that can be begun. */
export function nowSection(
  { now, reading, language }: PanelState,
  composer: ComposerView | undefined,
  titles: Titles,
  post: Post,
): TemplateResult {
  return html`
    ${reading === undefined ? nothing : readingProgress(reading)}
    <section class="section halves">
      <div>${balance(now.balance)} ${notices(now.notices, post)}</div>
      <div class="meters">
        ${meterGroup(now.windowsTitle, now.windows)} ${meterGroup(now.workspaceTitle, now.workspace)}
        ${meterGroup(now.budgetsTitle, now.budgets)}
      </div>
    </section>
    <section class="section">${runsNow(now, titles, language, post)}</section>
    ${
      composer === undefined
        ? nothing
        : html`<guardrails-composer
            class="section"
            .view=${composer}
            .language=${language}
            .post=${post}
          ></guardrails-composer>`
    }
  `;
}

function runsNow(
  { runs, runsTitle, runsText, emptyText }: NowView,
  titles: Titles,
  language: string,
  post: Post,
): TemplateResult {
  return html`
    <header class="section-header">
      <h2>${runsTitle}</h2>
      <span class="quiet">${runsText}</span>
    </header>
    ${runs.length === 0 ? html`<p class="empty">${emptyText}</p>` : nothing}
    <div class="active-runs">${activeRuns(runs, titles, language, post)}</div>
  `;
}

/** How much is left, what it is worth, and what binds. */
export function balance(view: BalanceView): TemplateResult {
  const { heading, text, unit, isStale, isUnknown, meta, bindingTitle, bindingText } = view;
  return html`
    <h3>${heading}</h3>
    <p class="balance ${isStale ? 'stale' : ''}"><span class="balance-figure">${text}</span> ${unit}</p>
    <p class="quiet">${isStale ? icon('history') : nothing} ${keptDots(meta)}</p>
    ${isUnknown ? unknownBalance : nothing}
    ${
      bindingTitle === '' && bindingText === ''
        ? nothing
        : html`<p class="say">
            ${icon('credit-card')}<span><span class="strong">${bindingTitle}</span> ${bindingText}</span>
          </p>`
    }
  `;
}

const unknownBalance = html`<svg class="mark balance-unknown" height="8" aria-hidden="true">
  ${unknownMark(0.5, 0.5, '99%', 7)}
</svg>`;

/** Only what is added is announced: a text that counts minutes would never be quiet. */
export function notices(views: readonly NoticeView[], post: Post): TemplateResult {
  return html`<div class="notices" aria-live="polite" aria-relevant="additions">
    ${repeat(
      views,
      ({ id }) => id,
      ({ severity, title, text, actions }) =>
        html`<div class="say">
          ${icon(severity)}
          <div>
            <p><span class="strong">${title}</span> ${text}</p>
            ${actionButtons(actions, post)}
          </div>
        </div>`,
    )}
  </div>`;
}

/** How far the history has been read. */
export function readingProgress({ fraction, text }: NonNullable<PanelState['reading']>): TemplateResult {
  const value = clampFraction(fraction);
  return html`<div class="section reading">
    <svg
      class="mark"
      height="4"
      role="progressbar"
      aria-label=${text}
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${Math.round(value * 100)}
    >
      <rect class="mark-track" width="100%" height="4" rx="1" />
      <rect class="mark-spent" width=${percent(value)} height="4" rx="1" />
    </svg>
    <p class="small quiet" aria-hidden="true">${text}</p>
  </div>`;
}
