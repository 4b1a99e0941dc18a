import assert from 'node:assert/strict';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { callGuardrails } from '../support/codex/guardrailsCli.ts';
import { waitUntil } from '../support/codex/waitUntil.ts';
import { coverageFacts } from './coverageFacts.ts';
import { type DemoWindow, PROMPT } from './demoWindow.ts';
import { LOCKED_MS, whileLocked } from './lockedLedger.ts';
import { showPlace } from './places.ts';

/** Tests how runs in terminals are guarded by hooks, from putting these in to taking them out, in a window that is open. */
export function testTerminals(demo: () => DemoWindow): void {
  it('guards runs in terminals once hooks are in: one is asked about in the window, and the answer there lets it run', async () => {
    const { fixture, workbench, statusBar } = demo();
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

  it('says that an answer could not be recorded, and takes it once it can be', async () => {
    const { fixture, workbench, statusBar } = demo();
    const before = fixture.backend.modelRequests.length;
    const run = fixture.startCodex(['Say hello']);
    await workbench.toasts.withText('asks to start.').waitFor();
    await whileLocked(fixture.dataFolder, async () => {
      await workbench.toasts.click('asks to start.', 'Run, at most 50');
      await workbench.toasts.withText('The answer could not be recorded.').waitFor({ timeout: LOCKED_MS });
    });
    await workbench.toasts.dismiss('The answer could not be recorded.');
    assert.equal(fixture.backend.modelRequests.length, before);
    await statusBar.filter({ hasText: 'Codex asks you' }).click();
    await workbench.toasts.click('asks to start.', 'Run, at most 50');
    assert.equal((await run.result).code, 0);
    assert.equal(fixture.backend.modelRequests.length - before, 1);
  });

  it('asks in the window about a run at a terminal that is held at its cap, and the answer there lets it go on', async () => {
    const { fixture, workbench, statusBar } = demo();
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
    const { fixture, workbench, statusBar } = demo();
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

  it('says that hooks were changed since, or are switched off', async () => {
    const { fixture, statusBar } = demo();
    const changed = async (name: string, change: (text: string) => string, said: string): Promise<void> => {
      const file = path.join(fixture.codexHome, name);
      const before = await readFile(file, 'utf8');
      await writeFile(file, change(before));
      await statusBar.filter({ hasText: said }).waitFor();
      await writeFile(file, before);
      await statusBar.filter({ hasText: 'Guard' }).waitFor({ state: 'detached' });
    };
    const longer = (text: string): string => text.replaceAll(/"timeout": ?(\d)/g, '"timeout": 1$1');
    await changed('hooks.json', longer, 'Guard off: hooks were changed');
    const off = (text: string): string => text.replace('[features]\n', '[features]\nhooks = false\n');
    await changed('config.toml', off, 'Guard off: hooks are switched off');
  });

  it('asks about each of two terminals by itself; the first answer to a question counts, wherever it is given', async () => {
    const { fixture, workbench } = demo();
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
    const { fixture, workbench } = demo();
    const before = fixture.backend.modelRequests.length;
    const policy = { version: 1, models: { deny: ['gpt-*'] } };
    await writeFile(path.join(fixture.dataFolder, 'policy.json'), JSON.stringify(policy));
    await fixture.runCodex(['Say hello']);
    await workbench.toasts.withText('was not let start.').waitFor();
    await workbench.screenshot('hook-refusal');
    assert.equal(fixture.backend.modelRequests.length, before);
  });

  it('tells of a run that went past the hooks', async () => {
    const { fixture, workbench } = demo();
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
    const { fixture, workbench, statusBar } = demo();
    const runtimeFile = path.join(fixture.dataFolder, 'bin', 'runtime');
    const runtime = await readFile(runtimeFile, 'utf8');
    const failing = path.join(fixture.root, 'failing-node');
    await writeFile(failing, '#!/bin/sh\nexit 7\n', { mode: 0o700 });
    await writeFile(runtimeFile, runtime.replace(/^node=.*$/m, `node=${failing}`));
    await fixture.runCodex(['Say hello']);
    const notWorking = statusBar.filter({ hasText: 'Guard not working' });
    await notWorking.waitFor();
    const panel = await showPlace(workbench, 'Now');
    await panel.getByText('The guard of Codex runs does not work.').waitFor();
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
    const { fixture, workbench, statusBar } = demo();
    await rm(path.join(fixture.codexHome, 'hooks.json'));
    await statusBar.filter({ hasText: 'Guard off: hooks are missing' }).waitFor();
    await workbench.screenshot('guard-off');
    await workbench.runCommand('Codex Guardrails: Stop Guarding All Codex Runs');
    await workbench.modal.click('Take Them Out');
    await statusBar.filter({ hasText: / today$/ }).waitFor();
  });
}
