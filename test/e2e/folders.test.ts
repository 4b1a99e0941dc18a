import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';

import { type CodexFixture, createCodexFixture } from '../support/codex/codexFixture.ts';
import { letCommandsRun } from '../support/codex/codexHome.ts';
import { DEMO_RATES } from '../support/codex/demoAccount.ts';
import { ONE_CREDIT } from '../support/codex/guardedTurn.ts';
import { createWorkspace } from '../support/codex/workspace.ts';
import { inRealVsCode } from '../support/vscode/realVsCode.ts';
import { type VsCodeServer, type WorkbenchTarget, workbenchUrl } from '../support/vscode/server.ts';
import type { Workbench } from '../support/vscode/workbench.ts';
import { zoneWhereItIsNoon } from './noon.ts';
import { showPlace } from './places.ts';
import { wishTask } from './wishTask.ts';

const PROMPT = 'Leave a note';
const NOT_TRUSTED = 'This workspace is not trusted, so no task is run in it';
const NO_FOLDER = 'No folder is open that a task could work in';
const WRITE_A_TASK = 'Write a task, and see what it would cost.';
const STARTED_WITHIN_MS = 60_000;
const FOLDER_WITHIN_MS = 2_500;
const FOLDER_TRIES = 4;
/** What each section says of a home in which nothing has run. */
const NOTHING_YET = {
  Runs: 'No Codex runs on this machine yet.',
  Budgets: 'No budget is in force: nothing limits your runs.',
  Accuracy: 'No run is over yet that an estimate could be held against.',
  Now: 'No Codex runs on this machine yet.',
} as const;

describe('what a window has open, in a real VS Code with the real Codex', () => {
  let fixture: CodexFixture;
  let server: VsCodeServer;
  let workbench: Workbench;
  let statusBar: Locator;
  let other: string;

  inRealVsCode(async (vsCode) => {
    fixture = vsCode.owns(await createCodexFixture({ model: 'gpt-5.5', backend: { creditsPerMTok: DEMO_RATES } }));
    await letCommandsRun(fixture.codexHome);
    fixture.backend.play(PROMPT, [
      { kind: 'shell', command: 'touch note', usage: ONE_CREDIT },
      { kind: 'message', text: 'Done.', usage: ONE_CREDIT },
    ]);
    other = await createWorkspace(path.join(fixture.root, 'other'));
    await writeFile(path.join(other, '.codex-guardrails.json'), JSON.stringify({ version: 1, run: { capCredits: 3 } }));
    const env = { ...fixture.env, TZ: zoneWhereItIsNoon() };
    ({ workbench, server } = await vsCode.open({ folder: fixture.workspace, env, workspaceTrust: true }));
    statusBar = workbench.statusBarItem('codexGuardrails.status');
  });

  /** Opens something else in the same window. */
  async function open(target: WorkbenchTarget): Promise<void> {
    await workbench.open(workbenchUrl(server, target));
  }

  /** VS Code may read the file of a workspace before it is connected, and then finds no folders: it is opened again. */
  async function seeFolder(name: string, openAgain: () => Promise<void>): Promise<void> {
    const folder = workbench.page.getByRole('treeitem', { name });
    for (let tries = 1; tries < FOLDER_TRIES; tries += 1) {
      try {
        await folder.waitFor({ timeout: FOLDER_WITHIN_MS });
        return;
      } catch {
        console.log('        opened again: no folders');
        await openAgain();
      }
    }
    await folder.waitFor();
  }

  async function seeBalance(): Promise<void> {
    await statusBar.filter({ hasText: '1,000 · 0.00 today' }).waitFor({ timeout: STARTED_WITHIN_MS });
  }

  /** Wants to run a task, and is told why that cannot be; the panel tells the same. */
  async function seeThatNothingRuns(why: string, remedy: string): Promise<void> {
    await workbench.runCommand('Codex Guardrails: Run Task…');
    await workbench.toasts.withText(`${why}. ${remedy}`).waitFor();
    await workbench.toasts.dismiss(why);
    const panel = await showPlace(workbench, 'Now');
    await panel.getByText(why).waitFor();
    await panel.locator('vscode-button[disabled]').filter({ hasText: 'Run task' }).waitFor();
  }

  it('balance and use are shown where the workspace is not trusted, and no task is run there', async () => {
    await workbench.modal.click("No, I don't trust the authors");
    await seeBalance();
    await seeThatNothingRuns(NOT_TRUSTED, 'Trust the workspace first.');
    await workbench.screenshot('folder-not-trusted');
  });

  it('each section says that there is nothing yet, where nothing has run', async () => {
    const panel = workbench.webviewFrame();
    for (const [tab, text] of Object.entries(NOTHING_YET)) {
      await panel.getByRole('tab', { name: tab }).click();
      await panel.getByText(text).waitFor();
    }
    await workbench.screenshot('nothing-yet');
  });

  it('every run is asked about where the rules of the folder cannot be read', async () => {
    const file = path.join(fixture.workspace, '.codex-guardrails.json');
    const panel = workbench.webviewFrame();
    await writeFile(file, '{ "version": 1, "run": { "cap": 3 } }');
    await panel.getByText('Every run is asked about.').waitFor();
    await panel.getByText('.codex-guardrails.json, line 1: “cap” is not known').waitFor();
    await rm(file);
    await panel.getByText('Every run is asked about.').waitFor({ state: 'detached' });
  });

  it('tasks can be written as soon as it is trusted', async () => {
    await workbench.runCommand('Workspaces: Manage Workspace Trust');
    await workbench.page.getByRole('button', { name: 'Trust', exact: true }).click();
    await workbench.page.getByRole('button', { name: 'Trust', exact: true }).waitFor({ state: 'detached' });
    const panel = workbench.webviewFrame();
    await panel.getByText(WRITE_A_TASK).waitFor();
    await panel.getByText(NOT_TRUSTED).waitFor({ state: 'detached' });
  });

  it('no task is run where no folder is open', async () => {
    await open({});
    await seeBalance();
    await seeThatNothingRuns(NO_FOLDER, 'Open a folder first.');
    await workbench.screenshot('no-folder');
  });

  it('of several folders, one is asked for: the run works there, by the rules that lie there', async () => {
    const workspaceFile = path.join(fixture.root, 'several.code-workspace');
    await writeFile(workspaceFile, JSON.stringify({ folders: [{ path: 'workspace' }, { path: 'other' }] }));
    await open({ workspaceFile });
    await seeFolder('other', () => open({ workspaceFile }));
    await workbench.modal.click('Yes, I trust the authors');
    await seeBalance();
    await workbench.runCommand('Codex Guardrails: Run Task…');
    await workbench.quickInput.row('workspace').waitFor();
    await workbench.screenshot('several-folders');
    await workbench.quickInput.cancel();
    await wishTask(workbench, PROMPT, { folder: 'other' });
    await workbench.modal.click('Run, at most 3');
    await workbench.toasts.withText('Done: 2.00 credits.').waitFor();
    const written = [fixture.workspace, other].map((folder) => existsSync(path.join(folder, 'note')));
    assert.deepEqual(written, [false, true]);
  });
});
