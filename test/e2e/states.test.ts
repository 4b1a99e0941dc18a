import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { appendFile, mkdir, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { FrameLocator, Locator } from 'playwright-core';
import { inEnglish } from '../../src/base/translate.ts';
import { Format } from '../../src/core/format.ts';
import { type CodexFixture, createCodexFixture } from '../support/codex/codexFixture.ts';
import { createCodexHome, letCommandsRun } from '../support/codex/codexHome.ts';
import { DEMO_RATES } from '../support/codex/demoAccount.ts';
import { type DemoRollout, writeDemoHistory } from '../support/codex/demoHome.ts';
import { waitUntil } from '../support/codex/waitUntil.ts';
import { processesWith } from '../support/processes.ts';
import { inRealVsCode } from '../support/vscode/realVsCode.ts';
import type { Workbench } from '../support/vscode/workbench.ts';
import { THREAD, legacyFork, taskStarted, tokenCount, turnContext, usage } from '../unit/codex/lines.ts';
import { ONE_REQUEST, ONE_REQUEST_CREDITS, appendRequest, creditsOf, latestPriced } from './demoRequests.ts';
import { makeLastPollOlder } from './lastPoll.ts';
import { zoneWhereItIsNoon } from './noon.ts';
import { noteStatusBar, untilStatusBarChanges } from './statusBar.ts';
import { startTask, wishTask } from './wishTask.ts';

const format = new Format(inEnglish, 'en');
const PROMPT = 'Write down that you were here';
const ASKED_WITHIN_MS = 20_000;
const HOUR_S = 3600;
const STARTED_WITHIN_MS = 60_000;
const HOVER_TRIES = 5;
const GARBAGE = 'This is no database. '.repeat(1000);
const HOSTILE = 'https://evil.example [x](command:workbench.action.quit) <img src=x>';

describe('states and failures, in a real VS Code with the real Codex', () => {
  let fixture: CodexFixture;
  let workbench: Workbench;
  let statusBar: Locator;
  let panel: FrameLocator;
  let rollouts: readonly DemoRollout[];

  inRealVsCode(async (vsCode) => {
    fixture = vsCode.owns(await createCodexFixture({ model: 'gpt-5.5', backend: { creditsPerMTok: DEMO_RATES } }));
    await letCommandsRun(fixture.codexHome);
    // Twenty days lie within the thirty that are shown, whatever the time zone.
    rollouts = await writeDemoHistory(fixture.codexHome, { nowMs: Date.now(), days: 20, seed: 7 });
    await mkdir(fixture.dataFolder, { mode: 0o755 });
    await writeFile(ledgerFile(), GARBAGE, { mode: 0o644 });
    await symlink(fixture.codexPath, codexLink());
    const env = { ...fixture.env, CODEX_GUARDRAILS_CODEX: codexLink(), TZ: zoneWhereItIsNoon() };
    ({ workbench } = await vsCode.open({ folder: fixture.workspace, env }));
    statusBar = workbench.statusBarItem('codexGuardrails.status');
    panel = workbench.webviewFrame();
  });

  afterEach(() => {
    fixture.backend.state.failures = {};
  });

  /** Codex is found by this name, and can be taken away. */
  const codexLink = (): string => path.join(fixture.root, 'codex');
  const ledgerFile = (): string => path.join(fixture.dataFolder, 'ledger.sqlite');
  const policyFile = (): string => path.join(fixture.dataFolder, 'policy.json');

  const asks = (): number =>
    fixture.backend.httpRequests.filter(({ path: asked }) => asked.endsWith('/wham/usage')).length;

  /** Refreshes, and waits until Codex has been asked. */
  async function refreshFromCodex(): Promise<void> {
    const before = asks();
    makeLastPollOlder(fixture.dataFolder);
    await workbench.runCommand('Codex Guardrails: Refresh Balance and Usage');
    await waitUntil('a question for the balance', () => asks() > before, ASKED_WITHIN_MS);
  }

  async function openPanel(tab: string): Promise<void> {
    await workbench.runCommand('Codex Guardrails: Open Usage Panel');
    await panel.getByRole('tab', { name: tab }).click();
  }

  async function seeStatusBar(text: RegExp, timeout = 20_000): Promise<void> {
    await statusBar.filter({ hasText: text }).waitFor({ timeout });
  }

  async function setAsideFiles(): Promise<string[]> {
    const names = await readdir(fixture.dataFolder);
    return names.filter((name) => /\.damaged-[\d-]+T[\d-]+Z$/.test(name));
  }

  /** What the status bar says was used today, once all is read. */
  async function today(): Promise<number> {
    await statusBar.filter({ hasText: / today$/ }).waitFor();
    const [, credits = ''] = /· (\d+\.\d\d) today$/.exec(await statusBar.innerText()) ?? [];
    assert.notEqual(credits, '', await statusBar.innerText());
    return Number(credits);
  }

  /** What the panel says of the last 30 days. */
  async function spend(): Promise<string> {
    await openPanel('Spend');
    await panel.getByRole('img', { name: /credits\. Highest / }).waitFor();
    return panel.getByRole('tabpanel').innerText();
  }

  /** It would remove the folder `scratch`. */
  async function startScratchTask(): Promise<void> {
    await mkdir(path.join(fixture.workspace, 'scratch'), { recursive: true });
    await startTask(workbench, PROMPT);
  }

  async function reload(): Promise<void> {
    await workbench.page.reload({ timeout: STARTED_WITHIN_MS });
    await workbench.page.locator('.monaco-workbench .statusbar-item').first().waitFor();
    await statusBar.waitFor({ timeout: STARTED_WITHIN_MS });
  }

  it('sets a damaged ledger aside, and has the same sums from the rollouts', async () => {
    await seeStatusBar(/1,000 · \d+\.\d\d today/, STARTED_WITHIN_MS);
    await openPanel('Now');
    await panel.getByText('The ledger was damaged and has been built again.').waitFor();
    await workbench.screenshot('state-set-aside');
    const [setAside = ''] = await setAsideFiles();
    assert.equal(await readFile(path.join(fixture.dataFolder, setAside), 'utf8'), GARBAGE);
    await openPanel('Spend');
    await panel
      .getByText(`${format.credits(creditsOf(rollouts))} credits`, { exact: true })
      .first()
      .waitFor();
  });

  it('says how much of the history it could not read', async () => {
    await appendFile(latestPriced(rollouts).file, '{"type":"token_usage_record","payload":{"usage"\n');
    const fork = path.join(fixture.codexHome, 'sessions/2026/11/22', `rollout-2026-11-22T22-24-03-${THREAD}.jsonl`);
    await mkdir(path.dirname(fork), { recursive: true });
    // What of the total is its parent's, nothing tells.
    const total = tokenCount(usage(10_000, 0, 500), null);
    await writeFile(fork, [legacyFork(), taskStarted(), turnContext(), total, ''].join('\n'));
    const fact = (label: string, value: string): Locator =>
      panel
        .locator('.coverage-facts > div')
        .filter({ hasText: label })
        .filter({ hasText: new RegExp(`${value}\\s*$`) });
    await openPanel('Coverage');
    await fact('Incomplete threads', '1').waitFor();
    await fact('Lines that could not be read', '1').waitFor();
    await fact('Rollouts read', String(rollouts.length + 1)).waitFor();
    await workbench.screenshot('state-coverage');
  });

  it('keeps folder and files to their owner', async () => {
    assert.equal((await stat(fixture.dataFolder)).mode & 0o777, 0o700);
    for (const name of await readdir(fixture.dataFolder)) {
      assert.equal((await stat(path.join(fixture.dataFolder, name))).mode & 0o777, 0o600, name);
    }
  });

  for (const [where, fileOf] of [
    ['a rollout', (file: string) => file],
    ['a rollout in a folder that is new', (file: string) => file.replace(/sessions.*\//, 'sessions/2031/01/01/')],
  ] as const) {
    it(`shows a request as soon as it stands in ${where}`, async () => {
      const before = await today();
      const latencyMs = await untilStatusBarChanges(statusBar, () => appendRequest(latestPriced(rollouts), fileOf));
      console.log(`        ${latencyMs} ms from the append to the status bar`);
      assert.ok(latencyMs < 3000, `${latencyMs} ms`);
      await seeStatusBar(new RegExp(`${(before + ONE_REQUEST_CREDITS).toFixed(2)} today`));
    });
  }

  it('keeps the last figure, with its age, while the backend hangs, and has a new one when it is well again', async () => {
    const { state } = fixture.backend;
    state.failures.usage = 'hang';
    await refreshFromCodex();
    const startedAtMs = Date.now();
    while (!/^1,000 · \d+ s$/.test((await statusBar.innerText()).trim())) {
      assert.match(await statusBar.innerText(), /1,000/);
      assert.ok(Date.now() - startedAtMs < 12_000, 'a spinner or an old figure for more than 12 s');
      await delay(100);
    }
    console.log(`        ${Date.now() - startedAtMs} ms until the figure is told to be old`);
    await openPanel('Now');
    await panel.getByText(/Codex does not answer: .* within 8 s\. Newer use is not in the figure\./).waitFor();
    await workbench.screenshot('state-hanging');
    state.failures = {};
    state.balance = 990;
    await refreshFromCodex();
    await seeStatusBar(/990 · \d+\.\d\d today/);
  });

  it('says what refuses runs and until when, and that credits are unlimited', async () => {
    const { state } = fixture.backend;
    const before = structuredClone(state);
    const individualLimit = {
      limit: '500',
      used: '500',
      remainingPercent: 0,
      resetsAt: Math.floor(Date.now() / 1000) + HOUR_S,
    };
    Object.assign(state, { individualLimit, reachedType: 'workspace_member_usage_limit_reached' });
    await refreshFromCodex();
    await seeStatusBar(/Your limit of 500 credits in the workspace is reached\./);
    assert.match(await workbench.hoverTooltip(statusBar), /It resets at .*\d/);
    // Whose limit it is tells the person's role, so that nothing is left to choose.
    await workbench.runCommand('Codex Guardrails: Add Credits…');
    await workbench.modal.box.filter({ hasText: 'The mail asks to raise your limit, and names you.' }).waitFor();
    await workbench.modal.cancel();
    Object.assign(state, before, { unlimited: true });
    await refreshFromCodex();
    await seeStatusBar(/Unlimited · \d+\.\d\d today/);
    await workbench.runCommand('Codex Guardrails: Choose What the Status Bar Shows…');
    await workbench.quickInput.rows.filter({ hasText: /Budget Left\s*no budget/ }).waitFor();
    await workbench.quickInput.cancel();
    Object.assign(state, before);
    await refreshFromCodex();
    await seeStatusBar(/990 · \d+\.\d\d today/);
  });

  it('asks before a command; put away, the question stays in the status bar; Stop Run ends it', async () => {
    const { backend } = fixture;
    backend.play(PROMPT, [
      { kind: 'shell', command: 'rm -rf scratch', usage: ONE_REQUEST },
      { kind: 'message', text: 'Done.', usage: ONE_REQUEST },
    ]);
    await startScratchTask();
    await workbench.toasts.withText('Codex wants to run').waitFor();
    await workbench.screenshot('state-approval');
    await seeStatusBar(/Codex asks you/);
    await workbench.toasts.dismiss('Codex wants to run');
    await seeStatusBar(/Codex asks you/);
    await workbench.screenshot('state-approval-put-away');
    await statusBar.click();
    await workbench.toasts.click('Codex wants to run', 'Stop Run');
    await workbench.toasts.withText('Stopped: 1.25 credits.').waitFor();
    await seeStatusBar(/today/);
    await delay(500);
    assert.equal(backend.modelRequests.length, 1);
    assert.ok((await stat(path.join(fixture.workspace, 'scratch'))).isDirectory());
  });

  it('lets the command run that is allowed', async () => {
    const before = fixture.backend.modelRequests.length;
    await startScratchTask();
    await workbench.toasts.dismiss('Codex wants to run');
    await openPanel('Now');
    await panel.getByRole('button', { name: 'Answer' }).click();
    await workbench.toasts.click('Codex wants to run', 'Allow');
    await workbench.toasts.withText('Done: 2.50 credits.').waitFor();
    assert.equal(fixture.backend.modelRequests.length - before, 2);
    await assert.rejects(stat(path.join(fixture.workspace, 'scratch')), { code: 'ENOENT' });
  });

  it('lets a command run again that is allowed for the run, and asks about another one', async () => {
    const { backend } = fixture;
    const task = 'Clean up twice';
    const removals = ['scratch', 'scratch', 'other'].map((folder) => `rm -rf ${folder}`);
    const steps = removals.map((command) => ({ kind: 'shell', command, usage: ONE_REQUEST }) as const);
    backend.play(task, [...steps, { kind: 'message', text: 'Done.', usage: ONE_REQUEST }]);
    const before = backend.modelRequests.length;
    await startTask(workbench, task);
    const question = `“${task}” · Codex wants to run: `;
    await workbench.toasts.click(question, 'Allow This Command in This Run');
    await workbench.toasts.withText('rm -rf other').waitFor();
    assert.equal(backend.modelRequests.length - before, 3);
    await workbench.toasts.click(question, 'Allow');
    await workbench.toasts.withText('Done: 5.00 credits.').waitFor();
  });

  it('asks no longer when the run has ended', async () => {
    await startScratchTask();
    await seeStatusBar(/Codex asks you/);
    await workbench.runCommand('Codex Guardrails: Stop Runs of This Window');
    await seeStatusBar(/today/);
    await workbench.toasts.click('Codex wants to run', 'Allow');
    await workbench.toasts.dismiss('It has been answered elsewhere, or waits no longer.');
  });

  it('tells of a budget that is nearly spent, and of one that is, names what is wrong with a policy, and goes by its last good text', async () => {
    const budget = { id: 'daily', period: 'day', limitCredits: 0.5, mode: 'hard' };
    const hostile = { ...budget, id: 'x', limitCredits: 9, scope: { kind: 'model', model: HOSTILE } };
    const policy = JSON.stringify({ version: 1, budgets: [budget, hostile] }, null, 2);
    const near = { ...budget, limitCredits: Math.ceil(105 * (await today())) / 100 };
    await openPanel('Now');
    await writeFile(policyFile(), JSON.stringify({ version: 1, budgets: [near] }), { mode: 0o600 });
    await seeStatusBar(/\d+ of [\d.]+ left today/);
    await workbench.screenshot('state-near-limit');
    await writeFile(policyFile(), policy, { mode: 0o600 });
    await panel.getByText('The daily budget of 0.50 credits is spent.').waitFor();
    await seeStatusBar(/The daily budget is spent/);
    assert.deepEqual(await tooltipLinks(), ['Open panel', 'Run task', 'Refresh', 'Choose what to show']);
    await writeFile(policyFile(), policy.replace('limitCredits', 'limitCredit'));
    await panel.getByText('The last good policy stays in force.').waitFor();
    await panel.getByText('policy.json, line 7: “limitCredit” is not known; expected “limitCredits”.').waitFor();
    const before = fixture.backend.modelRequests.length;
    await wishTask(workbench, PROMPT);
    await workbench.toasts.withText('Not started: The daily budget of 0.50 credits is spent.').waitFor();
    await workbench.screenshot('state-broken-policy');
    await delay(500);
    assert.equal(fixture.backend.modelRequests.length, before);
    await workbench.runCommand('Codex Guardrails: Edit Budgets and Caps…');
    await workbench.toasts.withText('Your policy file has an error that must be mended first. Line 7: ').waitFor();
    await workbench.page.locator('.tab.active').filter({ hasText: 'policy.json' }).waitFor();
    await workbench.screenshot('state-policy-to-mend');
    await workbench.runCommand('View: Close Editor');
    await openPanel('Now');
    await panel.getByText('Day, all Codex').first().waitFor();
    await rm(policyFile());
    await panel.getByText('Day, all Codex').waitFor({ state: 'detached' });
    await seeStatusBar(/\d+\.\d\d today/);
  });

  it('begins with a policy of those that are offered, where there is none yet', async () => {
    await openPanel('Budgets');
    await panel.getByText('No budget is in force: nothing limits your runs.').waitFor();
    await panel.getByRole('button', { name: 'Choose a Policy to Begin With…' }).click();
    await workbench.quickInput.pick('Careful');
    const told = 'The policy “Careful” is in force.';
    await panel.getByRole('row').filter({ hasText: 'Week, all Codex' }).waitFor();
    await workbench.toasts.withText(told).waitFor();
    assert.ok((await workbench.toasts.texts()).includes(told));
    await workbench.toasts.click(told, 'Open Policy File');
    await workbench.page.locator('.tab.active').filter({ hasText: 'policy.json' }).waitFor();
    await workbench.runCommand('View: Close Editor');
    await rm(policyFile());
    await seeStatusBar(/\d+\.\d\d today/);
  });

  /** All that can be clicked in the tooltip; pictures other than its bars fail. Whatever is told anew takes it away. */
  async function tooltipLinks(): Promise<string[]> {
    const hover = workbench.page.locator('.workbench-hover').filter({ visible: true });
    let links: string[] = [];
    for (let tries = 0; links.length === 0 && tries < HOVER_TRIES; tries += 1) {
      await workbench.page.mouse.move(1, 1);
      await statusBar.hover();
      await hover.getByText(HOSTILE).waitFor();
      links = await hover.locator('a').allInnerTexts();
    }
    assert.equal(await hover.locator('img:not([src^="data:image/svg+xml"])').count(), 0);
    await workbench.screenshot('state-tooltip');
    await workbench.page.mouse.move(1, 1);
    return links;
  }

  it('builds the ledger anew that is damaged while it is in use, with the same sums', async () => {
    const before = await today();
    const total = await spend();
    const [first = ''] = await setAsideFiles();
    await writeFile(ledgerFile(), GARBAGE);
    await openPanel('Now');
    await panel.getByText(first).waitFor({ state: 'detached' });
    const second = (await setAsideFiles()).filter((name) => name !== first);
    assert.equal(second.length, 1);
    await panel.getByText(second[0] ?? '').waitFor();
    await workbench.screenshot('state-damaged-in-use');
    assert.equal(await today(), before);
    assert.equal(await spend(), total);
  });

  it('comes back by itself with its panel, says that it reads, and then that there is no Codex; a click leads to the setting', async () => {
    await rm(codexLink(), { force: true });
    await workbench.page.addInitScript(noteStatusBar);
    await reload();
    // VS Code may bring back what it showed some seconds before: another editor in front, an earlier section.
    await workbench.page.locator('.tab[aria-label^="Codex Guardrails"]').click();
    await panel.getByRole('tab', { selected: true }).waitFor();
    await panel.getByRole('tabpanel').filter({ visible: true }).getByRole('heading').first().waitFor();
    await seeStatusBar(/^\s*No Codex\s*$/);
    const [first] = await workbench.page.evaluate(() => window.statusBarTexts);
    assert.equal(first, 'Codex');
    await workbench.screenshot('state-no-codex');
    await statusBar.click();
    await workbench.page.getByText('Codex Path', { exact: false }).first().waitFor();
    await workbench.screenshot('state-no-codex-clicked');
    await workbench.page.keyboard.press('Escape');
  });

  it('writes hooks, and takes them out, also where no Codex can say how it takes them', async () => {
    const hooksFile = path.join(fixture.codexHome, 'hooks.json');
    await workbench.runCommand('Codex Guardrails: Guard All Codex Runs…');
    await workbench.quickInput.pick('Write only');
    await workbench.toasts.dismiss('The hooks are written. Codex has not said yet how it takes them.');
    assert.match(await readFile(hooksFile, 'utf8'), /"UserPromptSubmit"/);
    await workbench.runCommand('Codex Guardrails: Stop Guarding All Codex Runs');
    await workbench.modal.click('Take Them Out');
    await waitUntil('no hooks', () => !existsSync(hooksFile), STARTED_WITHIN_MS);
  });

  it('offers to sign in; a click opens a terminal with Codex’s own sign-in', async () => {
    await rm(codexLink(), { force: true });
    await symlink(fixture.codexPath, codexLink());
    await rm(path.join(fixture.codexHome, 'auth.json'), { force: true });
    await workbench.runCommand('Codex Guardrails: Refresh Balance and Usage');
    await seeStatusBar(/^\s*Sign in to Codex\s*$/);
    await openPanel('Now');
    await workbench.screenshot('state-signed-out');
    await statusBar.click();
    const terminal = workbench.page.locator('.terminal-tab, .terminal-tabs-entry, .single-terminal-tab').first();
    await terminal.waitFor();
    const signIns = (): readonly number[] => processesWith('\0login', fixture.codexHome);
    await waitUntil('the sign-in', () => signIns().length > 0, STARTED_WITHIN_MS);
    await workbench.screenshot('state-signed-out-clicked');
    // As long as it goes on it may take away, and revoke, what stands in the credentials by then.
    await workbench.runCommand('Terminal: Kill the Active Terminal Instance');
    await terminal.waitFor({ state: 'detached' });
    await waitUntil('the end of the sign-in', () => signIns().length === 0, STARTED_WITHIN_MS);
  });

  it('knows no balance of whoever has just signed in, while the backend fails', async () => {
    const { backend, root } = fixture;
    const accountId = 'acct-new';
    backend.state.accountId = accountId;
    backend.state.failures.usage = 500;
    await createCodexHome({ root, backendUrl: backend.url, auth: 'chatgpt', accountId });
    await workbench.runCommand('Codex Guardrails: Refresh Balance and Usage');
    await seeStatusBar(/^\s*Balance unknown\s*$/);
    await openPanel('Now');
    await panel.getByText('The balance is not known.').waitFor();
    await workbench.screenshot('state-balance-unknown');
  });

  it('counts money with an API key; a click opens the panel', async () => {
    await createCodexHome({ root: fixture.root, backendUrl: fixture.backend.url, auth: 'apiKey' });
    // As signing in with a key leaves it.
    await writeFile(path.join(fixture.codexHome, 'auth.json'), JSON.stringify({ OPENAI_API_KEY: 'sk-loopback' }));
    await reload();
    await seeStatusBar(/^\s*\d+\.\d\d USD today\s*$/);
    await statusBar.click();
    // After a reload of its page, VS Code may bring the panel back with an earlier tab than the last one.
    await panel.getByRole('tab', { name: 'Now' }).click();
    await panel.getByText('Spent with an API key').waitFor();
    await workbench.screenshot('state-api-key');
    await workbench.runCommand('Codex Guardrails: Add Credits…');
    await workbench.toasts.click('Codex uses an API key here, so no shared credits are drawn', 'Show Log');
    await workbench.page.getByRole('document', { name: 'Codex Guardrails - Output' }).waitFor();
  });

  it('asks nobody outside this machine', () => {
    assert.deepEqual(workbench.externalRequests, []);
    assert.deepEqual(fixture.backend.outsideRequests(), []);
  });
});
