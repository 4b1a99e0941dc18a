import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { inEnglish } from '../../src/base/translate.ts';
import { Format } from '../../src/core/format.ts';
import type { CodexFixture } from '../support/codex/codexFixture.ts';
import { waitUntil } from '../support/codex/waitUntil.ts';
import { processesWith } from '../support/processes.ts';
import { inRealVsCode } from '../support/vscode/realVsCode.ts';
import type { Workbench } from '../support/vscode/workbench.ts';
import { card } from '../unit/make.ts';
import { coverageFacts } from './coverageFacts.ts';
import { PROMPT, PROMPT_TOTAL, openDemoWindow } from './demoWindow.ts';
import { makeLastPollOlder } from './lastPoll.ts';
import { showPlace } from './places.ts';
import { forgetToldAlerts } from './toldAlerts.ts';
import { writeTask } from './writeTask.ts';

/** From one answer to the next question, Codex has half a minute of rest. */
const ASKED_WITHIN_MS = 45_000;
const SAVED_WITHIN_MS = 20_000;
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
    await workbench.toasts.click(RISE, 'Don’t Show Again');
    await workbench.toasts.withText(RISE).waitFor({ state: 'detached' });
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
  });

  it('has what is shown copied as Markdown, or saved as a file', async () => {
    const panel = await showPlace(workbench, 'Runs');
    await panel.getByRole('searchbox', { name: 'Search runs' }).fill('cursor pagination');
    await panel.getByRole('row').nth(1).waitFor();
    await panel.getByRole('button', { name: 'Export what is shown…' }).click();
    await workbench.quickInput.pick('Copy as Markdown');
    await workbench.page.getByText('Copied as Markdown.').waitFor();
    const copied = await workbench.clipboardText();
    assert.match(copied, /^\| Run \| Where it was started \| Folder \| Model \|/m);
    assert.match(copied, new RegExp(`^\\| ${PROMPT} \\| Run Task \\|.*\\| 4\\.163 \\|`, 'm'));

    await panel.getByRole('button', { name: 'Export what is shown…' }).click();
    await workbench.quickInput.pick('Save as CSV…');
    await workbench.quickInput.takeProposed('/Runs.csv');
    const file = path.join(fixture.workspace, 'Runs.csv');
    await waitUntil('the file', () => existsSync(file) && readFileSync(file).length > 0, SAVED_WITHIN_MS);
    const saved = readFileSync(file, 'utf8');
    assert.match(saved, new RegExp(`^Run,Where it was started,Folder,.*\r\n${PROMPT},Run Task,`));

    await panel.getByRole('button', { name: 'Export what is shown…' }).click();
    await workbench.quickInput.pick('Save as JSON…');
    await workbench.quickInput.takeProposed('/Runs.json');
    const json = path.join(fixture.workspace, 'Runs.json');
    await waitUntil('the other file', () => existsSync(json) && readFileSync(json).length > 0, SAVED_WITHIN_MS);
    const { rows } = JSON.parse(readFileSync(json, 'utf8')) as { readonly rows: readonly object[] };
    assert.equal(rows.length, saved.trim().split('\r\n').length - 1);
    await panel.getByRole('searchbox', { name: 'Search runs' }).fill('');
  });

  it('puts a run into the composer once more, with its settings, and asks before what is written is lost', async () => {
    let panel = await showPlace(workbench, 'Now');
    const task = panel.getByRole('textbox', { name: 'Task' });
    await writeTask(task, 'Something else');
    await panel.getByRole('combobox', { name: 'Model' }).selectOption('GPT-6.1-Sol');
    panel = await showPlace(workbench, 'Runs');
    await panel.getByRole('row').filter({ hasText: PROMPT }).filter({ hasText: '4.16' }).first().click();
    await panel.getByRole('button', { name: 'Run again…' }).click();
    assert.match(await workbench.modal.text(), /The task that you have written is replaced\./);
    await workbench.screenshot('run-again');
    await workbench.modal.click('Take It Over');
    await panel.getByRole('tab', { name: 'Now', selected: true }).waitFor();
    await panel.getByRole('button', { name: 'Run, at most 50' }).waitFor();
    const fields = [
      task,
      panel.getByRole('combobox', { name: 'Thread' }),
      panel.getByRole('combobox', { name: 'Model' }),
      panel.getByRole('textbox', { name: 'Cap in credits' }),
    ];
    const values = await Promise.all(fields.map((field) => field.inputValue()));
    assert.deepEqual(values, [PROMPT, '', 'gpt-5.5', '50']);
    await task.fill('');
  });

  it('goes on with a run’s thread in Codex itself, in a terminal', async () => {
    const panel = await showPlace(workbench, 'Runs');
    await panel.getByRole('row').filter({ hasText: PROMPT }).filter({ hasText: '4.16' }).first().click();
    await panel.getByRole('button', { name: 'Go on in Codex' }).click();
    const resumed = (): readonly number[] => processesWith('\0resume\0', fixture.codexHome);
    await waitUntil('Codex in a terminal', () => resumed().length > 0, SAVED_WITHIN_MS);
    await workbench.runCommand('Terminal: Kill the Active Terminal Instance');
    await waitUntil('its end', () => resumed().length === 0, SAVED_WITHIN_MS);
    await panel.getByRole('button', { name: 'Runs', exact: true }).click();
  });

  it('says what the figures rest on and what they may lack', async () => {
    const panel = await showPlace(workbench, 'Coverage');
    for (const note of ['Other use of the wallet is not in here.', 'Runs in a terminal are counted, not guarded.']) {
      await panel.getByRole('listitem').filter({ hasText: note }).waitFor();
    }
    const facts = await coverageFacts(panel);
    const rollouts = readdirSync(fixture.codexHome, { recursive: true, encoding: 'utf8' });
    const count = rollouts.filter(
      (name) => name.endsWith('.jsonl') && path.basename(name).startsWith('rollout-'),
    ).length;
    assert.deepEqual(
      { ...facts, 'Requests with a price derived from the API’s, 30 days': '' },
      {
        'Rollouts read': String(count),
        'Lines that could not be read': '0',
        'Incomplete threads': '0',
        'Requests without a price, 30 days': '0',
        'Requests with a price derived from the API’s, 30 days': '',
        'Unguarded runs, 30 days': '0',
        'Prices checked': new Format(inEnglish, 'en').calendarDate(card.verifiedOn),
        'One credit': `1 USD buys ${card.money.creditsPerUnit}`,
      },
    );
    await workbench.screenshot('panel-coverage');
    await panel.getByRole('button', { name: 'Guard all runs…' }).click();
    await workbench.quickInput.row('Write only').waitFor();
    await workbench.quickInput.cancel();
    await workbench.runCommand('View: Close Editor');
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
    await workbench.runCommand('Codex Guardrails: Use Your Account’s Price…');
    await workbench.toasts.dismiss('Your account’s own figures propose no other price than ours.');
  });

  it('shows what a report of a problem would tell, before any of it is copied', async () => {
    await workbench.runCommand('Codex Guardrails: Report a Problem…');
    await workbench.toasts.withText('This is all that is copied. Nothing is sent by itself.').waitFor();
    await workbench.markdownPreview().getByRole('heading', { name: 'Codex Guardrails: report of a problem' }).waitFor();
    await workbench.screenshot('report-problem');
    await workbench.toasts.click('This is all that is copied.', 'Copy');
    await workbench.toasts.withText('This is all that is copied.').waitFor({ state: 'detached' });
    let report = '';
    // The notification goes before its text is copied.
    for (const untilMs = Date.now() + SAVED_WITHIN_MS; !report.startsWith('# Codex') && Date.now() < untilMs;) {
      report = await workbench.clipboardText();
    }
    assert.match(report, /^# Codex Guardrails: report of a problem\n/);
    assert.match(report, /^- ledger: \d+ rollouts, 0 malformed lines, 0 incomplete threads/m);
    assert.ok(
      [fixture.root, PROMPT, 'dev@example.com'].every((own) => !report.includes(own)),
      report,
    );
    await workbench.runCommand('Codex Guardrails: Report a Problem…');
    await workbench.toasts.click('This is all that is copied.', 'Copy, and Open the Issues');
    await workbench.modal.box.waitFor();
    assert.match(
      await workbench.modal.text(),
      /https:\/\/github\.com\/codex-guardrails\/codex-guardrails\/issues\/new/,
    );
    await workbench.modal.cancel();
  });

  it('tells no more of what it was told not to, and goes on to tell of all else', async () => {
    const isNoted = (): boolean => JSON.stringify(workbench.userSettings()).includes('"topUpSeen":false');
    await waitUntil('the setting', isNoted, SAVED_WITHIN_MS);
    forgetToldAlerts(fixture.dataFolder);
    makeLastPollOlder(fixture.dataFolder);
    await workbench.page.reload();
    await workbench.toasts.withText(FALL).waitFor({ timeout: 60_000 });
    // All that is told at once has come before what is asked for after it.
    await workbench.runCommand('Codex Guardrails: Choose What the Status Bar Shows…');
    await workbench.quickInput.row('Today').waitFor();
    await workbench.quickInput.cancel();
    assert.deepEqual(
      (await workbench.toasts.texts()).filter((text) => text.includes(RISE)),
      [],
    );
  });
});
