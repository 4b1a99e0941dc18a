import { html, type TemplateResult } from 'lit';

/** A codicon by its name without `codicon-`. Words beside it say what it means. */
export function icon(name: string, modifier = ''): TemplateResult {
  return html`<span class="codicon codicon-${name} ${modifier}" aria-hidden="true"></span>`;
}
