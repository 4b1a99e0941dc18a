import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { errors, type Browser, type FrameLocator, type Locator, type Page } from 'playwright-core';
import { CACHE_FOLDER } from './cache.ts';
import { ModalDialog, Toasts } from './messages.ts';
import { type Settings, readUserSettings } from './profile.ts';
import { QuickInput } from './quickInput.ts';
import { workbenchUrl, type VsCodeServer, type WorkbenchTarget } from './server.ts';

/** Themes by kind, and the class with which the workbench shows that one is on. */
const THEMES = {
  dark: { name: 'Dark Modern', className: 'vs-dark' },
  light: { name: 'Light Modern', className: 'vs' },
  highContrast: { name: 'Default High Contrast', className: 'hc-black' },
  highContrastLight: { name: 'Default High Contrast Light', className: 'hc-light' },
} as const;

export type ThemeKind = keyof typeof THEMES;

export const THEME_KINDS = Object.keys(THEMES) as readonly ThemeKind[];

const SIZE = { width: 1280, height: 800 };

const OPENING_TIMEOUT_MS = 60_000;
const ACTION_TIMEOUT_MS = 20_000;
const PALETTE_TIMEOUT_MS = 2_000;
const PALETTE_ATTEMPTS = 10;
const FOCUS_POLL_MS = 20;

/** The addresses at which a webview finds its resources; a service worker answers for them, not the internet. */
const WEBVIEW_RESOURCES = /\.vscode-resource\.vscode-cdn\.net$/;

/** A VS Code window in a browser tab, and what a person does in it. */
export class Workbench {
  readonly page: Page;
  readonly quickInput: QuickInput;
  readonly modal: ModalDialog;
  readonly toasts: Toasts;
  readonly #server: VsCodeServer;
  readonly #externalRequests: string[] = [];

