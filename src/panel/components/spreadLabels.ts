import { html, type PropertyDeclarations, type TemplateResult } from 'lit';
import { LightElement } from './lightElement.ts';
import { placeLabels } from './placeLabels.ts';

/** A text above or below a bar. */
export interface SpreadLabel {
  /** The place it belongs to, from 0 to 1. */
  readonly at: number;
  readonly text: string;
  /** A figure of the axis only helps the eye. */
  readonly kind: 'value' | 'quiet' | 'axis';
}

/** A line of texts, each at its place on a bar, none over another: only the browser knows how wide they are. */
export class SpreadLabels extends LightElement {
  static override readonly properties: PropertyDeclarations = { labels: { attribute: false } };

  declare labels: readonly SpreadLabel[];
  readonly #resizes = new ResizeObserver(() => this.#place());

  constructor() {
    super();
    this.labels = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resizes.observe(this);
  }

  override disconnectedCallback(): void {
    this.#resizes.disconnect();
    super.disconnectedCallback();
  }

  protected override render(): TemplateResult {
    const spans = this.#sorted.map(
      ({ text, kind }) =>
        html`<span class="spread-label ${kind === 'value' ? '' : 'quiet'}" aria-hidden=${kind === 'axis'}
          >${text}</span
        >`,
    );
    return html`${spans}`;
  }

  protected override updated(): void {
    this.#place();
  }

  get #sorted(): readonly SpreadLabel[] {
    return this.labels.toSorted((a, b) => a.at - b.at);
  }

  #place(): void {
    const spans = [...this.querySelectorAll<HTMLElement>('.spread-label')];
    const lineWidth = this.clientWidth;
    const places = this.#sorted.map(({ at }, index) => ({
      center: at * lineWidth,
      width: Math.ceil(spans[index]?.getBoundingClientRect().width ?? 0),
    }));
    placeLabels(places, lineWidth).forEach((left, index) => spans[index]?.style.setProperty('left', `${left}px`));
  }
}
