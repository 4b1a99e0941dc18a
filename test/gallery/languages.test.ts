import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';

import { Format } from '../../src/core/format.ts';
import { creditsMicros } from '../../src/core/money.ts';
import { wishTask } from '../e2e/wishTask.ts';
import { type CodexFixture, createCodexFixture } from '../support/codex/codexFixture.ts';
import { DEMO_RATES, usedUpWindow } from '../support/codex/demoAccount.ts';
import { writeDemoHistory } from '../support/codex/demoHome.ts';
import { LANGUAGES } from '../support/l10n/bundles.ts';
import { spokenIn } from '../support/l10n/spoken.ts';
import { pageFaults } from '../support/vscode/pageFaults.ts';
import { inRealVsCode } from '../support/vscode/realVsCode.ts';
import type { Workbench } from '../support/vscode/workbench.ts';

const PROMPT = 'Add cursor pagination to GET /invoices';
const POLICY = {
  version: 1,
  budgets: [
    { id: 'daily', period: 'day', limitCredits: 300, mode: 'hard', scope: { kind: 'account' } },
    { id: 'weekly', period: 'rolling-7d', limitCredits: 1500, mode: 'soft', scope: { kind: 'account' } },
  ],
  run: { capCredits: 2, confirmAboveCredits: 1 },
};
/** What the first request costs: more than the cap. */
const FIRST = { input: 20_000, cached: 0, cacheWrite: 0, output: 500, reasoning: 100 };
const FIRST_CREDITS = creditsMicros(2_875_000);
const TABS = ['Spend', 'Budgets', 'Runs', 'Wallet', 'Accuracy', 'Coverage'];
/** For charts to be drawn. */
const DRAWN_MS = 500;
/** High enough for all that the first section has. */
const WHOLE_SECTION_HEIGHT = 1250;
const HEIGHT = 800;

for (const language of LANGUAGES) {
  describe(`what is on screen, in ${language}`, () => {
    const spoken = spokenIn(language);
    const { t } = spoken;
    let workbench: Workbench;

    inRealVsCode(async (vsCode) => {
      const fixture = vsCode.owns(await createCodexFixture({ backend: { creditsPerMTok: DEMO_RATES } }));
      await prepare(fixture);
      const { env, workspace: folder } = fixture;
      ({ workbench } = await vsCode.open({ folder, env, language }));
    });

    const take = (name: string): Promise<string> => workbench.screenshot(`language-${language}-${name}`);

    async function look(frame: FrameLocator, name: string): Promise<void> {
      await workbench.page.waitForTimeout(DRAWN_MS);
      const faults = await pageFaults(frame);
      await take(name);
      assert.deepEqual(faults, [], name);
    }

    it('the status bar and its tooltip', async () => {
      const statusBar = workbench.statusBarItem('codexGuardrails.status');
      await statusBar.filter({ hasText: / · / }).waitFor({ timeout: 90_000 });
      const isFresh = statusBar.filter({ hasText: new RegExp(t('{0} today', String.raw`[\d.,]+`)) });
      if (!(await isFresh.isVisible())) {
        // Codex may take longer than the first question waits for it; what is known is then of the past.
        await workbench.runCommand(spoken.command('refresh'));
      }
      await isFresh.waitFor({ timeout: 90_000 });
      await statusBar.hover();
      await workbench.page.locator('.workbench-hover').getByText(t('Run task')).waitFor();
      await take('status-bar');
    });

    it('the view at the side', async () => {
      await workbench.runCommand('View: Show Codex Guardrails');
      const side = workbench.webviewFrame('view');
      await side.getByText(t('Shared ChatGPT credits')).waitFor();
      await look(side, 'sidebar');
      await workbench.runCommand('View: Show Explorer');
    });

    it('each section of the panel', async () => {
      await workbench.runCommand(spoken.command('openPanel'));
      const panel = workbench.webviewFrame();
      await panel.getByRole('textbox', { name: t('Task') }).fill(PROMPT);
      await panel.getByRole('table', { name: t('The same task with other settings') }).waitFor();
      await workbench.setSize({ height: WHOLE_SECTION_HEIGHT });
      await look(panel, 'panel-Now');
      await workbench.setSize({ height: HEIGHT });
      await panel.getByRole('textbox', { name: t('Task') }).fill('');
      for (const tab of TABS) {
        await panel.getByRole('tab', { name: t(tab) }).click();
        await panel.getByRole('tabpanel').filter({ visible: true }).locator('h2, table').first().waitFor();
        await look(panel, `panel-${tab}`);
      }
      await panel.getByRole('tab', { name: t('Now') }).click();
    });

    it('the question before a run, and that of one that is held', async () => {
      const held = t('Held at {0} credits.', 2);
      const cost = t('{0} credits', new Format(t, language).credits(FIRST_CREDITS));
      await wishTask(workbench, PROMPT, { spoken });
      await workbench.modal.box.waitFor();
      await take('confirmation');
      await workbench.modal.click(t('Run, at most {0}', 2));
      await workbench.toasts.withText(held).waitFor();
      await take('held');
      await workbench.toasts.click(held, t('Stop'));
      await workbench.toasts.withText(t('Stopped: {0}. What it has changed so far stays.', cost)).waitFor();
    });
  });
}

/** An account whose window is used up, a month of history, budgets, and a task that passes its cap. */
async function prepare({ backend, codexHome, dataFolder }: CodexFixture): Promise<void> {
  backend.play(PROMPT, [
    { kind: 'shell', command: 'ls', usage: FIRST },
    { kind: 'message', text: 'Done.', usage: FIRST },
  ]);
  backend.state.primary = usedUpWindow(Date.now());
  await writeDemoHistory(codexHome, { nowMs: Date.now(), days: 30, seed: 7 });
  await mkdir(dataFolder, { mode: 0o700 });
  await writeFile(path.join(dataFolder, 'policy.json'), JSON.stringify(POLICY), { mode: 0o600 });
}
