import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';

import type { AnsweredStep, Scenario } from '../support/codex/backendScenario.ts';
import { type CodexFixture, createCodexFixture } from '../support/codex/codexFixture.ts';
import { letNothingChange } from '../support/codex/codexHome.ts';
import { DEMO_RATES } from '../support/codex/demoAccount.ts';
import { ONE_CREDIT } from '../support/codex/guardedTurn.ts';
import { callGuardrails } from '../support/codex/guardrailsCli.ts';
import { type GuardProcess, keeperAt, startGuard } from '../support/codex/guards.ts';
import { waitUntil } from '../support/codex/waitUntil.ts';
import { inRealVsCode } from '../support/vscode/realVsCode.ts';
import type { Workbench } from '../support/vscode/workbench.ts';
import { coverageFacts } from './coverageFacts.ts';
import { NO_WALLET_ALERTS } from './demoWindow.ts';
import { MODEL_WITHOUT_PRICE, offerModelWithoutPrice } from './modelWithoutPrice.ts';
import { zoneWhereItIsNoon } from './noon.ts';
import { showPlace } from './places.ts';
import { startTask, wishTask } from './wishTask.ts';

const PROMPT = 'Rename the invoices';
const DEAR_PROMPT = 'Rename the customers';
const LONG_PROMPT = 'Sort the imports';
const UNPRICED_PROMPT = 'Count the lines';
const PATCHING_PROMPT = 'Write two notes';
const FAILING_PROMPT = 'Ask for too much';
const OTHER_PROMPT = 'Say hello';
const SLOW_PROMPT = 'Rename the suppliers';
/** Longer than these tests take: whoever sees it stops it. */
const STAYS_OPEN_MS = 180_000;
/** The window before takes a few seconds to go. */
const FOUND_WITHIN_MS = 60_000;
/** By a tenth dearer than the prices that we know. */
const DEARER = {
  ...DEMO_RATES,
  'gpt-5.5': { input: 137.5, cached: 13.75, output: 825 },
  'gpt-6-luna': { input: 2.75, cached: 0.275, output: 13.75 },
};
const CAP = { run: { capCredits: 2, confirmAboveCredits: 0 } };
const NOTES = ['first.txt', 'second.txt', 'third.txt'] as const;

/** Responses that cost so many credits each with gpt-5.5; the last one stays open for a while. */
function responses(credits: readonly number[], lastDelayMs = 0): Scenario {
  return credits.map((each, index) => {
    const usage = { ...ONE_CREDIT, input: each * ONE_CREDIT.input };
    return index < credits.length - 1
      ? { kind: 'shell', command: 'true', usage }
      : { kind: 'message', text: 'Done.', usage, delayMs: lastDelayMs };
  });
}

function writing(file: string): AnsweredStep {
  return { kind: 'patch', file, lines: ['A note.'], usage: { ...ONE_CREDIT, input: 800 } };
}

