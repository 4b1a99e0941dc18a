import * as vscode from 'vscode';

import { sentences } from '../../core/joinTexts.ts';
import type { IngestClient } from '../../ingest/ingestClient.ts';
import type { ComposerDraft } from '../../panel/composerProtocol.ts';
import { openWorkspace } from '../openFolders.ts';
import type { OpenSection } from '../openSection.ts';
import { draftAgain } from '../panel/draftAgain.ts';
import { shortPath } from '../shortPath.ts';

/** What it takes to put a run into the composer. */
interface RunAgainParts {
  readonly composer: { readonly draft: ComposerDraft; takeOver(draft: ComposerDraft): void };
  readonly ingest: Pick<IngestClient, 'prompt'> & {
    readonly ledger: Pick<IngestClient['ledger'], 'run' | 'runRequests'>;
  };
  readonly openSection: OpenSection;
  readonly homeFolder: string;
}

/**
 * Puts a run's task and settings into the composer, where it can be looked at, changed and run. The prompt is read from
 * Codex's own file. Where what is written would be lost, or the run worked in another folder, the person is asked first.
 */
export async function runAgain(runId: string, parts: RunAgainParts): Promise<void> {
  const { composer, ingest, openSection, homeFolder } = parts;
  const [run, asked, prompt] = await Promise.all([
    ingest.ledger.run(runId),
    ingest.ledger.runRequests(runId),
    ingest.prompt(runId),
  ]);
  if (run === undefined) {
    return;
  }
  const draft = draftAgain(run, asked, prompt, composer.draft);
  const doubts = sentences(lossText(composer.draft, draft), await otherFolderText(run.workspace, homeFolder));
  if (doubts === '' || (await isWanted(doubts))) {
    composer.takeOver(draft);
    openSection('now');
  }
}

function lossText({ prompt: written }: ComposerDraft, { prompt }: ComposerDraft): string {
  const isLost = written.trim() !== '' && written.trim() !== prompt.trim();
  return isLost ? vscode.l10n.t('The task that you have written is replaced.') : '';
}

/** A task runs in the folder of its window. */
async function otherFolderText(workspace: string | undefined, homeFolder: string): Promise<string> {
  const here = await openWorkspace();
  if (here === undefined || workspace === undefined || here === workspace) {
    return '';
  }
  const [there, instead] = [shortPath(workspace, homeFolder), shortPath(here, homeFolder)];
  return vscode.l10n.t('That run worked in {0}, and here it would work in {1}.', there, instead);
}

async function isWanted(detail: string): Promise<boolean> {
  const takeOver = vscode.l10n.t('Take It Over');
  const question = vscode.l10n.t('Take over this task and its settings?');
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, takeOver)) === takeOver;
}
