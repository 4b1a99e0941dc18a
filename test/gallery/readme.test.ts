import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';

import { NO_WALLET_ALERTS, PROMPT, STEPS, openDemoWindow } from '../e2e/demoWindow.ts';
import { MovingPicture } from '../support/movingPicture.ts';
import { inRealVsCode } from '../support/vscode/realVsCode.ts';
import type { Workbench } from '../support/vscode/workbench.ts';

const KEYS_A_FRAME = 6;
const TYPED_MS = 160;
const SEEN_MS = 1200;
const READ_MS = 2600;
const CAP_CREDITS = 2;
/** Long enough to be seen under way. */
const LAST_STEP_MS = 10_000;

describe('the pictures of the README', () => {
  let workbench: Workbench;
  let statusBar: Locator;
  let panel: FrameLocator;
  inRealVsCode(async (vsCode) => {
    const demo = await openDemoWindow(vsCode, NO_WALLET_ALERTS);
    ({ workbench, statusBar } = demo);
    demo.fixture.backend.play(PROMPT, [STEPS[0], STEPS[1], { ...STEPS[2], delayMs: LAST_STEP_MS }]);
    await workbench.runCommand('Codex Guardrails: Open Usage Panel');
    panel = workbench.webviewFrame();
    await panel.getByText('Shared ChatGPT credits').waitFor();
    await panel.getByRole('combobox', { name: 'Model' }).selectOption('GPT-5.5');
  });

  it('show a run from its first word over its cap to its end', async () => {
    const moving = new MovingPicture();
    const see = async (shownForMs: number): Promise<void> => {
      moving.add(await workbench.page.screenshot({ animations: 'disabled' }), shownForMs);
    };
    const task = panel.getByRole('textbox', { name: 'Task' });
    await see(SEEN_MS);
    for (let keys = KEYS_A_FRAME; keys < PROMPT.length + KEYS_A_FRAME; keys += KEYS_A_FRAME) {
      await task.fill(PROMPT.slice(0, keys));
      await see(TYPED_MS);
    }
    await panel.getByText(/^Likely [\d.,]+–[\d.,]+ credits$/).waitFor();
    await panel.getByRole('table', { name: 'The same task with other settings' }).waitFor();
    await see(READ_MS);
    await workbench.screenshot('composer');
    await panel.getByRole('textbox', { name: 'Cap in credits' }).fill(String(CAP_CREDITS));
    await see(SEEN_MS);
    await panel.getByRole('button', { name: `Run, at most ${CAP_CREDITS}` }).click();
    await panel.getByText(`Held at ${CAP_CREDITS}`).first().waitFor();
    const question = workbench.toasts.withText('Held at 2 credits.');
    await question.waitFor();
    await see(READ_MS);
    await question.getByRole('button', { name: /^Raise by/ }).click();
    await workbench.quickInput.message.filter({ hasText: 'Credits that this run may spend' }).waitFor();
    await see(SEEN_MS);
    await workbench.quickInput.answer('Credits that this run may spend', '20');
    await workbench.quickInput.answer('Why?', 'It is nearly done');
    await statusBar.filter({ hasText: /3\.55\/22\.88/ }).waitFor();
    await see(SEEN_MS);
    await workbench.screenshot('meter');
    await workbench.toasts.withText('Done: 4.16 credits.').waitFor();
    await see(READ_MS);
    const folder = process.env['SCREENSHOTS'];
    if (folder !== undefined) {
      await writeFile(path.join(folder, 'run.gif'), moving.toGif());
    }
  });
});
