import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import type { CodexFixture } from '../support/codex/codexFixture.ts';
import { inRealVsCode } from '../support/vscode/realVsCode.ts';
import type { Workbench } from '../support/vscode/workbench.ts';
import { PROMPT, PROMPT_TOTAL, openDemoWindow } from './demoWindow.ts';
import { writeTask } from './writeTask.ts';

/** From one answer to the next question, Codex has half a minute of rest. */
const ASKED_WITHIN_MS = 45_000;
const FALL = 'The balance fell by 42.00 credits';
const RISE = 'likely by a top-up';

describe('the main job, in a real VS Code with the real Codex', () => {
  let fixture: CodexFixture;
  let workbench: Workbench;
  let statusBar: Locator;

  inRealVsCode(async (vsCode) => {
    ({ fixture, workbench, statusBar } = await openDemoWindow(vsCode));
  });

  it('shows the shared balance and what was used today in the status bar', async () => {
    assert.match(await statusBar.innerText(), /1,000 · \d+\.\d\d today/);
    await statusBar.hover();
    const tooltip = workbench.page.locator('.workbench-hover').filter({ visible: true });
    for (const words of ['1,000.00 credits', 'Weekly window', 'Day, all Codex', 'Read from Codex', 'Run task']) {
      await tooltip.getByText(words).first().waitFor();
    }
    await workbench.screenshot('status-bar');
  });

  it('tells by itself what the wallet did unseen, and asks for nothing', async () => {
    await workbench.toasts.withText(FALL).waitFor({ timeout: 60_000 });
    await workbench.toasts.withText(RISE).waitFor();
    await workbench.screenshot('wallet-alerts');
  });

  it('leads from there to the wallet, which tells the same and what it means', async () => {
    await workbench.toasts.click(FALL, 'Show Wallet');
    const panel = workbench.webviewFrame();
    await panel.getByRole('tab', { name: 'Wallet', selected: true }).waitFor();
    await panel.getByRole('listitem').filter({ hasText: FALL }).waitFor();
    await panel.getByText('may buy 2,000 credits in a month').waitFor();
    const lots = panel.getByRole('table', { name: 'Credits by purchase' });
    await lots.getByText(/^from .+ on$/).waitFor();
    await workbench.toasts.dismiss(RISE);
    await lots.scrollIntoViewIfNeeded();
    await workbench.screenshot('panel-wallet-outlook');
  });

  it('shows there what the person chooses, at once', async () => {
    await workbench.runCommand('Codex Guardrails: Choose What the Status Bar Shows…');
    await workbench.screenshot('status-bar-choice');
    await workbench.quickInput.cancel();
    for (const [choice, text] of [
      ['Budget Left', /\d+ of 300 left today/],
      ['Included Window Left', /window: \d+ ?% left/],
      ['Today', /^\s*\d+\.\d\d today\s*$/],
      ['Balance', /^\s*1,000\s*$/],
      ['Balance and Today', /1,000 · \d+\.\d\d today/],
    ] as const) {
      await workbench.runCommand('Codex Guardrails: Choose What the Status Bar Shows…');
      await workbench.quickInput.pick(choice);
      await statusBar.filter({ hasText: text }).waitFor();
    }
  });

  it('has the heart of the panel at the side, with the same draft', async () => {
    await workbench.runCommand('View: Show Codex Guardrails');
    const side = workbench.webviewFrame('view');
    await side.getByText('1,000.00').waitFor();
    await side.getByRole('textbox', { name: 'Task' }).fill(PROMPT);
    await side.getByText(/^Likely [\d.,]+–[\d.,]+ credits$/).waitFor();
    await side.getByText('Today', { exact: true }).click();
    await side.getByText('Input tokens').waitFor();
    await workbench.screenshot('sidebar');
    await side.getByRole('button', { name: 'Spend' }).click();
    const panel = workbench.webviewFrame();
    await panel.getByRole('img', { name: /credits\. Highest / }).waitFor();
    await panel.getByRole('tab', { name: 'Now' }).click();
    await panel.getByText(/^Likely [\d.,]+–[\d.,]+ credits$/).waitFor();
    assert.equal(await panel.getByRole('textbox', { name: 'Task' }).inputValue(), PROMPT);
    await panel.getByRole('textbox', { name: 'Task' }).fill('');
    await workbench.runCommand('View: Show Explorer');
  });

  it('is as it was left when another editor has hidden it: section, search and draft', async () => {
    await workbench.runCommand('Codex Guardrails: Open Usage Panel');
    const panel = workbench.webviewFrame();
    await writeTask(panel.getByRole('textbox', { name: 'Task' }), PROMPT);
    await panel.getByText(/^Likely [\d.,]+–[\d.,]+ credits$/).waitFor();
    await panel.getByRole('tab', { name: 'Runs' }).click();
    await panel.getByRole('searchbox', { name: 'Search runs' }).fill('pagination');
    await workbench.runCommand('File: New Untitled Text File');
    await workbench.page.locator('.tab.active').filter({ hasText: 'Untitled-1' }).waitFor();
    await workbench.runCommand('Codex Guardrails: Open Usage Panel');
    await panel.getByRole('tab', { name: 'Runs', selected: true }).waitFor();
    assert.equal(await panel.getByRole('searchbox', { name: 'Search runs' }).inputValue(), 'pagination');
    await panel.getByRole('searchbox', { name: 'Search runs' }).fill('');
    await panel.getByRole('tab', { name: 'Now' }).click();
    await panel.getByText(/^Likely [\d.,]+–[\d.,]+ credits$/).waitFor();
    assert.equal(await panel.getByRole('textbox', { name: 'Task' }).inputValue(), PROMPT);
    await panel.getByRole('textbox', { name: 'Task' }).fill('');
  });

  it('says in the panel what a task would cost while it is written; the button is the answer, and the meter moves', async () => {
    await workbench.runCommand('Codex Guardrails: Open Usage Panel');
    const panel = workbench.webviewFrame();
    await panel.getByText('Shared ChatGPT credits').waitFor();
    await panel.getByRole('combobox', { name: 'Model' }).selectOption('GPT-5.5');
    await writeTask(panel.getByRole('textbox', { name: 'Task' }), PROMPT);
    await panel.getByText(/^Likely [\d.,]+–[\d.,]+ credits$/).waitFor();
    await panel.getByText('The included allowance is used up: the run draws on purchased credits.').waitFor();
    await panel.getByRole('table', { name: 'The same task with other settings' }).waitFor();
    await workbench.screenshot('composer');
    assert.equal(fixture.backend.modelRequests.length, 0);
    await panel.getByRole('button', { name: 'Run, at most 50' }).click();
    await statusBar.filter({ hasText: /3\.55\/50/ }).waitFor();
    await workbench.screenshot('meter');
    await workbench.toasts.withText('Done: 4.16 credits.').waitFor();
    await workbench.toasts.dismiss('Done: 4.16 credits.');
    assert.equal(fixture.backend.modelRequests.length, 3);
  });

  it('goes on with a thread that is chosen in the panel', async () => {
    const usage = { input: 2000, cached: 0, cacheWrite: 0, output: 100, reasoning: 0 };
    fixture.backend.play('Now say goodbye', [{ kind: 'message', text: 'Goodbye.', usage }]);
    const earlier = fixture.backend.modelRequests;
    const before = earlier.length;
    const panel = workbench.webviewFrame();
    const task = panel.getByRole('textbox', { name: 'Task' });
    const threads = panel.getByRole('combobox', { name: 'Thread' });
    // Threads are looked for again while somebody writes.
    await writeTask(task, 'Now say goodbye', 200);
    await threads.getByRole('option', { name: PROMPT }).waitFor({ state: 'attached' });
    await threads.selectOption((await threads.getByRole('option', { name: PROMPT }).getAttribute('value')) ?? '');
    await panel.getByRole('button', { name: /^Run/ }).click();
    await workbench.toasts.withText('Done: ').waitFor();
    await workbench.toasts.dismiss('Done: ');
    const [request] = fixture.backend.modelRequests.slice(before);
    assert.deepEqual([request?.threadId, request?.prompt], [earlier[0]?.threadId, 'Now say goodbye']);
  });

  it('shows the run in the panel, with the backend’s tokens and what they cost', async () => {
    await workbench.runCommand('Codex Guardrails: Open Usage Panel');
    const panel = workbench.webviewFrame();
    await panel.getByRole('tab', { name: 'Runs' }).click();
    await panel.getByRole('searchbox', { name: 'Search runs' }).fill('cursor pagination');
    const row = panel.getByRole('row').filter({ hasText: PROMPT }).filter({ hasText: '4.16' }).first();
    await panel.getByRole('button', { name: 'Export what is shown…' }).click();
    assert.deepEqual(await workbench.quickInput.rowTexts('Copy as Markdown'), [
      'Copy as Markdown',
      'Save as CSV…',
      'Save as JSON…',
    ]);
    await workbench.screenshot('panel-runs-found');
    await workbench.quickInput.cancel();
    await row.click();
    for (const figure of Object.values(PROMPT_TOTAL)) {
      await panel.getByText(figure, { exact: true }).first().waitFor();
    }
    await panel.getByRole('img', { name: /^3 requests, 4\.16 credits\. The dearest is request 1, with/ }).waitFor();
    await workbench.screenshot('panel-run');
    await panel.getByRole('button', { name: 'Runs', exact: true }).click();
    await panel.getByRole('searchbox', { name: 'Search runs' }).fill('');
    await workbench.screenshot('panel-runs');
    await panel.getByRole('tab', { name: 'Spend' }).click();
    const chart = panel.getByRole('img', { name: /credits\. Highest / });
    await chart.press('End');
    await workbench.screenshot('panel-spend');
    await chart.press('Enter');
    await panel.getByRole('table', { name: 'Run', exact: true }).getByText(PROMPT).first().waitFor();
    await workbench.screenshot('panel-spend-today');
    await chart.press('Backspace');
    await panel.getByText('Click a bar to open it').waitFor();
    await panel.getByRole('tab', { name: 'Coverage' }).click();
    await workbench.screenshot('panel-coverage');
  });

  it('says how far estimates can be trusted, by the runs of this person', async () => {
    const panel = workbench.webviewFrame();
    await panel.getByRole('tab', { name: 'Accuracy' }).click();
    await panel.getByText(/Of \d+ runs \d+ % cost more than the range and \d+ % less\./).waitFor();
    await panel
      .getByRole('img', { name: /^8 in 10 range: \d+ % inside, of \d+ runs/ })
      .first()
      .waitFor();
    await workbench.screenshot('panel-accuracy');
  });

  it('has a statement of the wallet that ends with the backend’s balance, and prices that the account bears out', async () => {
    const panel = workbench.webviewFrame();
    await panel.getByRole('tab', { name: 'Now' }).click();
    // What the last response has cost is in the balance that is asked for after the run.
    await panel.getByText(fixture.backend.state.balance.toFixed(2)).first().waitFor({ timeout: ASKED_WITHIN_MS });
    await workbench.screenshot('panel-now');
    await panel.getByRole('tab', { name: 'Wallet' }).click();
    const total = panel.getByRole('row').filter({ hasText: 'This month' });
    await total.getByText(fixture.backend.state.balance.toFixed(2)).waitFor();
    await panel
      .getByRole('table', { name: /^Our price against/ })
      .getByText('agrees')
      .waitFor();
    await workbench.screenshot('panel-wallet');
  });

  it('shows what a report of a problem would tell, before any of it is copied', async () => {
    await workbench.runCommand('Codex Guardrails: Report a Problem…');
    await workbench.toasts.withText('This is all that is copied. Nothing is sent by itself.').waitFor();
    await workbench.markdownPreview().getByRole('heading', { name: 'Codex Guardrails: report of a problem' }).waitFor();
    await workbench.screenshot('report-problem');
    await workbench.toasts.dismiss('This is all that is copied.');
  });
});
