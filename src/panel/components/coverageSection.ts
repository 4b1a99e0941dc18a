import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { CoverageView, NoticeView } from '../noticeProtocol.ts';
import { actionLinks, type Post } from './buttons.ts';
import { icon } from './icon.ts';
import { fact } from './runRow.ts';

/** What the figures may lack, and what they rest on. */
export function coverageSection({ title, notes, facts }: CoverageView, post: Post): TemplateResult {
  return html`<section class="section">
    <header class="section-header"><h2>${title}</h2></header>
    <ul class="notes">
      ${repeat(
        notes,
        ({ id }) => id,
        (note) => coverageNote(note, post),
      )}
    </ul>
    ${
      facts.length === 0
        ? nothing
        : html`<dl class="facts coverage-facts">${facts.map(({ label, text }) => fact(label, text))}</dl>`
    }
  </section>`;
}

function coverageNote({ severity, title, text, actions }: NoticeView, post: Post): TemplateResult {
  return html`<li class="note">
    <span class=${severity === 'info' ? 'quiet' : ''}>${icon(severity)}</span>
    <p><span class="strong">${title}</span> <span class="quiet">${text}</span></p>
    <span class="note-actions">${actionLinks(actions, post)}</span>
  </li>`;
}
