import type { Locator } from 'playwright-core';

declare global {
  interface Window {
    /** What the status bar's item has said, one after the other. */
    statusBarTexts: string[];
  }
}

/** Runs `act`, and resolves with the ms until the status bar's item shows something else. */
export async function untilStatusBarChanges(statusBar: Locator, act: () => Promise<void>): Promise<number> {
  const watched = await statusBar.evaluateHandle((item) => ({
    changedAtMs: new Promise<number>((resolve) => {
      const options = { subtree: true, childList: true, characterData: true };
      new MutationObserver(() => resolve(Date.now())).observe(item, options);
    }),
  }));
  const startedAtMs = Date.now();
  await act();
  const changedAtMs = await watched.evaluate(async (each) => each.changedAtMs);
  await watched.dispose();
  return changedAtMs - startedAtMs;
}

/** Runs in a window from its beginning on. */
export function noteStatusBar(): void {
  window.statusBarTexts = [];
  new MutationObserver(() => {
    const text = document.querySelector('.statusbar-item[id$="codexGuardrails.status"]')?.textContent.trim();
    if (text !== undefined && text !== window.statusBarTexts.at(-1)) {
      window.statusBarTexts.push(text);
    }
  }).observe(document, { subtree: true, childList: true, characterData: true });
}
