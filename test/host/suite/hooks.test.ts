import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';

const LOOK_EVERY_MS = 200;

describe('guarding all Codex runs', () => {
  const home = process.env['CODEX_HOME'] ?? '';
  const hooksFile = path.join(home, 'hooks.json');
  const config = (): string => readFileSync(path.join(home, 'config.toml'), 'utf8');

  it('shows what is written, and upon a yes has Codex trust just that', async function () {
    this.timeout(60_000);
    const command = { isDone: false };
    const done = vscode.commands.executeCommand('codexGuardrails.guardAllRuns').then(() => {
      command.isDone = true;
    });
    while (!command.isDone) {
      assert.equal(existsSync(hooksFile) && !pageIsShown(), false, 'written before it was shown');
      await delay(LOOK_EVERY_MS);
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    }
    await done;
    assert.match(readFileSync(hooksFile, 'utf8'), /codex-hook' UserPromptSubmit/);
    assert.equal(config().match(/trusted_hash = "sha256:/g)?.length, 4);
  });

  function pageIsShown(): boolean {
    return vscode.window.tabGroups.all.some(({ tabs }) =>
      tabs.some(({ label }) => label.includes('Guard All Codex Runs')),
    );
  }
});
