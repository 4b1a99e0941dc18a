import * as vscode from 'vscode';

import type { ApprovalAnswer, ApprovalRequest } from '../../codex/appServer/approvals.ts';
import { askUntilAnswered, tellTooLate } from '../askUntilAnswered.ts';
import type { ActiveRuns } from './activeRuns.ts';

/**
 * Puts a question of Codex to the person. It comes uninvited, so it is a notification; VS Code hides those after a
 * while, so that the question also stands in the status bar until it is answered or its run has ended. Codex waits as
 * long, and spends nothing meanwhile.
 */
export function answerApproval(
  request: ApprovalRequest,
  runs: ActiveRuns,
  runEnded: Promise<unknown>,
): Promise<ApprovalAnswer> {
  return new Promise((resolve, reject) => {
    let isSettled = false;
    const question = runs.ask(() => {
      notify(request).then((answer) => {
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
      resolve(answer);
    };
    void runEnded.then(() => {
      settle('cancel');
    });
  });
}

/** Undefined: put away without an answer. */
async function notify(request: ApprovalRequest): Promise<ApprovalAnswer | undefined> {
  const allow = vscode.l10n.t('Allow');
  const allowAll = vscode.l10n.t('Allow in This Run');
  const decline = vscode.l10n.t('Decline');
  const stop = vscode.l10n.t('Stop Run');
  const choice = await askUntilAnswered(questionOf(request), allow, allowAll, decline, stop);
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

function questionOf(request: ApprovalRequest): string {
  const { reason } = request;
  if (request.kind !== 'command') {
    return reason === undefined
      ? vscode.l10n.t('Codex wants to change files.')
      : vscode.l10n.t('Codex wants to change files ({0}).', reason);
  }
  const command = request.command ?? vscode.l10n.t('a command');
  return reason === undefined
    ? vscode.l10n.t('Codex wants to run: {0}', command)
    : vscode.l10n.t('Codex wants to run: {0} ({1})', command, reason);
}
