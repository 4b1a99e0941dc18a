import * as vscode from 'vscode';

import type { Log } from '../../base/log.ts';
import type { IngestClient } from '../../ingest/ingestClient.ts';
import type { PanelMessage } from '../../panel/messageProtocol.ts';
import type { OpenSection } from '../openSection.ts';
import type { ActiveRuns } from '../runs/activeRuns.ts';
import { runCommand } from '../commands.ts';
import type { CodexAccess } from '../codexAccess.ts';
import type { Composer } from './composer.ts';
import { exportTable } from './exportTable.ts';
import { answerHeldRun } from '../runs/heldPrompt.ts';
import { openThread } from '../runs/openThread.ts';
import { runAgain } from '../runs/runAgain.ts';
import type { PanelQuestions } from './panelQuestions.ts';

/** What messages of our pages work with. */
interface MessageParts {
  readonly composer: Composer;
  readonly runs: ActiveRuns;
  readonly questions: PanelQuestions;
  readonly openSection: OpenSection;
  readonly codex: CodexAccess;
  readonly ingest: Pick<IngestClient, 'ledger' | 'prompt'>;
  readonly homeFolder: string;
  readonly log: Log;
}

/** Does what a page asks for. What it does not know by itself is a command of the same name. */
export function handlePanelMessage(message: PanelMessage, parts: MessageParts): void {
  const { composer, runs, questions, openSection, log } = parts;
  switch (message.kind) {
    case 'ready':
      composer.refresh();
      break;
    case 'compose':
      composer.compose(message.draft, message.revision);
      break;
    case 'runDraft':
      void runCommand('composer', () => composer.run(message.draft), log);
      break;
    case 'stopRun':
      runs.stop(message.runId);
      break;
    case 'answerHold':
      void answerHeldRun(runs.find(message.runId), message.answer, log);
      break;
    case 'openThread':
      void runCommand('openThread', () => openThread(message.runId, parts), log);
      break;
    case 'runAgain':
      void runCommand('runAgain', () => runAgain(message.runId, parts), log);
      break;
    case 'exportTable':
      void runCommand('exportTable', () => exportTable(message.table), log);
      break;
    case 'openSection':
      openSection(message.tab);
      break;
    default:
      if (!questions.receive(message)) {
        void vscode.commands.executeCommand(`codexGuardrails.${message.kind}`);
      }
  }
}
