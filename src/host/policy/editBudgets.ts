import { realpath } from 'node:fs/promises';
import path from 'node:path';

import * as vscode from 'vscode';

import { GuardError } from '../../base/errors.ts';
import { inWords } from '../../base/phrase.ts';
import type { Format } from '../../core/format.ts';
import { EMPTY_POLICY, editPolicy } from '../../guard/policy/editPolicy.ts';
import { type PolicySource, parsePolicy } from '../../guard/policy/parsePolicy.ts';
import { ensurePrivateFolderAsync } from '../../ledger/privateFolder.ts';
import { readFileTextAsync, writeFileText } from '../../ledger/fileText.ts';
import { askPolicyEdit } from './budgetQuestions.ts';
import { changedLines } from './policyChange.ts';
import { openPolicyFile } from './policyFile.ts';

/**
 * Lets the person change budgets and caps of their policy file, question by question; comments and order stay, and the
 * change is shown before it is written. A file with errors is opened at the place instead.
 */
export async function editBudgets(source: PolicySource, folder: string | undefined, format: Format): Promise<void> {
  const before = await textOf(source);
  const parsed = parsePolicy(before, source);
  if (parsed.kind === 'invalid') {
    const { line, text } = parsed.issue;
    await openPolicyFile(source.file, line);
    void vscode.window.showErrorMessage(
      vscode.l10n.t(
        'Your policy file has an error that must be mended first. Line {0}: {1}.',
        line,
        inWords(text, vscode.l10n.t),
      ),
    );
    return;
  }
  const edit = await askPolicyEdit(parsed.policy, folder, format);
  if (edit === undefined) {
    return;
  }
  const after = editPolicy(before, edit, source);
  if (after === before) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Your policy says so already. Nothing was changed.'));
  } else if (await isWanted(source.file, changedLines(before, after))) {
    await write(source, before, after);
  }
}

async function textOf(source: PolicySource): Promise<string> {
  const content = await readFileTextAsync(source.file);
  if (content.kind === 'unreadable') {
    throw new GuardError('policy.invalid', vscode.l10n.t('Your policy file cannot be read: {0}', content.reason));
  }
  return content.kind === 'text' ? content.text : EMPTY_POLICY;
}

async function isWanted(file: string, lines: string): Promise<boolean> {
  const change = vscode.l10n.t('Change My Policy');
  const options = { modal: true, detail: `${lines}\n\n${file}` };
  const question = vscode.l10n.t('Change your policy like this?');
  return (await vscode.window.showInformationMessage(question, options, change)) === change;
}

/** Nothing that was written meanwhile, or is being written, is lost. */
async function write(source: PolicySource, before: string, after: string): Promise<void> {
  const { file } = source;
  const isDirty = vscode.workspace.textDocuments.some(({ uri, isDirty }) => isDirty && uri.fsPath === file);
  if (isDirty || (await textOf(source)) !== before) {
    throw new GuardError('policy.invalid', vscode.l10n.t('Your policy file is being changed elsewhere'), {
      remedy: vscode.l10n.t('Save or revert it, then try again.'),
    });
  }
  await ensurePrivateFolderAsync(path.dirname(file));
  // A file that stands elsewhere and is linked here stays there.
  await writeFileText(await realpath(file).catch(() => file), after);
}
