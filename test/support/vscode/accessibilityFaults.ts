import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type * as Axe from 'axe-core';
import type { FrameLocator } from 'playwright-core';

declare global {
  interface Window {
    /** There once its code has been evaluated. */
    readonly axe: typeof Axe;
  }
}

/** What axe-core has against a document, where it is serious or critical: each rule with the elements it is about. */
export async function accessibilityFaults(frame: FrameLocator): Promise<string[]> {
  const axe = await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
  const body = frame.locator('body');
  await body.evaluate(axe);
  const { violations } = await body.evaluate((_, options) => window.axe.run(document, options), {
    resultTypes: ['violations' as const],
  });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => {
      const places = nodes.map(({ html, failureSummary = '' }) => `${html.slice(0, 160)}: ${failureSummary}`);
      return [`${id} (${help})`, ...places].join('\n  ');
    });
}
