import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { type CodexFixture, createCodexFixture } from '../support/codex/codexFixture.ts';
import { DEMO_RATES, usedUpWindow } from '../support/codex/demoAccount.ts';
import { writeDemoHistory } from '../support/codex/demoHome.ts';
import { callGuardrails } from '../support/codex/guardrailsCli.ts';
import { inRealVsCode } from '../support/vscode/realVsCode.ts';
import type { Workbench } from '../support/vscode/workbench.ts';
import { wishTask } from './wishTask.ts';

const PROMPT = 'Add cursor pagination to GET /invoices';
/** gpt-5.5 costs 125 / 12.5 / 750 credits per million tokens of input, cached input and output. */
const STEPS = [
  {
    kind: 'shell',
    command: 'ls',
    usage: { input: 20_000, cached: 0, cacheWrite: 0, output: 500, reasoning: 100 },
    delayMs: 400,
  },
  {
    kind: 'shell',
    command: 'cat README.md',
    usage: { input: 21_000, cached: 20_000, cacheWrite: 0, output: 400, reasoning: 0 },
    delayMs: 400,
  },
  {
    kind: 'message',
    text: 'Done.',
    usage: { input: 22_000, cached: 21_000, cacheWrite: 0, output: 300, reasoning: 50 },
    // The meter stands still for longer than Playwright looks away.
    delayMs: 1500,
  },
] as const;
/** From one answer to the next question, Codex has half a minute of rest. */
const ASKED_WITHIN_MS = 45_000;
const TOTAL = { input: '63,000', cached: '41,000', output: '1,200', credits: '4.163', dearest: '2.875' };

