import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ComposerDraft, ComposerView, OfferView } from '../composerProtocol.ts';
import { type LogAxis, logAxis } from './logAxis.ts';
import { axisHeader, rangeMark } from './rangeMark.ts';

type Choose = (setting: Pick<ComposerDraft, 'model' | 'effort' | 'tier'>) => void;

/** The same task with other settings, the cheapest first; each can be chosen. */
export function offersTable(view: ComposerView, language: string, choose: Choose): TemplateResult | typeof nothing {
  const { offers, offersTitle, offersNote, labels } = view;
  if (offers.length === 0) {
    return nothing;
  }
  const axis = logAxis(offers.map(({ range }) => ({ range, actual: undefined })));
  return html`<div>
    <table class="offers" aria-label=${offersTitle}>
      <thead>
        <tr>
          <th scope="col">${labels.model}</th>
          <th scope="col">${labels.effortShort}</th>
          <th class="offer-mark">${axisHeader(axis, language)}</th>
          <th scope="col" class="figure">${labels.likely}</th>
          <th scope="col" class="figure">${labels.median}</th>
          <th></th>
        </tr>
      </thead>
      <tbody>
        ${repeat(
          offers,
          ({ key }) => key,
          (offer) => offerRow(offer, axis, choose),
        )}
      </tbody>
    </table>
    <p class="small quiet">${offersNote}</p>
  </div>`;
}

function offerRow(offer: OfferView, axis: LogAxis, choose: Choose): TemplateResult {
  const { model, effort, tier, effortText, range, likelyText, medianText, tags, isChosen } = offer;
  return html`<tr class=${isChosen ? 'chosen' : ''} @click=${() => choose({ model, effort, tier })}>
    <td>
      <button
        class="link"
        type="button"
        aria-pressed=${isChosen}
        @click=${(event: Event) => chooseByKey(event, () => choose({ model, effort, tier }))}
      >
        ${model}
      </button>
    </td>
    <td>${effortText}</td>
    <td class="offer-mark">${rangeMark({ range, actual: undefined, position: 'unknown' }, axis)}</td>
    <td class="figure">${likelyText}</td>
    <td class="figure">${medianText}</td>
    <td>${tags.map(({ text, asks }) => html`<span class="tag ${asks ? 'asks' : ''}">${text}</span> `)}</td>
  </tr>`;
}

/** The row beneath hears of the click as well. */
function chooseByKey(event: Event, choose: () => void): void {
  event.stopPropagation();
  choose();
}
