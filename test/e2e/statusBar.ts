import type { Locator } from 'playwright-core';

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
