import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';

import { type CodexFixture, createCodexFixture } from '../support/codex/codexFixture.ts';
import { DEMO_RATES } from '../support/codex/demoAccount.ts';
import { creditEach } from '../support/codex/guardedTurn.ts';
import { keeperAt, startGuard } from '../support/codex/guards.ts';
import { inRealVsCode } from '../support/vscode/realVsCode.ts';
import type { Workbench } from '../support/vscode/workbench.ts';
import { wishTask } from './wishTask.ts';

const PROMPT = 'Rename the invoices';
/** The window before takes a few seconds to go. */
const FOUND_WITHIN_MS = 60_000;

describe('runs that are held when their window goes', () => {
  let fixture: CodexFixture;
  let workbench: Workbench;
  let statusBar: Locator;

  inRealVsCode(async (vsCode) => {
    fixture = vsCode.owns(await createCodexFixture({ model: 'gpt-5.5', backend: { creditsPerMTok: DEMO_RATES } }));
    fixture.backend.play(PROMPT, creditEach(4));
    await mkdir(fixture.dataFolder, { mode: 0o700 });
    const policy = { version: 1, run: { capCredits: 2 } };
    await writeFile(path.join(fixture.dataFolder, 'policy.json'), JSON.stringify(policy), { mode: 0o600 });
    const left = startGuard(fixture, { prompt: PROMPT, capCredits: 2 });
    const { place } = await left.hear('started');
    await left.hear('held');
    left.kill();
    process.kill(keeperAt(place));
    ({ workbench } = await vsCode.open({ folder: fixture.workspace, env: fixture.env }));
    statusBar = workbench.statusBarItem('codexGuardrails.status');
    await statusBar.filter({ hasText: 'today' }).waitFor({ timeout: 90_000 });
  });

  it('finds one that was held when its window closed, and asks; stopped, it makes no request', async () => {
    const question = 'was held at 2 credits when its window closed.';
    await workbench.toasts.withText(question).waitFor({ timeout: FOUND_WITHIN_MS });
    await workbench.screenshot('left-hold');
    await workbench.toasts.click(question, 'Stop');
    await workbench.toasts.withText(question).waitFor({ state: 'detached' });
    assert.equal(fixture.backend.modelRequests.length, 2);
  });

  it('keeps it held: it is asked about again, and a raise lets the same turn go on', async function () {
    this.timeout(180_000);
    const { backend } = fixture;
    const earlier = backend.modelRequests.length;
    await wishTask(workbench, PROMPT);
    await workbench.modal.click('Run, at most 2');
    await workbench.toasts.withText('Held at 2 credits.').waitFor();
    await statusBar.filter({ hasText: 'Held at 2' }).waitFor();

    await workbench.page.reload();
    await statusBar.filter({ hasText: 'Held at 2' }).waitFor({ timeout: FOUND_WITHIN_MS });
    const question = workbench.toasts.withText('Held at 2 credits.');
    await question.waitFor();
    assert.equal(backend.modelRequests.length - earlier, 2);
    await workbench.screenshot('held-reloaded');

    await question.getByRole('button', { name: /^Raise by/ }).click();
    await workbench.quickInput.answer('Credits that this run may spend', '20');
    await workbench.quickInput.answer('Why?', '');
    await workbench.toasts.withText('Done: 4.00 credits.').waitFor();
    const requests = backend.modelRequests.slice(earlier);
    const turns = new Set(requests.map(({ turnId }) => turnId));
    assert.deepEqual([requests.length, turns.size], [4, 1]);
  });
});