describe('the main job, in a real VS Code with the real Codex', () => {
  let fixture: CodexFixture;
  let workbench: Workbench;
  let statusBar: Locator;

  inRealVsCode(async (vsCode) => {
    fixture = vsCode.owns(await createCodexFixture({ model: 'gpt-5.5', backend: { creditsPerMTok: DEMO_RATES } }));
    fixture.backend.play(PROMPT, [...STEPS]);
    fixture.backend.state.primary = usedUpWindow(Date.now());
    await writeDemoHistory(fixture.codexHome, { nowMs: Date.now(), days: 30, seed: 7 });
    await mkdir(fixture.dataFolder, { mode: 0o700 });
    const policy = {
      version: 1,
      budgets: [{ id: 'daily', period: 'day', limitCredits: 300, mode: 'hard', scope: { kind: 'account' } }],
      run: { capCredits: 50, confirmAboveCredits: 20 },
    };
    await writeFile(path.join(fixture.dataFolder, 'policy.json'), JSON.stringify(policy), { mode: 0o600 });
    ({ workbench } = await vsCode.open({ folder: fixture.workspace, env: fixture.env }));
    statusBar = workbench.statusBarItem('codexGuardrails.status');
  });

  it('shows the shared balance and what was used today in the status bar', async () => {
    await statusBar.filter({ hasText: /1,000 · \d+\.\d\d today/ }).waitFor({ timeout: 90_000 });
    await statusBar.hover();
    const tooltip = workbench.page.locator('.workbench-hover').filter({ visible: true });
    for (const words of ['1,000.00 credits', 'Weekly window', 'Day, all Codex', 'Read from Codex', 'Run task']) {
      await tooltip.getByText(words).first().waitFor();
    }
    await workbench.screenshot('status-bar');
  });

  it('shows there what the person chooses, at once', async () => {
    await workbench.runCommand('Codex Guardrails: Choose What the Status Bar Shows…');
    await workbench.screenshot('status-bar-choice');
    await workbench.quickInput.pick('Budget Left');
    await statusBar.filter({ hasText: /\d+ of 300 left today/ }).waitFor();
    await workbench.runCommand('Codex Guardrails: Choose What the Status Bar Shows…');
    await workbench.quickInput.pick('Balance and Today');
    await statusBar.filter({ hasText: /1,000 · \d+\.\d\d today/ }).waitFor();
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

  it('asks before a run, with its range, and Cancel makes no request', async () => {
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

  it('says in the panel what a task would cost while it is written; the button is the answer, and the meter moves', async () => {
    await workbench.runCommand('Codex Guardrails: Open Usage Panel');
    const panel = workbench.webviewFrame();
    await panel.getByText('Shared ChatGPT credits').waitFor();
    await panel.getByRole('combobox', { name: 'Model' }).selectOption('GPT-5.5');
    await panel.getByRole('textbox', { name: 'Task' }).pressSequentially(PROMPT);
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
    const earlier = fixture.backend.modelRequests;
    const before = earlier.length;
    const panel = workbench.webviewFrame();
    const task = panel.getByRole('textbox', { name: 'Task' });
    const threads = panel.getByRole('combobox', { name: 'Thread' });
    // Threads are looked for again while somebody writes.
    await task.pressSequentially('Now say goodbye', { delay: 200 });
    await threads.getByRole('option', { name: PROMPT }).waitFor({ state: 'attached' });
    await threads.selectOption((await threads.getByRole('option', { name: PROMPT }).getAttribute('value')) ?? '');
    await panel.getByRole('button', { name: /^Run/ }).click();
    await workbench.toasts.withText('Done: ').waitFor();
    await workbench.toasts.dismiss('Done: ');
    const [request] = fixture.backend.modelRequests.slice(before);
    assert.deepEqual([request?.threadId, request?.prompt], [earlier[0]?.threadId, 'Now say goodbye']);
  });

  it('holds a run at its cap and asks: no request starts until it is raised, and then it goes on', async () => {
    const before = fixture.backend.modelRequests.length;
    await runWithCap2();
    const question = workbench.toasts.withText('Held at 2 credits. 0.88 over: the response in flight.');
    await question.waitFor();
    await statusBar.filter({ hasText: 'Held at 2.88' }).waitFor();
    // Long enough for a request that should not come: the steps of this task take less than a second each.
    await workbench.page.waitForTimeout(1500);
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

  async function runWithCap2(): Promise<void> {
    await wishTask(workbench, PROMPT);
    await workbench.modal.box.waitFor();
    await workbench.modal.click('Change cap…');
    await workbench.quickInput.answer('Change cap', '2');
    await workbench.modal.click('Run, at most 2');
  }

  it('shows the run in the panel, with the backend’s tokens and what they cost', async () => {
    await workbench.runCommand('Codex Guardrails: Open Usage Panel');
    const panel = workbench.webviewFrame();
    // What the last response has cost is in the balance that is asked for after the run.
    await panel.getByText(fixture.backend.state.balance.toFixed(2)).first().waitFor({ timeout: ASKED_WITHIN_MS });
    await workbench.screenshot('panel-now');
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
    for (const figure of Object.values(TOTAL)) {
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

  it('has a statement of the wallet that ends with the backend’s balance, and prices that the account bears out', async () => {
    const panel = workbench.webviewFrame();
    await panel.getByRole('tab', { name: 'Wallet' }).click();
    const total = panel.getByRole('row').filter({ hasText: 'This month' });
    await total.getByText(fixture.backend.state.balance.toFixed(2)).waitFor();
    await panel
      .getByRole('table', { name: /^Our price against/ })
      .getByText('agrees')
      .waitFor();
    await workbench.screenshot('panel-wallet');
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

  it('changes a budget question by question, and shows the change before it is written', async () => {
    await workbench.runCommand('Codex Guardrails: Edit Budgets and Caps…');
    await workbench.quickInput.pick('Day, all Codex');
    await workbench.quickInput.pick('Change its limit…');
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
    await workbench.toasts
      .withText('The policy “Balanced” is in force. The one before is kept as policy.json.')
      .waitFor();
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

  it('guards runs in terminals once hooks are in: one is asked about in the window, and the answer there lets it run', async () => {
    fixture.backend.play('Say hello', [{ kind: 'message', text: 'Hello.' }]);
    await workbench.runCommand('Codex Guardrails: Guard All Codex Runs…');
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

  it('shows what a report of a problem would tell, before any of it is copied', async () => {
    await workbench.runCommand('Codex Guardrails: Report a Problem…');
    await workbench.toasts.withText('This is all that is copied. Nothing is sent by itself.').waitFor();
    const preview = workbench.page
      .locator('iframe.webview.ready[src*="extensionId=vscode.markdown-language-features"]')
      .filter({ visible: true })
      .last();
    await preview
      .contentFrame()
      .frameLocator('#active-frame')
      .getByRole('heading', { name: 'Codex Guardrails: report of a problem' })
      .waitFor();
    await workbench.screenshot('report-problem');
    await workbench.toasts.dismiss('This is all that is copied.');
  });
});
