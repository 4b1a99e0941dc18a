import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { holdsText } from '../../support/eventLoop/longestStretch.ts';
import { longestHold } from './longestHold.ts';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly scope?: string }>> };
  };
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
}

/** Long enough for a month of history to be read, and for Codex to be asked for the first time. */
const SETTLING_MS = 3000;

describe('the extension in VS Code', () => {
  const extension = vscode.extensions.getExtension<unknown>('codex-guardrails.codex-guardrails');
  const manifest = extension?.packageJSON as Manifest;

  it('is found and activates', async function () {
    assert.ok(extension, 'VS Code does not know the extension');
    const wasActive = extension.isActive;
    const holds = await longestHold(`${extension.extensionPath}/dist/`, async () => {
      await extension.activate();
      await delay(SETTLING_MS);
    });
    assert.equal(extension.isActive, true);
    // Not asserted: the machine may be busy with other things.
    this.test!.title += wasActive ? ' (it was active before)' : '';
    this.test!.title += `; ${holdsText(holds)}`;
  });

  it('registers every command that package.json declares', async () => {
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      manifest.contributes.commands.map(({ command }) => command).filter((command) => !registered.has(command)),
      [],
    );
  });

  it('lets no workspace set a path or a program', () => {
    const settings = Object.entries(manifest.contributes.configuration.properties);
    const ofMachine = settings.filter(([, { scope }]) => scope === 'machine').map(([name]) => name);
    for (const name of ['codexGuardrails.codexPath', 'codexGuardrails.codexHomes']) {
      assert.ok(ofMachine.includes(name), name);
    }
    assert.deepEqual(
      ofMachine.toSorted(),
      manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.toSorted(),
    );
  });

  it('heeds no path that a workspace sets all the same', async () => {
    const settings = vscode.workspace.getConfiguration('codexGuardrails');
    await assert.rejects(
      async () => settings.update('codexPath', '/evil/codex', vscode.ConfigurationTarget.Workspace),
      /does not support|cannot be (set|written)|Unable to write/i,
    );
    assert.equal(vscode.workspace.getConfiguration('codexGuardrails').get('codexPath'), '');
  });
});
