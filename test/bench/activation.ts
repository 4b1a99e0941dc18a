import type { Page } from 'playwright-core';

import { createCodexFixture } from '../support/codex/codexFixture.ts';
import { writeDemoHistory } from '../support/codex/demoHome.ts';
import { freePort } from '../support/freePort.ts';
import { Inspector } from '../support/vscode/inspector.ts';
import { RealVsCode } from '../support/vscode/realVsCode.ts';

const STATUS = 'codexGuardrails.status';
const READING_TIMEOUT_MS = 120_000;
const HISTORY_DAYS = 30;

/** Notes in a page when the status bar first tells of today. */
const NOTE_FIRST = `
  const looking = new MutationObserver(() => {
    const item = document.querySelector('.statusbar-item[id$="${STATUS}"]');
    if (/ today$/.test(item?.innerText.trim() ?? '')) {
      globalThis.toldAtMs = Date.now();
      looking.disconnect();
    }
  });
  looking.observe(document, { subtree: true, childList: true, characterData: true });`;

/** When VS Code began to activate us: by a mark of its own, kept in the extension host. */
const BEGAN_AT_MS = `globalThis.MonacoPerformanceMarks.getMarks()
  .find(({ name }) => /willActivateExtension.*codex-guardrails/.test(name))?.startTime`;

/**
 * Loads a window anew on a month of history that the ledger has already read. Milliseconds from where VS Code began to
 * activate us until the status bar tells of the balance and of today, one figure for each time.
 */
export async function activationsMs(rounds: number): Promise<readonly number[]> {
  const vsCode = new RealVsCode();
  try {
    const fixture = vsCode.owns(await createCodexFixture({ model: 'gpt-5.5' }));
    await writeDemoHistory(fixture.codexHome, { nowMs: Date.now(), days: HISTORY_DAYS, seed: 169 });
    const inspectPort = await freePort();
    const target = { folder: fixture.workspace, inspectPort, smokeTestDriver: true };
    const { workbench } = await vsCode.open({ ...target, env: fixture.env });
    const told = workbench.statusBarItem(STATUS).filter({ hasText: / today$/ });
    await told.waitFor({ timeout: READING_TIMEOUT_MS });
    await workbench.page.addInitScript(NOTE_FIRST);
    const measured: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await workbench.page.reload();
      await told.waitFor({ timeout: READING_TIMEOUT_MS });
      measured.push(await activationMs(workbench.page, inspectPort));
    }
    return measured;
  } finally {
    await vsCode.close();
  }
}

async function activationMs(page: Page, inspectPort: number): Promise<number> {
  const inspector = await Inspector.connect(inspectPort);
  try {
    const beganAtMs = await inspector.evaluate<number | undefined>(BEGAN_AT_MS);
    const toldAtMs = await page.evaluate<number>('globalThis.toldAtMs');
    return toldAtMs - (beganAtMs ?? Number.NaN);
  } finally {
    inspector.close();
  }
}
