import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';

const TRIES = 3;

/**
 * Writes a task key by key, as a person does who looks at what comes of it: a window that has just done something else
 * may take the focus away in the middle.
 */
export async function writeTask(task: Locator, text: string, keyEveryMs = 0): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    await task.fill('');
    await task.pressSequentially(text, { delay: keyEveryMs });
    const written = await task.inputValue();
    if (written === text) {
      return;
    }
    console.log(`        written was “${written}”`);
    assert.ok(tries < TRIES, `“${written}” instead of “${text}”`);
  }
}