  constructor(page: Page, server: VsCodeServer) {
    this.page = page;
    this.#server = server;
    this.quickInput = new QuickInput(page);
    this.modal = new ModalDialog(page);
    this.toasts = new Toasts(page);
    page.setDefaultTimeout(ACTION_TIMEOUT_MS);
    page.context().on('request', (request) => this.#noteIfExternal(request.url()));
    page.on('websocket', (socket) => this.#noteIfExternal(socket.url()));
  }

  /** Opens a window in a tab of its own, with a fresh browser profile. */
  static async launch(browser: Browser, server: VsCodeServer, target: WorkbenchTarget): Promise<Workbench> {
    const { language } = target;
    const context = await browser.newContext({
      viewport: SIZE,
      permissions: ['clipboard-read', 'clipboard-write'],
      ...(language === undefined ? {} : { locale: language }),
    });
    if (language !== undefined) {
      // A language pack sets it when the window loads.
      await context.addInitScript(`globalThis._VSCODE_NLS_LANGUAGE = ${JSON.stringify(language)};`);
    }
    const workbench = new Workbench(await context.newPage(), server);
    await workbench.open(workbenchUrl(server, target));
    return workbench;
  }

  /** Addresses outside this machine that the window has asked for. */
  get externalRequests(): readonly string[] {
    return this.#externalRequests;
  }

  /** Goes to an address (see `workbenchUrl`) and waits for the window, but not for its extensions. */
  async open(url: string): Promise<void> {
    await this.page.goto(url, { timeout: OPENING_TIMEOUT_MS });
    await this.page.locator('.monaco-workbench .statusbar-item').first().waitFor({ timeout: OPENING_TIMEOUT_MS });
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }

  /** Runs a command by its full title in the palette, such as `View: Toggle Terminal`. */
  async runCommand(title: string): Promise<void> {
    // A window that has just appeared does not heed the keyboard yet, an open palette takes in no new commands, and an
    // editor that takes the focus closes it.
    for (let attempt = 1; !(await this.#pickInPalette(title)); attempt++) {
      if (attempt === PALETTE_ATTEMPTS) {
        const offered = (await this.quickInput.rows.allInnerTexts()).join(' | ');
        const evidence = await this.saveEvidence('command-not-found');
        throw new Error(`The palette has no command "${title}", but: ${offered || 'nothing'}. ${evidence}`);
      }
      if (await this.quickInput.widget.isVisible()) {
        await this.quickInput.cancel();
      }
    }
  }

  /** The status bar item whose id ends in `idSuffix`; VS Code puts the extension's id before it. */
  statusBarItem(idSuffix: string): Locator {
    return this.page.locator(`.statusbar-item[id$="${idSuffix}"]`);
  }

  /** The text that shows while the mouse is over an element. */
  async hoverTooltip(element: Locator): Promise<string> {
    await this.#moveMouseAway();
    await element.hover();
    const hover = this.page.locator('.workbench-hover').filter({ visible: true });
    const text = await hover.innerText();
    await this.#moveMouseAway();
    await hover.waitFor({ state: 'detached' });
    return text.trim();
  }

  /** The document inside an extension's visible webview: that of an editor, or of a view at the side. */
  webviewFrame(place: 'editor' | 'view' = 'editor'): FrameLocator {
    const isView = '[src*="purpose=webviewView"]';
    const outer = this.page.locator(
      `iframe.webview.ready[src*="extensionId=codex-guardrails.codex-guardrails"]${place === 'view' ? isView : `:not(${isView})`}`,
    );
    return outer.filter({ visible: true }).last().contentFrame().frameLocator('#active-frame');
  }

  /** Waits until keys go to the extension's webview: it shows a moment before it has the focus. */
  async webviewFocus(): Promise<void> {
    const body = await this.webviewFrame().locator('body').elementHandle();
    const frame = await body.ownerFrame();
    const deadlineMs = Date.now() + ACTION_TIMEOUT_MS;
    // What Playwright would wait for in the page, its policy forbids to evaluate there.
    while (!((await frame?.evaluate<boolean>('document.hasFocus()')) ?? false)) {
      if (Date.now() > deadlineMs) {
        throw new Error('the webview did not get the focus');
      }
      await sleep(FOCUS_POLL_MS);
    }
  }

  /** The document inside the visible preview of a page in Markdown. */
  markdownPreview(): FrameLocator {
    const outer = this.page.locator('iframe.webview.ready[src*="extensionId=vscode.markdown-language-features"]');
    return outer.filter({ visible: true }).last().contentFrame().frameLocator('#active-frame');
  }

  /** Shows an output channel; its lines, as far as they are on screen. */
  async showOutput(channel: string): Promise<Locator> {
    await this.runCommand('Output: Show Output Channels...');
    await this.quickInput.pick(channel);
    const editor = this.page.getByLabel(`${channel} - Output`, { exact: true });
    const lines = this.page.locator('.panel .output-view').filter({ has: editor }).locator('.view-line');
    await lines.first().waitFor();
    return lines;
  }

  /** The settings that the person has made in it. */
  userSettings(): Settings {
    return readUserSettings(this.#server.profile.dataFolder);
  }

  /** Switches the colour theme and waits until the window shows it. */
  async setTheme(kind: ThemeKind): Promise<void> {
    const { name, className } = THEMES[kind];
    this.#server.changeSettings({ 'workbench.colorTheme': name });
    await this.page.locator(`.monaco-workbench.${className}`).waitFor();
  }

  /** Lays all out as in a browser that is zoomed: in so many fewer CSS pixels. */
  async setZoom(percent: number): Promise<void> {
    await this.page.setViewportSize({ width: (SIZE.width * 100) / percent, height: (SIZE.height * 100) / percent });
  }

  /** Makes the window high enough for whole sections, or as narrow as one beside others; what is not said stays. */
  async setSize(cssPixels: Partial<typeof SIZE>): Promise<void> {
    await this.page.setViewportSize({ ...(this.page.viewportSize() ?? SIZE), ...cssPixels });
  }

  /** Saves a picture as `<name>.png` in the folder SCREENSHOTS names, by default in the cache. Returns its path. */
  async screenshot(name: string): Promise<string> {
    const file = path.join(process.env['SCREENSHOTS'] ?? path.join(CACHE_FOLDER, 'screenshots'), `${name}.png`);
    await this.page.screenshot({ path: file, animations: 'disabled' });
    return file;
  }

  /** Closes questions and notifications, and stops the runs of ours; whatever does not close stays. */
  async tidyUp(): Promise<void> {
    try {
      for (const open of [this.modal.box, this.quickInput.widget]) {
        if (await open.isVisible()) {
          await this.page.keyboard.press('Escape');
        }
      }
      await this.runCommand('Codex Guardrails: Stop Runs of This Window');
      await this.runCommand('Notifications: Clear All Notifications');
    } catch (error) {
      console.log(`The window could not be tidied up: ${String(error)}`);
    }
  }

  /** What a person would paste now. */
  async clipboardText(): Promise<string> {
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  /** For a failed test: saves a picture and the server's log, and says where they are. */
  async saveEvidence(name: string): Promise<string> {
    const picture = await this.screenshot(name.replace(/\W+/g, '-'));
    const log = picture.replace(/png$/, 'log');
    fs.writeFileSync(log, this.#server.readLog());
    return `See ${picture} and ${log}`;
  }

  async #pickInPalette(title: string): Promise<boolean> {
    await this.page.keyboard.press('F1');
    try {
      await this.quickInput.input.fill(`>${title}`, { timeout: PALETTE_TIMEOUT_MS });
      await this.quickInput.row(title).click({ timeout: PALETTE_TIMEOUT_MS });
      return true;
    } catch (error) {
      if (!(error instanceof errors.TimeoutError)) {
        throw error;
      }
      return false;
    }
  }

  async #moveMouseAway(): Promise<void> {
    await this.page.mouse.move(1, 1);
  }

  #noteIfExternal(address: string): void {
    const { protocol, hostname } = new URL(address);
    const isLocal = ['127.0.0.1', 'localhost'].includes(hostname) || WEBVIEW_RESOURCES.test(hostname);
    if (/^(https?|wss?):$/.test(protocol) && !isLocal) {
      this.#externalRequests.push(address);
    }
  }
}
