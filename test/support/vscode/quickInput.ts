import type { Locator, Page } from 'playwright-core';

/** The box at the top: command palette, quick picks, input boxes. */
export class QuickInput {
  readonly widget: Locator;
  readonly input: Locator;
  readonly rows: Locator;
  /** What an input box asks for, or what it has against the value. */
  readonly message: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.widget = page.locator('.quick-input-widget').filter({ visible: true });
    this.input = this.widget.locator('.quick-input-box input');
    this.rows = this.widget.locator('.quick-input-list .monaco-list-row');
    this.message = this.widget.locator('.quick-input-message');
  }

  /** The row with exactly that label. */
  row(label: string): Locator {
    const name = this.widget.page().locator('.label-name').getByText(label, { exact: true });
    return this.rows.filter({ has: name }).first();
  }

  /** Waits for a row with that label; the rows on screen, each with label, description and detail in one line. */
  async rowTexts(expectedLabel: string): Promise<string[]> {
    await this.row(expectedLabel).waitFor();
    return (await this.rows.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
  }

  /** Types into the box, in place of what is there. */
  async type(text: string): Promise<void> {
    await this.input.fill(text);
  }

  /** Waits for the row with exactly that label, and picks it. */
  async pick(label: string): Promise<void> {
    await this.row(label).click();
  }

  /** Waits for the input box whose title or prompt contains `prompt`, and answers it. */
  async answer(prompt: string, text: string): Promise<void> {
    const input = this.widget.filter({ hasText: prompt }).locator('.quick-input-box input');
    await input.fill(text);
    await input.press('Enter');
  }

  /** Answers it as `answer` does, but with the keyboard alone, as soon as the keys go to it. */
  async answerByKeys(prompt: string, text: string): Promise<void> {
    const { keyboard } = this.#page;
    await this.widget.filter({ hasText: prompt }).locator('.quick-input-box input:focus').waitFor();
    await keyboard.type(text);
    await keyboard.press('Enter');
  }

  /** Waits until an answer is proposed that ends so, and takes it. */
  async takeProposed(ending: string): Promise<void> {
    await this.#page.waitForFunction(
      (end) => [...document.querySelectorAll('input')].some(({ value }) => value.endsWith(end)),
      ending,
    );
    await this.#page.keyboard.press('Enter');
  }

  /** Closes it without an answer. */
  async cancel(): Promise<void> {
    await this.input.press('Escape');
    await this.widget.waitFor({ state: 'hidden' });
  }
}
