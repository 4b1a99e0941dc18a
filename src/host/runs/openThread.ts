import { stat } from 'node:fs/promises';

import * as vscode from 'vscode';

import type { IngestClient } from '../../ingest/ingestClient.ts';
import type { CodexAccess } from '../codexAccess.ts';
import { whyNoCodexHere } from './taskQuestions.ts';

/** What opening a thread needs. */
interface OpenThreadParts {
  readonly codex: Pick<CodexAccess, 'appServerOptions'>;
  readonly ingest: Pick<IngestClient, 'ledger'>;
}

/** Goes on with the thread of a run in Codex's own interface, in a terminal. Where the run is not known, nothing happens. */
export async function openThread(runId: string, { codex, ingest }: OpenThreadParts): Promise<void> {
  const why = whyNoCodexHere();
  if (why !== undefined) {
    throw why;
  }
  const run = await ingest.ledger.run(runId);
  if (run !== undefined) {
    const { codexPath, env } = await codex.appServerOptions();
    const cwd = await folderOf(run.workspace);
    const shellArgs = ['resume', run.threadId];
    vscode.window.createTerminal({ name: 'Codex', shellPath: codexPath, shellArgs, env, ...cwd }).show();
  }
}

/** The folder may have gone since. */
async function folderOf(workspace: string | undefined): Promise<{ readonly cwd?: string }> {
  const found = workspace === undefined ? undefined : await stat(workspace).catch(() => undefined);
  return workspace !== undefined && found?.isDirectory() === true ? { cwd: workspace } : {};
}
