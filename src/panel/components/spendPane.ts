import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { type SpendAsked, type SpendView, STACKS } from '../spendProtocol.ts';
import { iconButton } from './buttons.ts';
import { LightElement } from './lightElement.ts';
import { unknownBlock } from './patterns.ts';
import type { Titles } from './runsQuery.ts';
import { seriesBlock } from './spendChart.ts';
import { barsTable, spendRuns } from './spendTables.ts';

/** A question that was asked before, and what leads back to it. */
export interface SpendCrumb {
  readonly label: string;
  readonly asked: SpendAsked;
}

/** What is asked where nobody has asked for anything else. */
export const FIRST_ASKED: SpendAsked = { bucket: 'day', stack: 'model' };

/** Spend over time: bars by kind, the way down into one of them and back, and the runs behind them. */
export class SpendPane extends LightElement {
  static override readonly properties: PropertyDeclarations = {
    spend: { attribute: false },
    titles: { attribute: false },
    crumbs: { attribute: false },
    language: { attribute: false },
    isTable: { attribute: false },
  };

  declare spend: SpendView;
  declare titles: Titles;
  /** The questions that led to this one, the first at the front. */
  declare crumbs: readonly SpendCrumb[];
  declare language: string;
  declare isTable: boolean;
  onAsk: (asked: SpendAsked, crumbs: readonly SpendCrumb[]) => void = () => undefined;
  onOpen: (runId: string) => void = () => undefined;
  onToggle: () => void = () => undefined;

  protected override render(): TemplateResult {
    const { spend, language, isTable } = this;
    return html`<section class="section">
      <header class="section-header">
        <h2 class="visually-hidden">${spend.labels.title}</h2>
        ${this.#tools()}
        <span class="total"
          >${spend.rangeText} <span class="strong spend-total">${spend.totalText} ${spend.unit}</span></span
        >
        ${
          isTable
            ? iconButton('graph', spend.labels.showChart, () => this.onToggle(), 'Alt+T')
            : iconButton('table', spend.labels.showTable, () => this.onToggle(), 'Alt+T')
        }
      </header>
      ${
        isTable
          ? barsTable(spend)
          : html`<guardrails-spend-chart
              .spend=${spend}
              .language=${language}
              .onPick=${(index: number) => this.#openBar(index)}
              .onRange=${(from: number, to: number) => this.#openRange(from, to)}
            ></guardrails-spend-chart>`
      }
      ${this.#legend()}
      ${spend.heightsText === undefined ? nothing : html`<p class="quiet spend-heights">${spend.heightsText}</p>`}
      ${this.#crumbs()} ${spendRuns(spend, this.titles, this.onOpen)}
    </section>`;
  }

  /** One crumb back. Returns whether there was one. */
  goBack(): boolean {
    const last = this.crumbs.at(-1);
    if (last === undefined) {
      return false;
    }
    this.onAsk(last.asked, this.crumbs.slice(0, -1));
    return true;
  }

  #tools(): TemplateResult {
    const { asked, buckets, stacks, labels } = this.spend;
    return html`<div class="segments" role="group" aria-label=${labels.bucket}>
        ${buckets.map(
          ({ value, label }) =>
            html`<button
              type="button"
              class="segment"
              aria-pressed=${value === asked.bucket}
              @click=${() => this.onAsk({ ...asked, bucket: value }, this.crumbs)}
            >
              ${label}
            </button>`,
        )}
      </div>
      <select class="field" aria-label=${labels.stack} @change=${(event: Event) => this.#chooseStack(event)}>
        ${stacks.map(
          ({ value, label }) => html`<option value=${value} .selected=${live(value === asked.stack)}>${label}</option>`,
        )}
      </select>`;
  }

  /** What each colour means; one that stands for a single kind leads to that alone. */
  #legend(): TemplateResult {
    const { series, bars, labels, asked } = this.spend;
    return html`<ul class="legend">
      ${series.map(
        ({ key, label, totalText }, index) =>
          html`<li>
            ${seriesBlock(index)}
            ${
              key === undefined || asked.only !== undefined
                ? label
                : html`<button type="button" class="link" @click=${() => this.#down({ ...asked, only: key })}>
                    ${label}
                  </button>`
            }
            ${totalText}
          </li>`,
      )}
      ${
        bars.some(({ hasUnknown }) => hasUnknown)
          ? html`<li>
              <svg class="mark" height="10" aria-hidden="true">${unknownBlock}</svg>
              ${labels.unknown}
            </li>`
          : nothing
      }
    </ul>`;
  }

  #crumbs(): TemplateResult | typeof nothing {
    if (this.crumbs.length === 0) {
      return nothing;
    }
    return html`<nav class="crumbs spend-crumbs">
      ${this.crumbs.map(
        ({ label, asked }, index) =>
          html`<button type="button" class="link" @click=${() => this.onAsk(asked, this.crumbs.slice(0, index))}>
              ${label}
            </button>
            <span class="codicon codicon-chevron-right quiet" aria-hidden="true"></span>`,
      )}
      <span class="strong">${this.spend.crumb}, ${this.spend.totalText} ${this.spend.unit}</span>
    </nav>`;
  }

  #openBar(index: number): void {
    this.#openRange(index, index);
  }

  /** Of one bar its own parts are shown, of several the same bars from nearer. */
  #openRange(first: number, last: number): void {
    const { bars, asked, shorter } = this.spend;
    const [from, to] = [bars[first], bars[last]];
    if (from !== undefined && to !== undefined && bars.length > 1) {
      const span = { fromMs: from.fromMs, untilMs: to.untilMs };
      this.#down({ ...asked, bucket: first === last ? shorter : asked.bucket, span });
    }
  }

  #down(asked: SpendAsked): void {
    const { crumb, asked: before } = this.spend;
    this.onAsk(asked, [...this.crumbs, { label: crumb, asked: before }]);
  }

  #chooseStack({ target }: Event): void {
    const stack = STACKS.find((one) => target instanceof HTMLSelectElement && one === target.value);
    if (stack === undefined) {
      return;
    }
    // A kind of one stack is none of another.
    const { only, ...asked } = this.spend.asked;
    const crumbs = this.crumbs
      .slice(0, only === undefined ? undefined : -1)
      .filter((crumb) => crumb.asked.only === undefined);
    this.onAsk(
      { ...asked, stack },
      crumbs.map((crumb) => ({ ...crumb, asked: { ...crumb.asked, stack } })),
    );
  }
}
