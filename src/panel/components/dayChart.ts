import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { DayView, SpendView } from '../panelProtocol.ts';
import { DayPlot } from './dayPlot.ts';
import { LightElement } from './lightElement.ts';

/** Between a day's column and the card that speaks of it, in CSS pixels. */
const CARD_GAP = 8;

/** Credits by day as bars. Mouse and keys point at a day; a card shows what it was, and a screen reader says it. */
export class DayChart extends LightElement {
  static override readonly properties: PropertyDeclarations = {
    spend: { attribute: false },
    language: { attribute: false },
    dayIndex: { state: true },
  };

  declare spend: SpendView;
  declare language: string;
  /** The day that is pointed at. */
  declare private dayIndex: number | undefined;
  #plot: DayPlot | undefined;
  readonly #resizes = new ResizeObserver(() => {
    this.#plot?.fit();
    this.#placeCard();
  });
  readonly #themeChanges = new MutationObserver(() => this.#plot?.repaint());

  constructor() {
    super();
    this.dayIndex = undefined;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resizes.observe(this);
    // VS Code tells of a theme by the variables on the root and a class of the body.
    const options = { attributes: true, attributeFilter: ['style', 'class'] };
    this.#themeChanges.observe(document.documentElement, options);
    this.#themeChanges.observe(document.body, options);
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    this.#resizes.disconnect();
    this.#themeChanges.disconnect();
    this.#plot?.dispose();
    this.#plot = undefined;
    super.disconnectedCallback();
  }

  protected override render(): TemplateResult {
    const day = this.#day;
    return html`
      <div
        class="day-plot"
        role="img"
        tabindex="0"
        aria-label=${this.spend.summary}
        @keydown=${this.#onKey}
        @blur=${this.#leave}
        @pointermove=${this.#onPointerMove}
        @pointerleave=${this.#leave}
      ></div>
      ${day === undefined ? nothing : html`<div class="day-card" aria-hidden="true">${day.description}</div>`}
      <p class="visually-hidden" role="status">${day?.description}</p>
    `;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const view = { days: this.spend.days, language: this.language };
    const target = this.querySelector<HTMLElement>('.day-plot');
    if (this.#plot !== undefined) {
      if (changed.has('spend') || changed.has('language')) {
        this.#plot.show(view);
      }
    } else if (target !== null) {
      this.#plot = new DayPlot(target, view);
    }
    this.#plot?.highlight(this.#day === undefined ? undefined : this.dayIndex);
    this.#placeCard();
  }

  get #day(): DayView | undefined {
    return this.dayIndex === undefined ? undefined : this.spend.days[this.dayIndex];
  }

  /** Beside the column, on the side where there is more room. */
  #placeCard(): void {
    const card = this.querySelector<HTMLElement>('.day-card');
    if (card === null || this.#plot === undefined || this.dayIndex === undefined) {
      return;
    }
    const { left, right } = this.#plot.extentOf(this.dayIndex);
    const isLeft = left > this.clientWidth - right;
    const wanted = isLeft ? left - CARD_GAP - card.offsetWidth : right + CARD_GAP;
    const most = Math.max(0, this.clientWidth - card.offsetWidth);
    card.style.setProperty('left', `${Math.min(Math.max(wanted, 0), most)}px`);
  }

  readonly #leave = (): void => {
    this.dayIndex = undefined;
  };

  readonly #onPointerMove = (event: PointerEvent): void => {
    this.dayIndex = this.#plot?.indexAt(event.clientX);
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const last = this.spend.days.length - 1;
    const targets: Readonly<Record<string, number | undefined>> = {
      ArrowLeft: Math.max((this.dayIndex ?? last + 1) - 1, 0),
      ArrowRight: Math.min((this.dayIndex ?? last - 1) + 1, last),
      Home: 0,
      End: last,
      Escape: undefined,
    };
    const hasModifier = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey;
    if (!hasModifier && Object.hasOwn(targets, event.key)) {
      event.preventDefault();
      this.dayIndex = targets[event.key];
    }
  };
}
