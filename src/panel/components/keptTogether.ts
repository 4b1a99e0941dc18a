import { html, type TemplateResult } from 'lit';

/** A part of a list that is no longer than this is not broken, in letters. */
const MOST_KEPT = 24;

/** A list with dots between its parts, which breaks behind a dot and nowhere within a short part. */
export function keptDots(text: string): readonly TemplateResult[] {
  const parts = text.split(' · ');
  return parts.map((part, index) => {
    const shown = index < parts.length - 1 ? `${part} ·` : part;
    return html`${index === 0 ? '' : ' '}<span class=${part.length > MOST_KEPT ? '' : 'kept'}>${shown}</span>`;
  });
}

const FIGURE = /(\d[\d.,]*–\d[\d.,]*(?: %)?|\d[\d.,]* %)/;

/** A text in which ranges such as `4–18`, and figures with their `%`, do not break within themselves. */
export function keptRanges(text: string): readonly (string | TemplateResult)[] {
  // With a group, what separates the parts is among them: every second one is a figure.
  return text.split(FIGURE).map((part, index) => (index % 2 === 0 ? part : html`<span class="kept">${part}</span>`));
}
