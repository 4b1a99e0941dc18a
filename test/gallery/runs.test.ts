import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';

import { NO_WALLET_ALERTS, STEPS, openDemoWindow } from '../e2e/demoWindow.ts';
import { startTask } from '../e2e/wishTask.ts';
import type { CodexFixture } from '../support/codex/codexFixture.ts';
import { inRealVsCode } from '../support/vscode/realVsCode.ts';
import type { Workbench } from '../support/vscode/workbench.ts';

const TASKS = ['Add cursor pagination to GET /invoices', 'Migrate the billing tests'] as const;
/** Long enough to be seen under way. */
const LAST_STEP_MS = 120_000;
/** Starting several Codex takes a while where much else is going on. */
const STARTED_WITHIN_MS = 60_000;

describe('runs in each of their states', () => {
  let fixture: CodexFixture;
  let workbench: Workbench;
  let statusBar: Locator;
  let panel: FrameLocator;

  inRealVsCode(async (vsCode) => {
    ({ fixture, workbench, statusBar } = await openDemoWindow(vsCode, NO_WALLET_ALERTS));
    for (const task of TASKS) {
      fixture.backend.play(task, [STEPS[0], { ...STEPS[2], delayMs: LAST_STEP_MS }]);
    }
    await workbench.runCommand('Codex Guardrails: Open Usage Panel');
    panel = workbench.webviewFrame();
    await panel.getByText('Shared ChatGPT credits').waitFor();
  });

  async function setPolicy(policy: object): Promise<void> {
    const file = path.join(fixture.dataFolder, 'policy.json');
    await writeFile(file, JSON.stringify({ version: 1, paidCredits: 'allow', ...policy }));
  }

  async function seeStatusBar(text: RegExp, name: string): Promise<void> {
    await statusBar.filter({ hasText: text }).waitFor({ timeout: STARTED_WITHIN_MS });
    console.log(`        ${(await statusBar.innerText()).trim()}   ${await workbench.screenshot(name)}`);
  }

  async function stopAll(): Promise<void> {
    const stop = panel.getByRole('article').getByRole('button', { name: 'Stop' });
    while ((await stop.count()) > 0) {
      const left = (await stop.count()) - 1;
      // A notification may lie over it.
      await stop.first().dispatchEvent('click');
      await stop.nth(left).waitFor({ state: 'detached' });
    }
    await statusBar.filter({ hasText: 'today' }).waitFor();
    await workbench.runCommand('Notifications: Clear All Notifications');
  }

  it('one without a cap', async () => {
    await setPolicy({});
    await startTask(workbench, TASKS[0]);
    await seeStatusBar(/^\s*2\.88\s*$/, 'run-without-cap');
  });

  it('several', async () => {
    await startTask(workbench, TASKS[1]);
    await panel.getByText('2 running').waitFor({ timeout: STARTED_WITHIN_MS });
    await seeStatusBar(/2 runs · 5\.7\d/, 'runs-several');
    await stopAll();
  });

  it('several that are held', async () => {
    await setPolicy({ run: { capCredits: 2 } });
    for (const task of TASKS) {
      await startTask(workbench, task);
    }
    await panel.getByText('2 ask you').waitFor({ timeout: STARTED_WITHIN_MS });
    await seeStatusBar(/2 runs are held/, 'runs-held');
    await stopAll();
  });
});
