import { html, nothing, type TemplateResult } from 'lit';
import type { LotView, OutlookView } from '../walletProtocol.ts';
import { icon } from './icon.ts';

/** What the wallet's past means: what to know, how much top-up is safe, and what the balance consists of. */
export function outlookSection(outlook: OutlookView): TemplateResult {
  return html`${alerts(outlook)}
    <section class="section halves">
      ${topUp(outlook)}
      <div>${lots(outlook)}</div>
    </section>`;
}

function alerts({ alertsTitle, alerts: all }: OutlookView): TemplateResult | typeof nothing {
  return all.length === 0
    ? nothing
    : html`<section class="section">
        <header class="section-header"><h2>${alertsTitle}</h2></header>
        <ul class="notes">
          ${all.map(
            ({ text }) =>
              html`<li class="note">
                <span class="quiet">${icon('info')}</span>
                <p>${text}</p>
              </li>`,
          )}
        </ul>
      </section>`;
}

function topUp({ topUpTitle, topUpSentences, settingsTitle, settings }: OutlookView): TemplateResult {
  return html`<div class="top-up">
    <header class="section-header"><h2>${topUpTitle}</h2></header>
    ${topUpSentences.map((sentence) => html`<p>${sentence}</p>`)}
    ${
      settings.length === 0
        ? nothing
        : html`<table class="plain-table" aria-label=${settingsTitle}>
            <caption class="small quiet">
              ${settingsTitle}
            </caption>
            <tbody>
              ${settings.map(
                ({ label, text }) =>
                  html`<tr>
                    <th scope="row">${label}</th>
                    <td class="number">${text}</td>
                  </tr>`,
              )}
            </tbody>
          </table>`
    }
  </div>`;
}

function lots({ lotsTitle, lotLabels, lots: all, moreLotsText }: OutlookView): TemplateResult | typeof nothing {
  return all.length === 0
    ? nothing
    : html`<header class="section-header"><h2>${lotsTitle}</h2></header>
        <table class="plain-table" aria-label=${lotsTitle}>
          <thead>
            <tr>
              <th scope="col">${lotLabels.came}</th>
              <th scope="col" class="number">${lotLabels.left}</th>
              <th scope="col">${lotLabels.expires}</th>
            </tr>
          </thead>
          <tbody>
            ${all.map(lotRow)}
          </tbody>
        </table>
        <p class="small quiet">${moreLotsText}</p>`;
}

function lotRow({ came, left, expires }: LotView): TemplateResult {
  return html`<tr>
    <th scope="row">${came}</th>
    <td class="number strong">${left}</td>
    <td class="quiet">${expires}</td>
  </tr>`;
}
