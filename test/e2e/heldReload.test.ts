import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';

import { type CodexFixture, createCodexFixture } from '../support/codex/codexFixture.ts';
import { DEMO_RATES } from '../support/codex/demoAccount.ts';
import { creditEach } from '../support/codex/guardedTurn.ts';
import { inRealVsCode } from '../support/vscode/realVsCode.ts';
import type { Workbench } from '../support/vscode/workbench.ts';
import { wishTask } from './wishTask.ts';

const PROMPT = 'Rename the invoices';
/** The window before takes a few seconds to go. */
const FOUND_WITHIN_MS = 60_000;

describe('a reload of VS Code while a run is held', () => {
  let fixture: CodexFixture;
  let workbench: Workbench;
  let statusBar: Locator;

  inRealVsCode(async (vsCode) => {
    fixture = vsCode.owns(await createCodexFixture({ model: 'gpt-5.5', backend: { creditsPerMTok: DEMO_RATES } }));
    fixture.backend.play(PROMPT, creditEach(4));
    await mkdir(fixture.dataFolder, { mode: 0o700 });
    const policy = { version: 1, run: { capCredits: 2 } };
    await writeFile(path.join(fixture.dataFolder, 'policy.json'), JSON.stringify(policy), { mode: 0o600 });
    ({ workbench } = await vsCode.open({ folder: fixture.workspace, env: fixture.env }));
    statusBar = workbench.statusBarItem('codexGuardrails.status');
    await statusBar.filter({ hasText: 'today' }).waitFor({ timeout: 90_000 });
  });

  it('keeps it held: it is asked about again, and a raise lets the same turn go on', async function () {
    this.timeout(180_000);
    const { backend } = fixture;
    await wishTask(workbench, PROMPT);
    await workbench.modal.click('Run, at most 2');
    await workbench.toasts.withText('Held at 2 credits.').waitFor();
    await statusBar.filter({ hasText: 'Held at 2' }).waitFor();

    await workbench.page.reload();
    await statusBar.filter({ hasText: 'Held at 2' }).waitFor({ timeout: FOUND_WITHIN_MS });
    const question = workbench.toasts.withText('Held at 2 credits.');
    await question.waitFor();
    assert.equal(backend.modelRequests.length, 2);
    await workbench.screenshot('held-reloaded');

    await question.getByRole('button', { name: /^Raise by/ }).click();
    await workbench.quickInput.answer('Credits that this run may spend', '20');
    await workbench.quickInput.answer('Why?', '');
    await workbench.toasts.withText('Done: 4.00 credits.').waitFor();
    const turns = new Set(backend.modelRequests.map(({ turnId }) => turnId));
    assert.deepEqual([backend.modelRequests.length, turns.size], [4, 1]);
  });
});
