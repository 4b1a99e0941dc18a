import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';

import { type CodexFixture, createCodexFixture } from '../support/codex/codexFixture.ts';
import { DEMO_RATES } from '../support/codex/demoAccount.ts';
import { creditEach } from '../support/codex/guardedTurn.ts';
import { canHaveOwnEtc, copyEtc } from '../support/vscode/ownEtc.ts';
import { inRealVsCode } from '../support/vscode/realVsCode.ts';
import type { Workbench } from '../support/vscode/workbench.ts';
import { zoneWhereItIsNoon } from './noon.ts';
import { startTask, wishTask } from './wishTask.ts';

const PROMPT = 'Sort the imports';
const BY_MANAGED = 'A managed rule says so, which cannot be changed here.';

/** Nobody but an administrator can write where their policy stands: the window has an `/etc` of its own. */
(canHaveOwnEtc() ? describe : describe.skip)('rules of an administrator, in a real VS Code with the real Codex', () => {
  let fixture: CodexFixture;
  let workbench: Workbench;
  let statusBar: Locator;

  inRealVsCode(async (vsCode) => {
    fixture = vsCode.owns(await createCodexFixture({ model: 'gpt-5.5', backend: { creditsPerMTok: DEMO_RATES } }));
    fixture.backend.play(PROMPT, creditEach(4));
    await copyEtc(etcFolder());
    await mkdir(path.dirname(managedFile()), { recursive: true });
    await mkdir(fixture.dataFolder, { mode: 0o700 });
    await writeRules(managedFile(), { run: { capCredits: 2 } });
    await writeRules(ownFile(), { run: { capCredits: 50 } });
    const env = { ...fixture.env, TZ: zoneWhereItIsNoon() };
    ({ workbench } = await vsCode.open({ folder: fixture.workspace, env, etcFolder: etcFolder() }));
    statusBar = workbench.statusBarItem('codexGuardrails.status');
    await statusBar.filter({ hasText: / today$/ }).waitFor({ timeout: 60_000 });
  });

  const etcFolder = (): string => path.join(fixture.root, 'etc');
  const managedFile = (): string => path.join(etcFolder(), 'codex-guardrails/policy.json');
  const ownFile = (): string => path.join(fixture.dataFolder, 'policy.json');

  async function writeRules(file: string, rules: object): Promise<void> {
    await writeFile(file, JSON.stringify({ version: 1, ...rules }));
  }

  it('hold a run where they say, and offer no way over that, neither as a notification nor in the panel', async () => {
    await startTask(workbench, PROMPT);
    const question = 'Held at 2 credits.';
    await workbench.toasts.withText(question).waitFor();
    const text = await workbench.toasts.withText(question).innerText();
    assert.match(text, /A managed rule holds it, which cannot be raised here\./);
    assert.deepEqual(await workbench.toasts.buttons(question), ['Stop']);
    await workbench.screenshot('managed-held');
    await statusBar.filter({ hasText: 'Held at 2' }).waitFor();

    await workbench.runCommand('Codex Guardrails: Open Usage Panel');
    const panel = workbench.webviewFrame();
    const run = panel.getByRole('article', { name: `“${PROMPT}”` });
    await run.getByText('A managed rule holds it').waitFor();
    assert.deepEqual(await run.getByRole('button').allInnerTexts(), ['Stop', 'Open']);
    await workbench.webviewFocus();
    await workbench.page.keyboard.press('Alt+KeyS');
    await workbench.toasts.withText('Stopped: 2.00 credits.').waitFor();
    assert.equal(fixture.backend.modelRequests.length, 2);
    await workbench.runCommand('Notifications: Clear All Notifications');
  });

  it('are not raised by the question before a run', async () => {
    await wishTask(workbench, PROMPT);
    await workbench.modal.click('Change cap…');
    await workbench.quickInput.answer('Change cap', '20');
    assert.ok((await workbench.modal.buttons()).includes('Run, at most 2'));
    await workbench.modal.cancel();
  });

  it('refuse a run, saying whose word it is, with no way around it but a look at the budgets', async () => {
    const budgets = [{ id: 'daily', period: 'day', limitCredits: 1, mode: 'hard', scope: { kind: 'account' } }];
    await writeRules(managedFile(), { budgets });
    await statusBar.filter({ hasText: 'The daily budget is spent' }).waitFor();
    await wishTask(workbench, PROMPT);
    const refusal = 'Not started: The daily budget of 1 credits is spent.';
    await workbench.toasts.withText(refusal).waitFor();
    assert.match(await workbench.toasts.withText(refusal).innerText(), new RegExp(BY_MANAGED.replaceAll('.', '\\.')));
    assert.deepEqual(await workbench.toasts.buttons(refusal), ['Show Budgets']);
    await workbench.screenshot('managed-refused');
    await workbench.toasts.click(refusal, 'Show Budgets');
    const panel = workbench.webviewFrame();
    await panel.getByRole('tab', { name: 'Budgets', selected: true }).waitFor();
    await panel.getByRole('row').filter({ hasText: 'Day, all Codex' }).waitFor();
  });

  it('are not among what the person can change, and are explained with the file that they come from', async () => {
    await workbench.runCommand('Codex Guardrails: Edit Budgets and Caps…');
    const rows = await workbench.quickInput.rowTexts('Add a budget…');
    assert.ok(
      rows.every((row) => !row.startsWith('Day, all Codex')),
      rows.join(),
    );
    await workbench.quickInput.cancel();
    await workbench.runCommand('Codex Guardrails: Explain Policy');
    const page = workbench.markdownPreview();
    await page.getByRole('row').filter({ hasText: '/etc/codex-guardrails/policy.json' }).first().waitFor();
    await page.getByRole('row').filter({ hasText: ownFile() }).first().waitFor();
    await workbench.screenshot('managed-explained');
  });

  it('may let only their own hooks run: the status bar says so of those that are put in', async () => {
    const requirements = path.join(etcFolder(), 'codex/requirements.toml');
    await mkdir(path.dirname(requirements), { recursive: true });
    await writeFile(requirements, 'allow_managed_hooks_only = true\n');
    await writeRules(managedFile(), {});
    // Codex reads them when it starts, and the window's own has started.
    await workbench.page.reload();
    await statusBar.filter({ hasText: / today$/ }).waitFor({ timeout: 60_000 });
    await workbench.runCommand('Codex Guardrails: Guard All Codex Runs…');
    await workbench.quickInput.pick('Write, and let Codex trust these hooks');
    await workbench.toasts.withText('Your administrator lets only their own hooks run.').waitFor();
    await statusBar.filter({ hasText: 'Guard off: only managed hooks run' }).waitFor();
    await workbench.screenshot('managed-hooks-only');
  });
});
