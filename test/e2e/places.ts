import type { FrameLocator } from 'playwright-core';
import type { Workbench } from '../support/vscode/workbench.ts';

/** All that the panel shows, by the name of its tab; `Run` is a run that is opened from `Runs`. */
export const PLACES = ['Now', 'Spend', 'Budgets', 'Runs', 'Run', 'Wallet', 'Accuracy', 'Coverage', 'Sidebar'] as const;

export type Place = (typeof PLACES)[number];

/** Shows a place, and waits until it has what it asked for. */
export async function showPlace(workbench: Workbench, place: Place): Promise<FrameLocator> {
  if (place === 'Sidebar') {
    await workbench.runCommand('View: Show Codex Guardrails');
    const side = workbench.webviewFrame('view');
    await side.getByRole('textbox', { name: 'Task' }).waitFor();
    return side;
  }
  await workbench.runCommand('Codex Guardrails: Open Usage Panel');
  const panel = workbench.webviewFrame();
  await panel.getByRole('tab', { name: place === 'Run' ? 'Runs' : place, exact: true }).click();
  if (place === 'Run' || place === 'Runs') {
    await closeRun(panel);
  }
  if (place === 'Run') {
    await panel.getByRole('row').nth(1).click();
    await panel.getByRole('img', { name: /^\d+ requests?, / }).waitFor();
  } else {
    await panel.getByRole('tabpanel').locator(READY[place]).first().waitFor();
  }
  return panel;
}

/** Goes back to all runs from one that is still open. */
async function closeRun(panel: FrameLocator): Promise<void> {
  await panel.getByRole('tabpanel').locator('table').first().waitFor();
  const back = panel.getByRole('button', { name: 'Runs', exact: true });
  if (await back.isVisible()) {
    await back.click();
    await back.waitFor({ state: 'detached' });
  }
}

/** What is there as soon as a section is. */
const READY: Readonly<Record<Exclude<Place, 'Run' | 'Sidebar'>, string>> = {
  Now: 'textarea',
  Spend: '[role=img]',
  Budgets: 'table',
  Runs: 'table',
  Wallet: 'table',
  Accuracy: '[role=img]',
  Coverage: 'table, ul, dl',
};
