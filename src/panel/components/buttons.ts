import '@vscode-elements/elements/dist/vscode-button/index.js';
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ActionView } from '../noticeProtocol.ts';
import type { PanelMessage } from '../messageProtocol.ts';
import { icon } from './icon.ts';

/** Sends a message to the extension host. */
export type Post = (message: PanelMessage) => void;

/** A row of buttons, or nothing where there is nothing to do. */
export function actionButtons(actions: readonly ActionView[], post: Post): TemplateResult | typeof nothing {
  if (actions.length === 0) {
    return nothing;
  }
  // A button never becomes another one under a finger that is about to press it.
  const buttons = repeat(
    actions,
    ({ message }) => JSON.stringify(message),
    ({ label, isPrimary, message }) =>
      html`<vscode-button ?secondary=${!isPrimary} @click=${() => post(message)}>${label}</vscode-button>`,
  );
  return html`<div class="actions" @keydown=${keepPageStill}>${buttons}</div>`;
}

/** Buttons that look like links, for lists in which the text is what matters. */
export function actionLinks(actions: readonly ActionView[], post: Post): readonly TemplateResult[] {
  return actions.map(
    ({ label, message }) => html`<button class="link" type="button" @click=${() => post(message)}>${label}</button>`,
  );
}

/** An icon that can be pressed; its label is for the tooltip and for a screen reader. */
export function iconButton(iconName: string, label: string, press: () => void, keys?: string): TemplateResult {
  return html`<button
    class="icon-button"
    type="button"
    title=${label}
    aria-label=${label}
    aria-keyshortcuts=${keys ?? nothing}
    @click=${press}
  >
    ${icon(iconName)}
  </button>`;
}

/** `vscode-button` acts on the space bar, but lets the page scroll as well. */
function keepPageStill(event: KeyboardEvent): void {
  if (event.key === ' ') {
    event.preventDefault();
  }
}
