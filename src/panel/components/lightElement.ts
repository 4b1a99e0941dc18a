import { LitElement } from 'lit';

/**
 * A component that draws into itself instead of into a shadow root: one style sheet, the patterns of the marks and the
 * ids of ARIA serve the whole page.
 */
export abstract class LightElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}
