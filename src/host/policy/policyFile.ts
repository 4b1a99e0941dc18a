import path from 'node:path';

import * as vscode from 'vscode';

import { ensurePrivateFolderAsync } from '../../ledger/privateFolder.ts';
import { readFileTextAsync, writeFileText } from '../../ledger/fileText.ts';

/** What a first policy file says: nothing is limited yet, and the keys that most people want are there to fill in. */
const FIRST_POLICY = `{
  // Budgets count credits at list price. "hard" refuses what does not fit, "soft" asks.
  "version": 1,
  "budgets": [
    // { "id": "daily", "period": "day", "limitCredits": 200, "mode": "hard", "scope": { "kind": "account" } }
  ],
  "run": {
    // "capCredits": 50, "confirmAboveCredits": 20
  }
}
`;

/**
 * Opens the person's policy file, at a line (from 1) where one is named; where there is none, one that changes nothing
 * is made first.
 */
export async function openPolicyFile(file: string, line = 1): Promise<void> {
  if ((await readFileTextAsync(file)).kind === 'absent') {
    await ensurePrivateFolderAsync(path.dirname(file));
    await writeFileText(file, FIRST_POLICY);
  }
  const document = await vscode.workspace.openTextDocument(file);
  await vscode.languages.setTextDocumentLanguage(document, 'jsonc');
  const { range } = document.lineAt(Math.min(line, document.lineCount) - 1);
  await vscode.window.showTextDocument(document, line === 1 ? {} : { selection: range });
}
