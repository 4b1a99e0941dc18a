import { html, nothing, type TemplateResult } from 'lit';
import type { AmountView, PriceCheckView, StatementRowView, WalletView } from '../walletProtocol.ts';
import { actionButtons, type Post } from './buttons.ts';
import { icon } from './icon.ts';
import { outlookSection } from './outlookSection.ts';
import { waterfall } from './waterfall.ts';

/** The wallet's statement: what moved the balance, what of it was Codex here, and what nobody here can tell. */
export function walletSection(wallet: WalletView, post: Post): TemplateResult {
  const { title, subtitle, rows, emptyText, explanation, outlook, actions } = wallet;
  return html`<section class="section">
      <header class="section-header">
        <h2>${title}</h2>
        <span class="small quiet">${subtitle}</span>
      </header>
      ${rows.length === 0 ? html`<p class="quiet">${emptyText}</p>` : statement(wallet)}
      ${explanation === '' ? nothing : html`<p class="statement-explanation">${explanation}</p>`}
      ${actionButtons(actions, post)}
    </section>
    ${outlook === undefined ? nothing : outlookSection(outlook)} ${priceChecks(wallet, post)}`;
}

function statement(wallet: WalletView): TemplateResult {
  const { labels, rows, totals, title } = wallet;
  return html`${waterfall(wallet)}
    <div class="statement-scroll" role="group" aria-label=${title} tabindex="0">
      <table class="plain-table statement" aria-label=${title}>
        <thead>
          <tr>
            <th scope="col">${labels.day}</th>
            <th scope="col" class="number is-opening">${labels.opening}</th>
            <th scope="col" class="number">${labels.used}</th>
            <th scope="col" class="number">${labels.unattributed}</th>
            <th scope="col" class="number">${labels.topUps}</th>
            <th scope="col" class="number is-closing">${labels.closing}</th>
            <th scope="col" class="is-note">${labels.note}</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map((row) => statementRow(row))}
        </tbody>
        ${
          totals === undefined
            ? nothing
            : html`<tfoot>
                ${statementRow(totals)}
              </tfoot>`
        }
      </table>
    </div>`;
}

function statementRow({ label, opening, used, unattributed, topUps, closing, note }: StatementRowView): TemplateResult {
  return html`<tr>
    <th scope="row">${label}</th>
    ${amountCell(opening, '', 'is-opening')} ${[used, unattributed, topUps].map((amount) => amountCell(amount))}
    ${amountCell(closing, 'strong', 'is-closing')}
    <td class="is-note quiet">${note}</td>
  </tr>`;
}

function amountCell({ text, kind }: AmountView, emphasis = '', column = ''): TemplateResult {
  return kind === 'unknown'
    ? html`<td class="number ${column}"><span class="hatched" role="img" aria-label=${text} title=${text}></span></td>`
    : html`<td class="number ${column} ${kind === 'quiet' ? 'quiet' : emphasis}">${text}</td>`;
}

function priceChecks(wallet: WalletView, post: Post): TemplateResult | typeof nothing {
  const { pricesTitle, prices, priceProposals, priceActions } = wallet;
  return prices.length === 0
    ? nothing
    : html`<section class="section">
        <header class="section-header"><h2>${pricesTitle}</h2></header>
        <table class="plain-table" aria-label=${pricesTitle}>
          <tbody>
            ${prices.map(priceRow)}
          </tbody>
        </table>
        ${priceProposals.map((proposal) => html`<p class="statement-explanation">${proposal}</p>`)}
        ${actionButtons(priceActions, post)}
      </section>`;
}

function priceRow({ label, oursText, accountText, verdict, isOff }: PriceCheckView): TemplateResult {
  return html`<tr>
    <th scope="row">${label}</th>
    <td class="number quiet">${oursText}</td>
    <td class="number quiet">${accountText}</td>
    <td class="number">${isOff ? icon('warning') : nothing} ${verdict}</td>
  </tr>`;
}
