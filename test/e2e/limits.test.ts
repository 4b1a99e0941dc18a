import assert from 'node:assert/strict';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import type { CodexFixture } from '../support/codex/codexFixture.ts';
import { callGuardrails } from '../support/codex/guardrailsCli.ts';
import { waitUntil } from '../support/codex/waitUntil.ts';
import { inRealVsCode } from '../support/vscode/realVsCode.ts';
import type { Workbench } from '../support/vscode/workbench.ts';
import { coverageFacts } from './coverageFacts.ts';
import { NO_WALLET_ALERTS, PROMPT, STEPS, openDemoWindow } from './demoWindow.ts';
import { showPlace } from './places.ts';
import { wishTask } from './wishTask.ts';

const MOST_TABS = 40;

describe('limits of runs and budgets, in a real VS Code with the real Codex', () => {
  let fixture: CodexFixture;
  let workbench: Workbench;
  let statusBar: Locator;

  inRealVsCode(async (vsCode) => {
    ({ fixture, workbench, statusBar } = await openDemoWindow(vsCode, {
      ...NO_WALLET_ALERTS,
      'files.autoSave': 'off',
    }));
    // Nobody looks at the meter here.
    fixture.backend.play(PROMPT, [...STEPS.map((step) => ({ ...step, delayMs: 0 }))]);
  });

  it('asks before a run, with its range, and Cancel makes no request', async () => {
    await workbench.runCommand('Codex Guardrails: Run Task…');
    await workbench.quickInput.message.filter({ hasText: 'Nothing starts before' }).waitFor();
    await workbench.quickInput.input.press('Enter');
    await workbench.quickInput.message.filter({ hasText: 'Write what should be done.' }).waitFor();
    await workbench.quickInput.cancel();
    await wishTask(workbench, PROMPT);
    await workbench.modal.box.waitFor();
    const text = await workbench.modal.text();
    assert.match(text, /^This run will likely cost [\d.,]+–[\d.,]+ credits \(median [\d.,]+\)\./);
    assert.match(text, /The daily budget has [\d.,]+ left\./);
    assert.match(text, /The balance is 1,000\.00 credits\./);
    await workbench.screenshot('confirmation');
    await workbench.modal.cancel();
    await statusBar.filter({ hasText: 'today' }).waitFor();
    assert.deepEqual(fixture.backend.modelRequests, []);
  });

  it('holds a run at its cap and asks: no request starts until it is raised, and then it goes on', async () => {
    const before = fixture.backend.modelRequests.length;
    await runWithCap2();
    const question = workbench.toasts.withText('Held at 2 credits. 0.88 over: the response in flight.');
    await question.waitFor();
    await statusBar.filter({ hasText: 'Held at 2.88' }).waitFor();
    // Long enough for a request that should not come.
    await workbench.page.waitForTimeout(500);
    await workbench.screenshot('held');
    assert.equal(fixture.backend.modelRequests.length - before, 1);
    await question.getByRole('button', { name: /^Raise by/ }).click();
    await workbench.quickInput.answer('Credits that this run may spend', '20');
    await workbench.quickInput.answer('Why?', 'nearly done');
    await workbench.toasts.withText('Done: 4.16 credits.').waitFor();
    await workbench.toasts.dismiss('Done: 4.16 credits.');
    assert.equal(fixture.backend.modelRequests.length - before, 3);
  });

  it('stops a held run when it is told to, and no request starts after the one in which it was crossed', async () => {
    const before = fixture.backend.modelRequests.length;
    await runWithCap2();
    await workbench.toasts.click('Held at 2 credits.', 'Stop');
    await workbench.toasts.withText('Stopped: 2.88 credits.').waitFor();
    await workbench.toasts.dismiss('Stopped: 2.88 credits.');
    assert.equal(fixture.backend.modelRequests.length - before, 1);
  });

  it('takes a run from an editor to its end by keys alone, and a held one is answered by Alt+R', async () => {
    const { keyboard } = workbench.page;
    const before = fixture.backend.modelRequests.length;
    await workbench.runCommand('File: New Untitled Text File');
    await workbench.page.locator('.monaco-editor.focused').first().waitFor();
    await openPanelByKeys();
    const panel = workbench.webviewFrame();
    await keyboard.press('Control+4');
    await panel.getByRole('tab', { name: 'Runs', selected: true }).waitFor();
    await tabTo(panel.getByRole('tab', { name: 'Runs' }));
    await keyboard.press('ArrowLeft');
    await panel.getByRole('tab', { name: 'Budgets', selected: true }).waitFor();
    await keyboard.press('Control+1');
    await tabTo(panel.getByRole('textbox', { name: 'Task' }));
    await keyboard.type(PROMPT);
    await tabTo(panel.getByRole('combobox', { name: 'Model' }));
    await keyboard.type('GPT-5.5');
    await tabTo(panel.getByRole('textbox', { name: 'Cap in credits' }));
    await keyboard.type('2');
    await tabTo(panel.getByRole('button', { name: 'Run, at most 2' }));
    await keyboard.press('Enter');
    await panel.getByText('Held at 2').first().waitFor();
    assert.equal(fixture.backend.modelRequests.length - before, 1);
    await keyboard.press('Alt+KeyR');
    await workbench.quickInput.answerByKeys('Credits that this run may spend', '20');
    await workbench.quickInput.answerByKeys('Why?', 'by keys');
    await workbench.toasts.withText('Done: 4.16 credits.').waitFor();
    await workbench.toasts.dismiss('Done: 4.16 credits.');
    await workbench.toasts.click('Held at 2 credits.', 'Stop');
    await workbench.toasts.dismiss('It has been answered elsewhere, or waits no longer.');
  });

  it('finds a run, opens it and comes back to it by keys alone', async () => {
    const { keyboard } = workbench.page;
    await openPanelByKeys();
    const panel = workbench.webviewFrame();
    await keyboard.press('Control+4');
    await panel.getByRole('tab', { name: 'Runs', selected: true }).waitFor();
    await keyboard.press('/');
    await keyboard.type('cursor pagination');
    const rows = panel.locator('.run');
    await rows.filter({ hasNotText: PROMPT }).first().waitFor({ state: 'detached' });
    await keyboard.press('ArrowDown');
    await panel.locator('.run:focus').waitFor();
    await keyboard.press('ArrowDown');
    const runId = await rows.nth(1).getAttribute('data-key');
    await panel.locator(`.run[data-key="${runId ?? ''}"]:focus`).waitFor();
    await keyboard.press('Enter');
    await panel.getByRole('heading', { name: PROMPT }).waitFor();
    await tabTo(panel.getByRole('img', { name: /^\d requests?, / }));
    await keyboard.press('Backspace');
    await panel.locator(`.run[data-key="${runId ?? ''}"]:focus`).waitFor();
    await keyboard.press('/');
    await keyboard.press('Escape');
    await rows.filter({ hasNotText: PROMPT }).first().waitFor();
  });

  /** Opens the panel from wherever the keys go, and waits until they go there. */
  async function openPanelByKeys(): Promise<void> {
    const { keyboard } = workbench.page;
    const title = 'Codex Guardrails: Open Usage Panel';
    await keyboard.press('F1');
    await workbench.quickInput.widget.locator('.quick-input-box input:focus').waitFor();
    await keyboard.type(title);
    await workbench.quickInput.row(title).waitFor();
    await keyboard.press('Enter');
    await workbench.webviewFrame().getByRole('tab', { name: 'Now' }).waitFor();
    await workbench.webviewFocus();
  }

  /** Presses Tab until an element has the focus. */
  async function tabTo(element: Locator): Promise<void> {
    for (let presses = 0; presses < MOST_TABS; presses += 1) {
      if (await element.evaluate((each) => each.matches(':focus, :focus-within'))) {
        return;
      }
      await workbench.page.keyboard.press('Tab');
    }
    assert.fail(`${MOST_TABS} tabs do not lead to ${String(element)}`);
  }

  async function runWithCap2(): Promise<void> {
    await wishTask(workbench, PROMPT);
    await workbench.modal.box.waitFor();
    await workbench.modal.click('Change cap…');
    await workbench.quickInput.answer('Change cap', '2');
    await workbench.modal.click('Run, at most 2');
  }

  it('changes a budget question by question, and shows the change before it is written', async () => {
    const changeLimit = async (): Promise<void> => {
      await workbench.runCommand('Codex Guardrails: Edit Budgets and Caps…');
      await workbench.quickInput.pick('Day, all Codex');
      await workbench.quickInput.pick('Change its limit…');
    };
    await changeLimit();
    await workbench.quickInput.answer('Credits at list price', '300');
    await workbench.toasts.dismiss('Your policy says so already. Nothing was changed.');
    await changeLimit();
    await workbench.quickInput.message.filter({ hasText: 'Credits at list price' }).waitFor();
    await workbench.quickInput.type('a lot');
    await workbench.quickInput.message
      .filter({ hasText: 'Write a number above zero, without a separator for thousands.' })
      .waitFor();
    await workbench.screenshot('policy-limit');
    await workbench.quickInput.type('1');
    await workbench.quickInput.input.press('Enter');
    await workbench.modal.box.waitFor();
    const text = await workbench.modal.text();
    await workbench.screenshot('policy-change');
    assert.match(text, /− .*"limitCredits": ?300.*\n\+ .*"limitCredits": ?1\b/);
    await workbench.modal.click('Change My Policy');
    await statusBar.filter({ hasText: 'The daily budget is spent' }).waitFor();
  });

  it('adds a budget, step by step and back, and takes it away again', async () => {
    const { quickInput, modal } = workbench;
    await workbench.runCommand('Codex Guardrails: Edit Budgets and Caps…');
    await quickInput.pick('Add a budget…');
    await quickInput.pick('Month');
    await quickInput.row('Each thread').waitFor();
    await quickInput.widget.getByRole('button', { name: 'Back' }).click();
    await quickInput.pick('Week');
    await quickInput.pick('All Codex');
    await quickInput.answer('Credits at list price', '900');
    await quickInput.pick('Ask');
    await modal.box.waitFor();
    assert.match(await modal.text(), /\+ .*"period": ?"week".*"limitCredits": ?900.*"mode": ?"soft"/s);
    await modal.click('Change My Policy');
    const panel = await showPlace(workbench, 'Budgets');
    const week = panel.getByRole('row').filter({ hasText: 'Week, all Codex' });
    await week.waitFor();

    await workbench.runCommand('Codex Guardrails: Edit Budgets and Caps…');
    await quickInput.pick('Week, all Codex');
    await quickInput.pick('Change what happens when nothing is left…');
    await quickInput.pick('Refuse');
    await modal.box.waitFor();
    assert.match(await modal.text(), /− .*"mode": ?"soft".*\+ .*"mode": ?"hard"/s);
    await modal.click('Change My Policy');

    await workbench.runCommand('Codex Guardrails: Edit Budgets and Caps…');
    await quickInput.pick('Week, all Codex');
    await quickInput.pick('Remove it');
    await modal.click('Change My Policy');
    await week.waitFor({ state: 'detached' });
  });

  it('refuses a run then, and lets it start once when the person says by how much and why', async () => {
    const before = fixture.backend.modelRequests.length;
    await wishTask(workbench, PROMPT);
    const refusal = workbench.toasts.withText('Not started: The daily budget of 1 credits is spent.');
    await refusal.waitFor();
    await workbench.screenshot('override-offer');
    await refusal.getByRole('button', { name: 'Allow Once…' }).click();
    await workbench.quickInput.answer('Credits that this run may spend beyond the budget', '20');
    await workbench.quickInput.answer('Why?', 'release day');
    await workbench.modal.box.waitFor();
    assert.match(await workbench.modal.text(), /The daily budget of 1 credits is raised by [\d.]+: release day\./);
    await workbench.screenshot('override-confirmation');
    await workbench.modal.click('Run, at most 20');
    await workbench.toasts.withText('Done: 4.16 credits.').waitFor();
    assert.equal(fixture.backend.modelRequests.length - before, 3);
  });

  it('begins with another policy, and keeps the one before', async () => {
    await workbench.runCommand('Codex Guardrails: Choose a Policy to Begin With…');
    await workbench.quickInput.pick('Balanced');
    await workbench.modal.click('Replace My Policy');
    const told = 'The policy “Balanced” is in force. The one before is kept as policy.json.';
    await workbench.toasts.click(told, 'Open Policy File');
    await workbench.page.locator('.tab.active').filter({ hasText: 'policy.json' }).waitFor();
    await refuseToChangeWhatIsWritten();
    await workbench.runCommand('Codex Guardrails: Open Usage Panel');
    const panel = workbench.webviewFrame();
    await panel.getByRole('tab', { name: 'Now' }).click();
    await panel
      .getByText(/^likely .* by then$/)
      .first()
      .waitFor();
    await workbench.screenshot('panel-now-balanced');
    await panel.getByRole('tab', { name: 'Budgets' }).click();
    await panel.getByRole('row').filter({ hasText: 'Day, all Codex' }).click();
    await panel.getByRole('img', { name: /^Day, all Codex: [\d.,]+ of \d+ so far\./ }).waitFor();
    await workbench.screenshot('panel-budgets');
  });

  /** The policy file is open, and what is written there must not be lost. */
  async function refuseToChangeWhatIsWritten(): Promise<void> {
    await workbench.page.locator('.monaco-editor.focused').first().waitFor();
    await workbench.page.keyboard.type(' ');
    await workbench.page.locator('.tab.active.dirty').waitFor();
    await workbench.runCommand('Codex Guardrails: Edit Budgets and Caps…');
    await workbench.quickInput.pick('Cap of each run');
    await workbench.quickInput.answer('Credits; empty for none.', '7');
    await workbench.modal.click('Change My Policy');
    await workbench.toasts.dismiss('Your policy file is being changed elsewhere');
    await workbench.runCommand('File: Revert File');
    await workbench.page.locator('.tab.active.dirty').waitFor({ state: 'detached' });
  }

  it('explains the policy in force, rule by rule, with the file that each comes from', async () => {
    await workbench.runCommand('Codex Guardrails: Explain Policy');
    const page = workbench.markdownPreview();
    await page.getByRole('heading', { name: 'The policy in force' }).waitFor();
    await page.getByRole('row').filter({ hasText: 'policy.json' }).first().waitFor();
    await workbench.screenshot('policy-explained');
  });

  it('guards runs in terminals once hooks are in: one is asked about in the window, and the answer there lets it run', async () => {
    fixture.backend.play('Say hello', [{ kind: 'message', text: 'Hello.' }]);
    await workbench.runCommand('Codex Guardrails: Guard All Codex Runs…');
    await workbench.quickInput.pick('Write only');
    await statusBar.filter({ hasText: 'Guard off: hooks need review' }).click();
    await workbench.quickInput.pick('Write, and let Codex trust these hooks');
    await workbench.toasts.withText('All Codex runs are guarded.').waitFor();
    const policy = { version: 1, run: { capCredits: 50, confirmAboveCredits: 0 } };
    await writeFile(path.join(fixture.dataFolder, 'policy.json'), JSON.stringify(policy));
    const before = fixture.backend.modelRequests.length;
    const run = fixture.startCodex(['Say hello']);
    await workbench.toasts.withText('asks to start.').waitFor();
    await workbench.screenshot('hook-question');
    assert.equal(fixture.backend.modelRequests.length, before);
    await workbench.toasts.click('asks to start.', 'Run, at most 50');
    assert.equal((await run.result).code, 0);
    assert.equal(fixture.backend.modelRequests.length - before, 1);
  });

  it('asks in the window about a run at a terminal that is held at its cap, and the answer there lets it go on', async () => {
    const policy = { version: 1, paidCredits: 'allow', run: { capCredits: 2 } };
    const policyFile = path.join(fixture.dataFolder, 'policy.json');
    const policyBefore = await readFile(policyFile, 'utf8');
    await writeFile(policyFile, JSON.stringify(policy));
    const before = fixture.backend.modelRequests.length;
    const run = fixture.startCodex([PROMPT]);
    const question = workbench.toasts.withText('is held. It has spent 2.88 credits.');
    await question.waitFor();
    await statusBar.filter({ hasText: 'Codex asks you' }).waitFor();
    await workbench.screenshot('hook-held');
    assert.equal(fixture.backend.modelRequests.length - before, 1);
    await question.getByRole('button', { name: /^Go On, at most / }).click();
    assert.equal((await run.result).code, 0);
    assert.equal(fixture.backend.modelRequests.length - before, 3);
    await writeFile(policyFile, policyBefore);
  });

  it('says where only some of the hooks are at work, what mends it, and when all are again', async () => {
    const file = path.join(fixture.codexHome, 'hooks.json');
    const whole = await readFile(file, 'utf8');
    const { hooks } = JSON.parse(whole) as { readonly hooks: Readonly<Record<string, unknown>> };
    const some = Object.fromEntries(Object.entries(hooks).filter(([event]) => event !== 'PreCompact'));
    await writeFile(file, JSON.stringify({ hooks: some }));
    await statusBar.filter({ hasText: 'Guard in part: hooks are missing' }).waitFor();
    const said = 'Codex runs are guarded in part. A hook is missing in the file: install again.';
    const tooltip = await workbench.hoverTooltip(statusBar);
    assert.ok(tooltip.includes(said), tooltip);
    const panel = await showPlace(workbench, 'Now');
    await panel.getByText(said).waitFor();
    await workbench.screenshot('guard-in-part');
    await panel.getByRole('tab', { name: 'Coverage' }).click();
    const note = panel.getByRole('listitem').filter({ hasText: said });
    await note.filter({ hasText: 'PreCompact missing' }).filter({ hasText: 'UserPromptSubmit active' }).waitFor();
    await note.getByRole('button', { name: 'Guard all runs…' }).waitFor();
    await writeFile(file, whole);
    await panel.getByText('All Codex runs are guarded.').waitFor();
    await statusBar.filter({ hasText: 'Guard' }).waitFor({ state: 'detached' });
  });

  it('asks about each of two terminals by itself; the first answer to a question counts, wherever it is given', async () => {
    const before = fixture.backend.modelRequests.length;
    const runs = [fixture.startCodex(['Say hello']), fixture.startCodex(['Say hello'])];
    const questions = workbench.toasts.all.filter({ hasText: 'asks to start.' });
    await questions.nth(1).waitFor();
    const { out } = await callGuardrails(fixture, 'approvals', 'list', '--json');
    const [first, second] = (JSON.parse(out) as { readonly rows: readonly { readonly id: string }[] }).rows;
    assert.ok(first !== undefined && second !== undefined);
    await callGuardrails(fixture, 'approvals', 'deny', first.id);
    await workbench.toasts.click(`${first.id}) asks to start.`, 'Run, at most 50');
    await workbench.toasts.withText('It has been answered elsewhere, or waits no longer.').waitFor();
    await workbench.toasts.click(`${second.id}) asks to start.`, 'Run, at most 50');
    await Promise.all(runs.map(({ result }) => result));
    assert.equal(fixture.backend.modelRequests.length - before, 1);
  });

  it('tells of a run at a terminal that a rule does not let start', async () => {
    const before = fixture.backend.modelRequests.length;
    const policy = { version: 1, models: { deny: ['gpt-*'] } };
    await writeFile(path.join(fixture.dataFolder, 'policy.json'), JSON.stringify(policy));
    await fixture.runCodex(['Say hello']);
    await workbench.toasts.withText('was not let start.').waitFor();
    await workbench.screenshot('hook-refusal');
    assert.equal(fixture.backend.modelRequests.length, before);
  });

  it('tells of a run that went past the hooks', async () => {
    const { code } = await fixture.runCodex(['--disable', 'hooks', 'Say hello']);
    assert.equal(code, 0);
    await workbench.toasts.click('A Codex run was not guarded although hooks are installed.', 'Show Runs');
    const panel = workbench.webviewFrame();
    await panel.getByRole('tab', { name: 'Runs', selected: true }).waitFor();
    await panel.getByRole('row').filter({ hasText: 'Say hello' }).filter({ hasText: 'Not guarded.' }).waitFor();
    assert.equal((await coverageFacts(panel))['Unguarded runs, 30 days'], '1');
    await panel.getByText('One run of the last 30 days was to be guarded and was not.').waitFor();
    await workbench.screenshot('unguarded');
  });

  it('says that the guard does not work while nothing answers hooks, until one is answered again', async () => {
    const runtimeFile = path.join(fixture.dataFolder, 'bin', 'runtime');
    const runtime = await readFile(runtimeFile, 'utf8');
    const failing = path.join(fixture.root, 'failing-node');
    await writeFile(failing, '#!/bin/sh\nexit 7\n', { mode: 0o700 });
    await writeFile(runtimeFile, runtime.replace(/^node=.*$/m, `node=${failing}`));
    await fixture.runCodex(['Say hello']);
    const notWorking = statusBar.filter({ hasText: 'Guard not working' });
    await notWorking.waitFor();
    await workbench.screenshot('guard-not-working');
    const policy = { version: 1, models: { deny: ['gpt-*'] } };
    await writeFile(path.join(fixture.dataFolder, 'policy.json'), JSON.stringify(policy));
    await writeFile(runtimeFile, runtime);
    // Failures are noted down to the second: an answer within the same one may have come before.
    const { mtimeMs } = await stat(path.join(fixture.dataFolder, 'spool', 'failures'));
    await waitUntil('the next second', () => Date.now() > mtimeMs + 1_000, 5_000);
    await fixture.runCodex(['Say hello']);
    await notWorking.waitFor({ state: 'hidden' });
  });

  it('tells that hooks guard nothing where they were taken away, and takes them out', async () => {
    await rm(path.join(fixture.codexHome, 'hooks.json'));
    await statusBar.filter({ hasText: 'Guard off: hooks are missing' }).waitFor();
    await workbench.screenshot('guard-off');
    await workbench.runCommand('Codex Guardrails: Stop Guarding All Codex Runs');
    await workbench.modal.click('Take Them Out');
    await statusBar.filter({ hasText: / today$/ }).waitFor();
  });
});
