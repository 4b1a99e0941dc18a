import * as vscode from 'vscode';

import type { ApprovalAnswer, ApprovalRequest } from '../codex/appServerProtocol.ts';
import type { ActiveRuns } from './activeRuns.ts';

/**
 * Puts a question of Codex to the person. It comes uninvited, so it is a notification; put away unanswered, it waits
 * in the status bar until it is put again. Codex waits as long, and spends nothing meanwhile.
 */
export async function answerApproval(request: ApprovalRequest, runs: ActiveRuns): Promise<ApprovalAnswer> {
  const allow = vscode.l10n.t('Allow');
  const allowAll = vscode.l10n.t('Allow in This Run');
  const decline = vscode.l10n.t('Decline');
  const stop = vscode.l10n.t('Stop Run');
  const choice = await vscode.window.showWarningMessage(questionOf(request), allow, allowAll, decline, stop);
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
      return new Promise((resolve, reject) => {
        runs.deferQuestion(() => {
          answerApproval(request, runs).then(resolve, reject);
        });
      });
  }
}

function questionOf(request: ApprovalRequest): string {
  const reason = request.reason === undefined ? '' : ` (${request.reason})`;
  return request.kind === 'command'
    ? vscode.l10n.t('Codex wants to run: {0}{1}', request.command ?? vscode.l10n.t('a command'), reason)
    : vscode.l10n.t('Codex wants to change files{0}.', reason);
}
