import type { TabId } from '../messageProtocol.ts';
import type { PanelState } from '../panelProtocol.ts';
import type { Post } from './buttons.ts';
import { heldRunAnswer, isTableKey, tabByNumber } from './tabKeys.ts';

/** What the keys act on. */
interface KeyedPanel {
  readonly tab: TabId;
  readonly state: PanelState | undefined;
  readonly post: Post;
  /** Shows a section, with the focus on its tab. */
  goTo(tab: TabId): void;
  toggleTable(): void;
  /** One crumb back. Returns whether there was one. */
  goBack(): boolean;
}

/** Keys for the whole panel. What is ours does not go on to the workbench, which has its own use for Ctrl+1. */
export class PanelKeys {
  readonly #panel: KeyedPanel;
  /** Keys that are still down of a combination with Alt that was ours. */
  readonly #ourKeys = new Set<string>();

  constructor(panel: KeyedPanel) {
    this.#panel = panel;
  }

  listen(): void {
    document.addEventListener('keydown', this.#onKey);
    document.addEventListener('keyup', this.#onKeyUp);
  }

  rest(): void {
    document.removeEventListener('keydown', this.#onKey);
    document.removeEventListener('keyup', this.#onKeyUp);
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (this.#goesBack(event) || this.#answers(event) || this.#toggles(event) || this.#chooses(event)) {
      event.preventDefault();
      event.stopPropagation();
    }
  };

  #goesBack(event: KeyboardEvent): boolean {
    return event.key === 'Backspace' && !isField(event.target) && this.#panel.goBack();
  }

  /** In a field, Alt makes letters. */
  #answers(event: KeyboardEvent): boolean {
    const { tab, state, post } = this.#panel;
    if (tab !== 'now' || event.repeat || isField(event.target)) {
      return false;
    }
    const article = document.activeElement?.closest<HTMLElement>('.active-run');
    const answer = heldRunAnswer(event, state?.now.runs ?? [], article?.dataset['runId']);
    if (answer === undefined) {
      return false;
    }
    this.#keepWithAlt(event);
    post(answer);
    return true;
  }

  #toggles(event: KeyboardEvent): boolean {
    if (this.#panel.tab !== 'spend' || !isTableKey(event)) {
      return false;
    }
    this.#keepWithAlt(event);
    this.#panel.toggleTable();
    return true;
  }

  #chooses(event: KeyboardEvent): boolean {
    const tab = tabByNumber(event);
    if (tab !== undefined) {
      this.#panel.goTo(tab);
    }
    return tab !== undefined;
  }

  /** The workbench would see nothing of it but Alt going down and up, and would go to its menu bar for that. */
  #keepWithAlt({ code }: KeyboardEvent): void {
    this.#ourKeys.add('Alt').add(code);
  }

  readonly #onKeyUp = (event: KeyboardEvent): void => {
    if (this.#ourKeys.delete(event.key === 'Alt' ? 'Alt' : event.code)) {
      event.stopPropagation();
    }
  };
}

function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
  );
}
