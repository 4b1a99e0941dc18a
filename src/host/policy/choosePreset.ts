import path from 'node:path';

import * as vscode from 'vscode';

import { PRESETS, presetText, presetWords } from '../../guard/policy/policyPresets.ts';
import { ensurePrivateFolderAsync } from '../../ledger/privateFolder.ts';
import { backUpFile, readFileTextAsync, writeFileText } from '../../ledger/fileText.ts';
import { openPolicyFile } from './policyFile.ts';

/**
 * Lets the person begin with one of a few policies. A file that is there already is replaced only after a yes, and a
 * copy of it is kept.
 */
export async function choosePolicyPreset(policyFile: string): Promise<void> {
  const items = PRESETS.map((preset) => {
    const { name, says } = presetWords(preset, vscode.l10n.t);
    return { label: name, detail: says, preset };
  });
  const title = vscode.l10n.t('Choose a Policy to Begin With');
  const placeHolder = vscode.l10n.t('Each is a file of your own, with figures to change.');
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder, ignoreFocusOut: true });
  if (chosen === undefined) {
    return;
  }
  const isThere = (await readFileTextAsync(policyFile)).kind !== 'absent';
  if (isThere && !(await mayReplace(policyFile, chosen.label))) {
    return;
  }
  await ensurePrivateFolderAsync(path.dirname(policyFile));
  const copy = isThere ? await backUpFile(policyFile, Date.now()) : undefined;
  await writeFileText(policyFile, presetText(chosen.preset));
  await tellWritten(policyFile, chosen.label, copy);
}

async function mayReplace(policyFile: string, name: string): Promise<boolean> {
  const replace = vscode.l10n.t('Replace My Policy');
  const question = vscode.l10n.t('You have a policy already. Replace it with “{0}”?', name);
  const detail = vscode.l10n.t('A copy of {0} is kept beside it.', policyFile);
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, replace)) === replace;
}

async function tellWritten(policyFile: string, name: string, copy: string | undefined): Promise<void> {
  const open = vscode.l10n.t('Open Policy File');
  const text =
    copy === undefined
      ? vscode.l10n.t('The policy “{0}” is in force.', name)
      : vscode.l10n.t('The policy “{0}” is in force. The one before is kept as {1}.', name, path.basename(copy));
  if ((await vscode.window.showInformationMessage(text, open)) === open) {
    await openPolicyFile(policyFile);
  }
}
