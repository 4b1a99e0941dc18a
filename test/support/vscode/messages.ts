import type { Locator, Page } from 'playwright-core';

/** The dialog in the middle that must be answered. */
export class ModalDialog {
  readonly box: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.box = page.locator('.monaco-dialog-box');
  }

  /** Its message and detail, as lines. */
  async text(): Promise<string> {
    return (await this.box.locator('.dialog-message-row').innerText()).trim();
  }

  /** The labels of its buttons, in the order on screen. */
  async buttons(): Promise<string[]> {
    await this.box.waitFor();
    return this.box.locator('.dialog-buttons').getByRole('button').allInnerTexts();
  }

  async click(button: string): Promise<void> {
    await this.box.getByRole('button', { name: button, exact: true }).click();
    await this.box.waitFor({ state: 'detached' });
  }

  /** Closes it without an answer. */
  async cancel(): Promise<void> {
    await this.box.waitFor();
    await this.#page.keyboard.press('Escape');
    await this.box.waitFor({ state: 'detached' });
  }
}

/** The notifications in the lower right corner. */
export class Toasts {
  readonly all: Locator;

  constructor(page: Page) {
    this.all = page.locator('.notification-toast').filter({ visible: true });
  }

  /** The toast whose message contains `text`. */
  withText(text: string): Locator {
    return this.all.filter({ hasText: text }).first();
  }

  /** The messages on screen, newest first. */
  async texts(): Promise<string[]> {
    return this.all.locator('.notification-list-item-message').allInnerTexts();
  }

  /** The labels of the buttons of the toast whose message contains `text`. */
  async buttons(text: string): Promise<string[]> {
    const row = this.withText(text).locator('.notification-list-item-buttons-container');
    return row.getByRole('button').allInnerTexts();
  }

  /** Clicks a button of the toast whose message contains `text`. */
  async click(text: string, button: string): Promise<void> {
    await this.withText(text).getByRole('button', { name: button, exact: true }).click();
  }

  /** Closes the toast whose message contains `text` without an answer. */
  async dismiss(text: string): Promise<void> {
    const toast = this.withText(text);
    await toast.hover();
    await toast.getByRole('button', { name: /^Clear Notification/ }).click();
    await toast.waitFor({ state: 'detached' });
  }
}