describe('runs, what they ask and how they stand, in a real VS Code with the real Codex', () => {
  let fixture: CodexFixture;
  let workbench: Workbench;
  let statusBar: Locator;

  inRealVsCode(async (vsCode) => {
    fixture = vsCode.owns(await createCodexFixture({ model: 'gpt-5.5', backend: { creditsPerMTok: DEARER } }));
    const { backend } = fixture;
    await offerModelWithoutPrice(fixture);
    backend.play(PROMPT, responses([1, 1, 1, 1]));
    // After the first response, the next one reaches a cap of 2 by what it reads alone.
    backend.play(DEAR_PROMPT, responses([1.9, 0.1, 1, 1]));
    backend.play(LONG_PROMPT, responses([1, 1, 1], STAYS_OPEN_MS));
    backend.play(UNPRICED_PROMPT, responses([1, 1], STAYS_OPEN_MS));
    const [first, second, third] = NOTES;
    backend.play(PATCHING_PROMPT, [...[first, second, second, third].map(writing), ...responses([0.1])]);
    backend.play(OTHER_PROMPT, responses([10]));
    backend.play(SLOW_PROMPT, responses([1.9, 0.1], STAYS_OPEN_MS));
    backend.play(FAILING_PROMPT, [{ kind: 'reject', status: 429, type: 'usage_limit_reached' }]);
    await mkdir(fixture.dataFolder, { mode: 0o700 });
    await writePolicy(CAP);
    const atThirdRequest = () => waitUntil('a third request', () => requestsFor(LONG_PROMPT) === 3, FOUND_WITHIN_MS);
    await Promise.all([
      ...[1, 2].map((cap) => leave(PROMPT, cap, (guard) => guard.hear('held'))),
      leave(LONG_PROMPT, 100, atThirdRequest),
    ]);
    ({ workbench } = await vsCode.open({
      folder: fixture.workspace,
      env: { ...fixture.env, TZ: zoneWhereItIsNoon() },
      userSettings: NO_WALLET_ALERTS,
    }));
    statusBar = workbench.statusBarItem('codexGuardrails.status');
    await seeStatusBar(/ today$/, 90_000);
  });

  async function writePolicy(rules: object): Promise<void> {
    await writeFile(path.join(fixture.dataFolder, 'policy.json'), JSON.stringify({ version: 1, ...rules }));
  }

  /** A run whose window goes at some instant, and its Codex with it. */
  async function leave(
    prompt: string,
    capCredits: number,
    instant: (guard: GuardProcess) => Promise<unknown>,
  ): Promise<void> {
    const guard = startGuard(fixture, { prompt, capCredits });
    const { place } = await guard.hear('started');
    await instant(guard);
    guard.kill();
    process.kill(keeperAt(place));
  }

  async function seeStatusBar(text: RegExp, timeout = 20_000): Promise<void> {
    await statusBar.filter({ hasText: text }).waitFor({ timeout });
  }

  const requests = (): number => fixture.backend.modelRequests.length;
  const requestsFor = (task: string): number =>
    fixture.backend.modelRequests.filter(({ prompt }) => prompt.includes(task)).length;

  it('tells of one that ended without a window', async () => {
    const notice = 'ended after 2.00 credits, while no window was open for it.';
    await workbench.toasts.withText(notice).waitFor({ timeout: FOUND_WITHIN_MS });
    await workbench.screenshot('left-run-ended');
    await workbench.toasts.click(notice, 'Show Runs');
    const panel = workbench.webviewFrame();
    await panel.getByRole('tab', { name: 'Runs', selected: true }).waitFor();
    await panel.getByRole('row').filter({ hasText: LONG_PROMPT }).first().waitFor();
  });

  it('finds one that was held when its window closed, and asks; stopped, it makes no request', async () => {
    const question = `“${PROMPT}” · A run in api was held at 1 credits when its window closed.`;
    await workbench.toasts.withText(question).waitFor({ timeout: FOUND_WITHIN_MS });
    await workbench.screenshot('left-hold');
    const panel = await showPlace(workbench, 'Now');
    await panel.getByText('A held run can be continued.').waitFor();
    await panel.getByRole('button', { name: 'Continue…' }).click();
    await workbench.quickInput.rows.filter({ hasText: /^api: held .* after 1\.00 credits/ }).waitFor();
    await workbench.quickInput.rows.filter({ hasText: /^api: held .* after 2\.00 credits/ }).waitFor();
    await workbench.quickInput.cancel();
    const before = requests();
    await workbench.toasts.click(question, 'Stop');
    await workbench.toasts.withText(question).waitFor({ state: 'detached' });
    assert.equal(requests(), before);
  });

  it('goes on with another one, and says so where none is left', async () => {
    const before = requests();
    await workbench.toasts.click('was held at 2 credits when its window closed.', 'Continue');
    await workbench.modal.click('Run, at most 2');
    await workbench.toasts.withText('Done: 2.00 credits.').waitFor();
    await workbench.toasts.dismiss('Done: 2.00 credits.');
    assert.equal(requests() - before, 2);
    await workbench.runCommand('Codex Guardrails: Continue Held Run…');
    await workbench.toasts.withText('No run waits to be continued.').waitFor();
    await workbench.toasts.dismiss('No run waits to be continued.');
  });

  it('warns of a cap that is likely reached; a run stays held over a reload, and a raise lets the same turn go on', async function () {
    this.timeout(180_000);
    const { backend } = fixture;
    const before = requests();
    await workbench.runCommand('Notifications: Clear All Notifications');
    await startTask(workbench, DEAR_PROMPT);
    const warning = `“${DEAR_PROMPT}” · This run will likely reach its cap of 2 credits.`;
    await workbench.toasts.withText(warning).waitFor();
    await workbench.toasts.withText(`“${DEAR_PROMPT}” · Held at 2 credits.`).waitFor();
    await workbench.screenshot('cap-likely');
    await workbench.toasts.click(warning, 'Show Run');
    const panel = workbench.webviewFrame();
    await panel.getByRole('tab', { name: 'Now', selected: true }).waitFor();
    await panel.getByRole('article', { name: `“${DEAR_PROMPT}”` }).waitFor();
    await seeStatusBar(/Held at 2/);

    await workbench.page.reload();
    await seeStatusBar(/Held at 2/, FOUND_WITHIN_MS);
    const question = workbench.toasts.withText('Held at 2 credits.');
    await question.waitFor();
    assert.equal(requests() - before, 2);
    await workbench.screenshot('held-reloaded');

    await question.getByRole('button', { name: /^Raise by/ }).click();
    await workbench.quickInput.answer('Credits that this run may spend', '20');
    await workbench.quickInput.answer('Why?', '');
    await workbench.toasts.withText('Done: 4.00 credits.').waitFor();
    await workbench.toasts.dismiss('Done: 4.00 credits.');
    const ofRun = backend.modelRequests.slice(before);
    const turns = new Set(ofRun.map(({ turnId }) => turnId));
    assert.deepEqual([ofRun.length, turns.size], [4, 1]);
  });

  it('lets a run be stopped from the warning, before it is at its cap', async () => {
    await startTask(workbench, SLOW_PROMPT);
    await workbench.toasts.click(`“${SLOW_PROMPT}” · This run will likely reach its cap of 2 credits.`, 'Stop');
    await workbench.toasts.withText('Stopped: 1.90 credits.').waitFor();
    await workbench.toasts.dismiss('Stopped: 1.90 credits.');
  });

  it('counts those that are held, tells them apart and leads to their questions; one goes on without a cap, one is stopped', async () => {
    for (const held of [/Held at 2/, /2 runs are held/]) {
      await startTask(workbench, LONG_PROMPT);
      await seeStatusBar(held);
    }
    const panel = await showPlace(workbench, 'Now');
    for (const name of [`“${LONG_PROMPT}”`, `“${LONG_PROMPT}” (2)`]) {
      await workbench.toasts.withText(`${name} · Held at 2 credits.`).waitFor();
      await panel.getByRole('article', { name, exact: true }).waitFor();
    }
    await workbench.screenshot('several-held');
    await statusBar.click();
    await workbench.toasts.click('Held at 2 credits.', 'Finish Without Cap');
    await seeStatusBar(/Held at 2/);
    await statusBar.click();
    await workbench.toasts.click('Held at 2 credits.', 'Stop');
    await workbench.toasts.withText('Stopped: 2.00 credits.').waitFor();
    await workbench.toasts.dismiss('Stopped: 2.00 credits.');
    await seeStatusBar(/^\s*2\.00 · ends /);
    await workbench.screenshot('no-cap');
  });

  it('adds up those that go on, says where a model has no price, and stops the one that is told to', async () => {
    await startTask(workbench, UNPRICED_PROMPT, { model: MODEL_WITHOUT_PRICE });
    await seeStatusBar(/2 runs · 2\.00/);
    const panel = await showPlace(workbench, 'Now');
    const ofPriced = panel.getByRole('article', { name: LONG_PROMPT }).filter({ hasText: '2.00 spent' });
    await panel.getByText('No price is known, so no cap can hold.').waitFor();
    await workbench.screenshot('several-running');
    await ofPriced.getByRole('button', { name: 'Stop' }).click();
    await seeStatusBar(/^\s*no price\s*$/);
    await workbench.screenshot('no-price');
    await workbench.runCommand('Codex Guardrails: Stop Runs of This Window');
    await seeStatusBar(/ today, and more without a price$/);
    assert.equal((await coverageFacts(panel))['Requests without a price, 30 days'], '1');
    await panel.getByText('They are not in the credits of the last 30 days.').waitFor();
    await workbench.screenshot('coverage-unpriced');
  });

  it('names the files that are to be changed; a yes for these holds for no others, and a no lets the run try something else', async () => {
    await letNothingChange(fixture.codexHome);
    const before = requests();
    await startTask(workbench, PATCHING_PROMPT);
    const question = (file: string) => `“${PATCHING_PROMPT}” · Codex wants to change: ${file}`;
    const [first, second, third] = NOTES;
    await workbench.toasts.withText(question(first)).waitFor();
    await workbench.screenshot('approve-files');
    await workbench.toasts.click(question(first), 'Decline');
    await workbench.toasts.click(question(second), 'Allow These Files in This Run');
    // The second one is written once more in between, and not asked about.
    await workbench.toasts.withText(question(third)).waitFor();
    assert.equal(requests() - before, 4);
    await workbench.toasts.click(question(third), 'Allow');
    await workbench.toasts.click('Done: 0.50 credits.', 'Show Run');
    const panel = workbench.webviewFrame();
    await panel.getByRole('heading', { name: PATCHING_PROMPT }).waitFor();
    await panel.getByRole('img', { name: /^5 requests, 0\.50 credits\./ }).waitFor();
    const written = NOTES.map((file) => existsSync(path.join(fixture.workspace, file)));
    assert.deepEqual(written, [false, true, true]);
  });

  it('tells of a budget that is used up, waits for its reset where it is told to, and lets the person give more today', async () => {
    await seeStatusBar(/ today/);
    const [, today = ''] = /· (\d+\.\d\d) today/.exec(await statusBar.innerText()) ?? [];
    const limitCredits = Number(today) + 2;
    await writePolicy({ budgets: [{ id: 'daily', period: 'day', limitCredits, alertsAtPercent: [50, 100] }] });
    await seeStatusBar(/2 of [\d.]+ left today/);
    await startTask(workbench, PROMPT);
    const alert = 'The daily budget has passed 100 %';
    await workbench.toasts.withText(alert).waitFor();
    const question = workbench.toasts.withText('Held at 2 credits.');
    await question.waitFor();
    await workbench.screenshot('threshold');
    await workbench.toasts.click(alert, 'Show Budgets');
    const panel = workbench.webviewFrame();
    await panel.getByRole('tab', { name: 'Budgets', selected: true }).waitFor();
    await panel.getByRole('tab', { name: 'Now' }).click();
    await question.getByRole('button', { name: /^Wait Until / }).click();
    await seeStatusBar(/^\s*2\.00 · until /);
    const run = panel.getByRole('article', { name: `“${PROMPT}”` });
    await run.getByText(/It goes on by itself at /).waitFor();
    await workbench.screenshot('held-until');
    await run.getByRole('button', { name: 'Stop' }).click();
    await seeStatusBar(/The daily budget is spent/);

    await wishTask(workbench, PROMPT);
    await workbench.toasts.click('Not started: The daily budget of ', 'Allow More Today…');
    await workbench.quickInput.answer('Credits that may be spent beyond the budget until the end of today', '5');
    await workbench.quickInput.answer('Why?', ' ');
    await workbench.quickInput.message.filter({ hasText: 'Write why the budget is raised.' }).waitFor();
    await workbench.quickInput.answer('Write why', 'release day');
    await workbench.modal.box.waitFor();
    assert.match(await workbench.modal.text(), /The daily budget of [\d.]+ credits is raised by 5: release day\./);
    await workbench.modal.cancel();
  });

  it('leads to the billing page, and writes to the workspace’s owner for credits only after a yes', async () => {
    const mails = () => fixture.backend.httpRequests.filter(({ path: asked }) => asked.includes('nudge_email')).length;
    await workbench.runCommand('Codex Guardrails: Add Credits…');
    await workbench.quickInput.pick('Open the billing page');
    await workbench.modal.box.waitFor();
    assert.match(await workbench.modal.text(), /https:\/\/chatgpt\.com\/admin\/billing/);
    await workbench.modal.cancel();
    await workbench.runCommand('Codex Guardrails: Add Credits…');
    await workbench.quickInput.pick('Ask the owner');
    await workbench.modal.box.waitFor();
    await workbench.screenshot('ask-owner');
    assert.equal(mails(), 0);
    await workbench.modal.click('Send Mail');
    await workbench.toasts.withText('The owner has been written to.').waitFor();
    assert.equal(mails(), 1);

    // So the backend says that a mail was sent a short while ago.
    fixture.backend.state.failures = { nudgeMail: 429 };
    await workbench.runCommand('Codex Guardrails: Add Credits…');
    await workbench.quickInput.pick('Ask the owner');
    await workbench.modal.click('Send Mail');
    await workbench.toasts.withText('The owner was written to a short while ago.').waitFor();
    fixture.backend.state.failures = {};
  });

  it('refuses without a way around it where a rule says so, and tells of a run that fails', async () => {
    await writePolicy({ ...CAP, models: { deny: ['gpt-5.5'] } });
    await wishTask(workbench, PROMPT);
    const refusal = workbench.toasts.withText('Not started: ');
    await refusal.waitFor();
    assert.deepEqual(await workbench.toasts.buttons('Not started: '), ['Show Budgets']);
    await workbench.screenshot('refused-model');
    await workbench.toasts.dismiss('Not started: ');

    await writePolicy(CAP);
    await startTask(workbench, FAILING_PROMPT);
    await workbench.toasts.click('The run failed after 0', 'Show Transcript');
    await workbench.page.getByRole('document', { name: 'Codex Guardrails: Runs - Output' }).waitFor();
    await seeStatusBar(/The workspace is out of credits\./);
    await workbench.screenshot('failed-run');
  });

  it('takes over a price that the account’s own figures imply, once the person says which and yes', async () => {
    await Promise.all(Array.from({ length: 5 }, () => fixture.runCodex(['--model', 'gpt-6-luna', OTHER_PROMPT])));
    assert.equal((await callGuardrails(fixture, 'rate-card', 'compare')).code, 0);
    await workbench.runCommand('Codex Guardrails: Open Usage Panel');
    const panel = workbench.webviewFrame();
    await panel.getByRole('tab', { name: 'Wallet' }).click();
    await panel.getByText('gpt-6-luna: your account charges 1.1 times our price').waitFor();
    await panel.getByRole('button', { name: 'Use Your Account’s Price…' }).first().click();
    await workbench.quickInput.row('gpt-6-luna').waitFor();
    await workbench.screenshot('proposed-prices');
    await workbench.quickInput.pick('gpt-5.5');
    await workbench.modal.box.waitFor();
    await workbench.screenshot('proposed-price');
    assert.match(await workbench.modal.text(), /^Should gpt-5\.5 be reckoned at /);
    await workbench.modal.click('Use This Price');
    const told = 'The price counts from the next start of each window on.';
    await workbench.toasts.withText(told).waitFor();
    const card = await readFile(path.join(fixture.dataFolder, 'rate-card.json'), 'utf8');
    assert.match(card, /"input": ?137\.5\b/);
    const reloaded = workbench.page.waitForEvent('load');
    await workbench.toasts.click(told, 'Reload Window');
    await reloaded;
  });
});
