import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { LightElement } from './lightElement.ts';

/** Between a place and the card that speaks of it, in CSS pixels. */
const CARD_GAP = 8;
/** A letter of the axis's figures, in CSS pixels. */
const LETTER_WIDTH = 6.6;
const AXIS_GAP = 12;

/** Where the places of a chart lie, in CSS pixels: `places` of the same width from `left` to `width`. */
export interface PlotArea {
  readonly left: number;
  readonly width: number;
  readonly placeWidth: number;
}

/**
 * A chart of equal places side by side, one tab stop. Mouse and arrow keys point at a place; a card shows what it is,
 * and a screen reader says it. What is drawn at the places is the heirs' business.
 */
export abstract class PointedChart extends LightElement {
  static override readonly properties: PropertyDeclarations = {
    language: { attribute: false },
    width: { state: true },
    index: { state: true },
  };

  declare language: string;
  /** Enter, or a click, at a place. */
  onPick: ((index: number) => void) | undefined = undefined;
  declare protected width: number;
  /** The place that is pointed at. */
  declare protected index: number | undefined;
  readonly #resizes = new ResizeObserver(() => {
    this.width = this.clientWidth;
  });

  constructor() {
    super();
    this.language = 'en';
    this.width = 0;
    this.index = undefined;
  }

  protected abstract get summary(): string;
  protected abstract get places(): number;
  protected abstract get height(): number;
  /** The longest figure of the axis. */
  protected abstract get longestFigure(): string;
  protected abstract descriptionOf(index: number): string;
  protected abstract drawing(area: PlotArea): TemplateResult;

  /** What the card says of a place. */
  protected cardOf(index: number): TemplateResult {
    return html`${this.descriptionOf(index)}`;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resizes.observe(this);
    this.width = this.clientWidth;
  }

  override disconnectedCallback(): void {
    this.#resizes.disconnect();
    super.disconnectedCallback();
  }

  protected get area(): PlotArea {
    const left = Math.ceil(this.longestFigure.length * LETTER_WIDTH) + AXIS_GAP;
    return { left, width: this.width, placeWidth: Math.max(0, this.width - left) / Math.max(1, this.places) };
  }

  protected override render(): TemplateResult {
    const { area } = this;
    const index = this.index !== undefined && this.index < this.places ? this.index : undefined;
    return html`
      <div
        class="chart"
        role="img"
        tabindex="0"
        aria-label=${this.summary}
        @keydown=${(event: KeyboardEvent) => this.press(event)}
        @blur=${() => this.leave()}
        @pointerdown=${(event: PointerEvent) => this.point(event)}
        @pointermove=${(event: PointerEvent) => this.point(event)}
        @pointerup=${(event: PointerEvent) => this.point(event)}
        @pointerleave=${() => this.leave()}
      >
        <svg class="mark" width=${this.width} height=${this.height} aria-hidden="true">
          ${this.width === 0 ? nothing : this.drawing(area)}
        </svg>
      </div>
      ${index === undefined ? nothing : html`<div class="chart-card" aria-hidden="true">${this.cardOf(index)}</div>`}
      <p class="visually-hidden" role="status">${index === undefined ? nothing : this.descriptionOf(index)}</p>
    `;
  }

  protected override updated(): void {
    const card = this.querySelector<HTMLElement>('.chart-card');
    if (card === null || this.index === undefined) {
      return;
    }
    // Beside the place, on the side where there is more room.
    const { left, placeWidth } = this.area;
    const [start, end] = [left + this.index * placeWidth, left + (this.index + 1) * placeWidth];
    const wanted = start > this.width - end ? start - CARD_GAP - card.offsetWidth : end + CARD_GAP;
    const most = Math.max(0, this.width - card.offsetWidth);
    card.style.setProperty('left', `${Math.min(Math.max(wanted, 0), most)}px`);
  }

  /** The place at a position in the window; undefined beside the plot. */
  protected indexAt(clientX: number): number | undefined {
    const { left, placeWidth } = this.area;
    const index = Math.floor((clientX - this.getBoundingClientRect().left - left) / placeWidth);
    return index >= 0 && index < this.places ? index : undefined;
  }

  protected leave(): void {
    this.index = undefined;
  }

  /** The pointer has come down, moved or gone up over the plot. */
  protected point({ type, clientX }: PointerEvent): void {
    const index = this.indexAt(clientX);
    if (type === 'pointermove') {
      this.index = index;
    } else if (type === 'pointerup' && index !== undefined) {
      this.onPick?.(index);
    }
  }

  protected press(event: KeyboardEvent): void {
    const hasModifier = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey;
    if (hasModifier || !this.act(event.key)) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  /** Does what a key asks for. Returns whether it means anything here. */
  protected act(key: string): boolean {
    if (key === 'Enter' && this.index !== undefined) {
      this.onPick?.(this.index);
      return true;
    }
    const target = placeByKey(key, this.index, this.places);
    if (target === 'not ours') {
      return false;
    }
    this.index = target;
    return true;
  }
}

/** Where a key leads from a place; undefined: nowhere is pointed at any more. */
export function placeByKey(key: string, index: number | undefined, places: number): number | undefined | 'not ours' {
  const last = places - 1;
  switch (key) {
    case 'ArrowLeft':
      return Math.max((index ?? last + 1) - 1, 0);
    case 'ArrowRight':
      return Math.min((index ?? last - 1) + 1, last);
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'Escape':
      return index === undefined ? 'not ours' : undefined;
    default:
      return 'not ours';
  }
}
