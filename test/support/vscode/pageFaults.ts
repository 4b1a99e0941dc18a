import type { FrameLocator } from 'playwright-core';
import { accessibilityFaults } from './accessibilityFaults.ts';
import { layoutFaults } from './layoutFaults.ts';

/** What a page of ours must not have, whatever it shows: what hinders people who use it in other ways, or what is laid out wrongly. */
export async function pageFaults(frame: FrameLocator): Promise<string[]> {
  await frame.locator('body').evaluate(() => document.fonts.ready.then(() => undefined));
  return [...(await accessibilityFaults(frame)), ...(await layoutFaults(frame))];
}
