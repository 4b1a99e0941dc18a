import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';

import { NO_WALLET_ALERTS, STEPS, openDemoWindow } from '../e2e/demoWindow.ts';
import { MODEL_WITHOUT_PRICE, offerModelWithoutPrice } from '../e2e/modelWithoutPrice.ts';
import { startTask } from '../e2e/wishTask.ts';
import type { CodexFixture } from '../support/codex/codexFixture.ts';
import { pageFaults } from '../support/vscode/pageFaults.ts';
import { inRealVsCode } from '../support/vscode/realVsCode.ts';
import type { Workbench } from '../support/vscode/workbench.ts';

const TASKS = ['Add cursor pagination to GET /invoices', 'Migrate the billing tests'] as const;
/** Long enough to be seen under way. */
const LAST_STEP_MS = 120_000;
/** Of the window: the panel's is about 420. */
const NARROW_WIDTH = 480;
const WIDTH = 1280;
const WHOLE_SECTION_HEIGHT = 1250;
const BUDGETS = [
  { id: 'daily', period: 'day', limitCredits: 300, scope: { kind: 'account' } },
  { id: 'weekly', period: 'rolling-7d', limitCredits: 1500, scope: { kind: 'account' } },
];
/** Starting several Codex takes a while where much else is going on. */
const STARTED_WITHIN_MS = 60_000;

describe('runs in each of their states', () => {
  let fixture: CodexFixture;
  let workbench: Workbench;
  let statusBar: Locator;
  let panel: FrameLocator;

  inRealVsCode(async (vsCode) => {
    const opened = await openDemoWindow(vsCode, NO_WALLET_ALERTS, offerModelWithoutPrice);
    ({ fixture, workbench, statusBar } = opened);
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
    const faults = await pageFaults(panel);
    console.log(`        ${(await statusBar.innerText()).trim()}   ${await workbench.screenshot(name)}`);
    assert.deepEqual(faults, []);
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
    await seeStatusBar(/^\s*2\.88 · ends /, 'run-without-cap');
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

  it('one that has no price', async () => {
    await setPolicy({});
    await startTask(workbench, TASKS[0], { model: MODEL_WITHOUT_PRICE });
    await seeStatusBar(/no price/, 'run-without-price');
    await stopAll();
  });

  it('one that waits until its budget begins anew', async () => {
    const [, today = ''] = /· (\d+\.\d\d) today/.exec(await statusBar.innerText()) ?? [];
    await setPolicy({ budgets: [{ id: 'daily', period: 'day', limitCredits: Number(today) + 2 }] });
    await startTask(workbench, TASKS[0]);
    const run = panel.getByRole('article', { name: TASKS[0] });
    const wait = run.getByRole('button', { name: /^Wait Until / });
    await wait.waitFor({ timeout: STARTED_WITHIN_MS });
    await workbench.runCommand('Notifications: Clear All Notifications');
    await wait.click();
    await run.getByText(/It goes on by itself at /).waitFor();
    await seeStatusBar(/ · until /, 'run-waits');
    const stop = run.getByRole('button', { name: 'Stop' });
    assert.ok(!(await stop.evaluate((each) => each.matches(':focus'))), 'Stop lies where Wait Until was pressed');
    await setPolicy({});
    await stopAll();
  });

  it('one that goes on and one that asks, where there is little room', async () => {
    await setPolicy({ budgets: BUDGETS });
    await startTask(workbench, TASKS[0]);
    await panel.getByText('1 running').waitFor({ timeout: STARTED_WITHIN_MS });
    await setPolicy({ budgets: BUDGETS, run: { capCredits: 2 } });
    await startTask(workbench, TASKS[1]);
    await panel.getByText('1 asks you').waitFor({ timeout: STARTED_WITHIN_MS });
    await workbench.runCommand('Notifications: Clear All Notifications');
    await workbench.runCommand('View: Close Primary Side Bar');
    await workbench.setSize({ width: NARROW_WIDTH, height: WHOLE_SECTION_HEIGHT });
    await seeStatusBar(/Held at/, 'runs-narrow');
    await workbench.setSize({ width: WIDTH });
    await workbench.runCommand('View: Show Codex Guardrails');
    const side = workbench.webviewFrame('view');
    await side.getByRole('article', { name: TASKS[1] }).waitFor();
    const faults = await pageFaults(side);
    await workbench.screenshot('runs-at-the-side');
    assert.deepEqual(faults, []);
    await stopAll();
  });
});
