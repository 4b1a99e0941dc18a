import type { Translate } from '../../base/translate.ts';
import type { ApprovalRequest } from '../../codex/appServer/approvals.ts';
import { listed } from '../../core/joinTexts.ts';

/** So many files of a change are named, and of the others their number. */
const MOST_FILES = 3;

/** A question of Codex: its words, and the button that allows more than what is asked. */
interface ApprovalView {
  readonly message: string;
  readonly allowAllLabel: string;
}

/** Says what Codex wants to do, and for what else a yes for the whole run would hold: for just the same. */
export function approvalView(
  request: ApprovalRequest,
  t: Translate,
  pathShown: (file: string) => string,
): ApprovalView {
  const { reason } = request;
  if (request.kind === 'command') {
    const command = request.command ?? t('a command');
    return {
      message:
        reason === undefined
          ? t('Codex wants to run: {0}', command)
          : t('Codex wants to run: {0} ({1})', command, reason),
      allowAllLabel: t('Allow This Command in This Run'),
    };
  }
  const files = filesText(request.files.map(pathShown), t);
  return {
    message:
      reason === undefined
        ? t('Codex wants to change: {0}', files)
        : t('Codex wants to change: {0} ({1})', files, reason),
    allowAllLabel: t('Allow These Files in This Run'),
  };
}

function filesText(files: readonly string[], t: Translate): string {
  if (files.length === 0) {
    return t('files');
  }
  const named = listed(files.slice(0, MOST_FILES), t);
  const others = files.length - MOST_FILES;
  return others > 0 ? t('{0} and {1} more', named, others) : named;
}
