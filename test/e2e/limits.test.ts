import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import type { CodexFixture } from '../support/codex/codexFixture.ts';
import { inRealVsCode } from '../support/vscode/realVsCode.ts';
import type { Workbench } from '../support/vscode/workbench.ts';
import { NO_WALLET_ALERTS, PROMPT, STEPS, openDemoWindow } from './demoWindow.ts';
import { LOCKED_MS, whileLocked } from './lockedLedger.ts';
import { showPlace } from './places.ts';
import { testTerminals } from './terminals.ts';
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

  it('keeps a run held whose answer cannot be recorded, and says so; then Alt+F finishes it without a cap', async () => {
    const notRecorded = 'The answer could not be recorded. The run stays held.';
    const before = fixture.backend.modelRequests.length;
    await runWithCap2();
    await workbench.toasts.withText('Held at 2 credits.').waitFor();
    await openPanelByKeys();
    await whileLocked(fixture.dataFolder, async () => {
      await workbench.page.keyboard.press('Alt+KeyF');
      await workbench.toasts.withText(notRecorded).waitFor({ timeout: LOCKED_MS });
    });
    await statusBar.filter({ hasText: 'Held at 2.88' }).waitFor();
    assert.equal(fixture.backend.modelRequests.length - before, 1);
    await workbench.page.keyboard.press('Alt+KeyF');
    await workbench.toasts.withText('Done: 4.16 credits.').waitFor();
    await workbench.runCommand('Notifications: Clear All Notifications');
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
    await week.filter({ hasText: 'hard' }).waitFor();

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

  testTerminals(() => ({ fixture, workbench, statusBar }));
});
