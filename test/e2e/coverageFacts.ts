import type { FrameLocator } from 'playwright-core';

/** Chooses the section that says what the figures rest on; each of its facts by its label, as they are shown. */
export async function coverageFacts(panel: FrameLocator): Promise<Readonly<Record<string, string>>> {
  await panel.getByRole('tab', { name: 'Coverage' }).click();
  const facts = panel.locator('.coverage-facts > div');
  await facts.first().waitFor();
  const texts = await facts.evaluateAll((each) =>
    each.map((fact) => ['dt', 'dd'].map((part) => fact.querySelector(part)?.textContent.trim() ?? '')),
  );
  return Object.fromEntries(texts) as Record<string, string>;
}
