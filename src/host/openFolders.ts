import * as vscode from 'vscode';

import { findWorkspace } from './findWorkspace.ts';

/** The folders that are open in this window, the first one first. */
export function openFolders(): readonly string[] {
  return vscode.workspace.workspaceFolders?.map(({ uri }) => uri.fsPath) ?? [];
}

/** The workspace that the window's first folder belongs to; undefined where none is open. */
export async function openWorkspace(): Promise<string | undefined> {
  const [folder] = openFolders();
  return folder === undefined ? undefined : findWorkspace(folder);
}
