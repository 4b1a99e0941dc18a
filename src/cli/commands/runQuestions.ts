import type { ApprovalAnswer, ApprovalRequest } from '../../codex/appServer/approvals.ts';
import type { Decision } from '../../core/decisions/decide.ts';
import { ask } from '../ask.ts';
import { type Terminal, plainText } from '../output.ts';

/** What answers in the place of a person. */
export interface GivenAnswers {
  readonly yes?: boolean;
  readonly allowPaid?: boolean;
}

/**
 * Whether a run that is not denied shall start. `--yes` answers what the policy asks; purchased credits it answers only
 * beside `--allow-paid`.
 */
export async function isWanted(
  { effect, findings }: Decision,
  terminal: Terminal,
  { yes, allowPaid }: GivenAnswers,
): Promise<boolean> {
  if (effect !== 'confirm') {
    return true;
  }
  const asksForPaid = findings.some(({ ruleId, effect: wants }) => ruleId === 'paidCredits' && wants === 'confirm');
  if (yes === true && (!asksForPaid || allowPaid === true)) {
    return true;
  }
  if (!terminal.isInteractive) {
    terminal.err(
      asksForPaid ? 'Nobody to ask: --yes and --allow-paid answer it.\n' : 'Nobody to ask: --yes answers it.\n',
    );
    return false;
  }
  return (await ask('Run? [y/N] ')) === 'y';
}

/** What the person at this terminal says to what Codex asks in the midst of a run; nobody there: the run is to stop. */
export async function askApproval(request: ApprovalRequest, terminal: Terminal): Promise<ApprovalAnswer> {
  const wish =
    request.kind === 'command'
      ? `run: ${request.command ?? 'a command'}`
      : `change ${request.files.length === 0 ? 'files' : request.files.join(', ')}`;
  if (!terminal.isInteractive) {
    terminal.err(plainText(`Codex wants to ${wish}. Nobody to ask, so the run is stopped.\n`));
    return 'cancel';
  }
  terminal.err(plainText(`Codex wants to ${wish}\n`));
  return (await ask('Allow? [y/N] ')) === 'y' ? 'accept' : 'cancel';
}
