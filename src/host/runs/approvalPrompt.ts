import * as vscode from 'vscode';

import type { ApprovalAnswer, ApprovalRequest } from '../../codex/appServer/approvals.ts';
import { askUntilAnswered, tellTooLate } from '../askUntilAnswered.ts';
import type { ActiveRuns } from './activeRuns.ts';
import { approvalView } from './approvalView.ts';
import { textOfRun } from './runName.ts';

/**
 * Puts a question of Codex to the person, with the name of the run that it is about. It comes uninvited, so it is a notification; VS Code hides those after a
 * while, so that the question also stands in the status bar until it is answered or its run has ended. Codex waits as
 * long, and spends nothing meanwhile.
 */
export function answerApproval(
  request: ApprovalRequest,
  name: string,
  runs: ActiveRuns,
  runEnded: Promise<unknown>,
): Promise<ApprovalAnswer> {
  const { message, allowAllLabel } = approvalView(request, vscode.l10n.t, (file) =>
    vscode.workspace.asRelativePath(file),
  );
  const words = runs.texts.take(textOfRun(name, message));
  return new Promise((resolve, reject) => {
    let isSettled = false;
    const question = runs.ask(() => {
      notify(words.text, allowAllLabel).then((answer) => {
        if (answer !== undefined && isSettled) {
          tellTooLate();
        } else if (answer !== undefined) {
          settle(answer);
        }
      }, reject);
    });
    const settle = (answer: ApprovalAnswer): void => {
      isSettled = true;
      question.dispose();
      words.dispose();
      resolve(answer);
    };
    void runEnded.then(() => {
      settle('cancel');
    });
  });
}

/** Undefined: put away without an answer. */
async function notify(question: string, allowAll: string): Promise<ApprovalAnswer | undefined> {
  const allow = vscode.l10n.t('Allow');
  const decline = vscode.l10n.t('Decline');
  const stop = vscode.l10n.t('Stop Run');
  const choice = await askUntilAnswered(question, allow, allowAll, decline, stop);
  switch (choice) {
    case allow:
      return 'accept';
    case allowAll:
      return 'acceptForSession';
    case decline:
      return 'decline';
    case stop:
      return 'cancel';
    default:
      return undefined;
  }
}
