import { GuardError } from '../../base/errors.ts';
import type { Approval } from '../../core/decisions/approval.ts';
import { estimateText } from '../../core/estimate/estimateText.ts';
import { findingText } from '../../core/decisions/findingText.ts';
import { creditsToMicros } from '../../core/money.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { printJson } from '../output.ts';
import { type Caller, THIS_CALLER, askPerson } from '../person.ts';
import { findingFields } from './check.ts';
import { estimateFields } from './wish.ts';

const ANSWERED_BY = 'person (command line)';

/** What waits for an answer. */
export function approvalsList(context: CliContext, { json }: { readonly json?: boolean }): ExitCode {
  const nowMs = Date.now();
  const open = context.ledger.openApprovals(nowMs).filter(({ kind }) => kind !== 'refusal');
  if (json === true) {
    printJson(context.terminal, { rows: open.map((approval) => approvalFields(approval, context, nowMs)) });
  } else {
    const words = open.map((approval) => approvalText(approval, context, nowMs));
    context.terminal.out(open.length === 0 ? 'Nothing waits for an answer.\n' : words.join('\n'));
  }
  return EXIT.done;
}

/** A person lets a prompt start once, or a held run go on. */
export function approvalsApprove(
  context: CliContext,
  { credits }: { readonly credits?: number },
  [id = '']: readonly string[],
  caller: Caller = THIS_CALLER,
): ExitCode {
  const approval = openApproval(context, id);
  const granted = credits === undefined ? undefined : creditsToMicros(credits);
  const limit = granted === undefined ? '' : `At most ${context.format.limit(granted)} credits. `;
  const question = `${approvalText(approval, context, Date.now())}${limit}Approve? Type yes: `;
  if (askPerson(question, caller) !== 'yes') {
    context.terminal.err('Not approved.\n');
    return EXIT.notConfirmed;
  }
  answer(context, approval, { state: 'approved', credits: granted, answeredBy: ANSWERED_BY });
  const next = approval.waiterPid === undefined ? 'Send the prompt again within 10 minutes.' : 'It goes on.';
  context.terminal.out(`Approved, once. ${next}\n`);
  return EXIT.done;
}

/** Says no. Nothing can be gained by that, so that whoever may say it. */
export function approvalsDeny(context: CliContext, _options: object, [id = '']: readonly string[]): ExitCode {
  const approval = openApproval(context, id);
  answer(context, approval, { state: 'denied', credits: undefined, answeredBy: 'command line' });
  context.terminal.out('Denied.\n');
  return EXIT.done;
}

function openApproval({ ledger }: CliContext, id: string): Approval {
  const approval = ledger.openApprovals(Date.now()).find((open) => open.id === id.trim().toLowerCase());
  if (approval === undefined) {
    throw new GuardError('input.invalid', `nothing with the id “${id}” waits for an answer`, {
      remedy: '“codex-guardrails approvals list” tells what does.',
    });
  }
  return approval;
}

/** A window may have been quicker. */
function answer({ ledger }: CliContext, { id }: Approval, given: Parameters<typeof ledger.answerApproval>[1]): void {
  if (!ledger.answerApproval(id, given, Date.now())) {
    throw new GuardError('input.invalid', `“${id}” has been answered elsewhere, or has expired`);
  }
}

function approvalText(
  { id, kind, place, question, expiresAtMs }: Approval,
  context: CliContext,
  nowMs: number,
): string {
  const { t, format } = context;
  const { estimate, findings, cap, spent } = question;
  const where = place.terminal === undefined ? place.surface : `${place.surface} at ${place.terminal}`;
  return [
    `${id}  ${where}, ${place.folder}, good until ${format.instant(expiresAtMs, nowMs)}`,
    estimateText(estimate, t, format),
    ...(spent === undefined ? [] : [`It has spent ${format.credits(spent)} credits.`]),
    ...findings.map((finding) => findingText(finding, t, format, nowMs)),
    ...(cap === undefined
      ? []
      : [`${kind === 'hold' ? 'It is to go on up to' : 'Its cap is'} ${format.limit(cap)} credits.`]),
  ]
    .map((line, index) => `${index === 0 ? '' : '  '}${line}\n`)
    .join('');
}

function approvalFields(approval: Approval, context: CliContext, nowMs: number): object {
  const { id, kind, place, question, raisedAtMs, expiresAtMs, waiterPid } = approval;
  return {
    id,
    kind,
    folder: place.folder,
    surface: place.surface,
    terminal: place.terminal ?? null,
    raisedAtMs,
    expiresAtMs,
    isWaitedFor: waiterPid !== undefined,
    capCreditsMicros: question.cap ?? null,
    spentCreditsMicros: question.spent ?? null,
    findings: question.findings.map((finding) => findingFields(finding, context, nowMs)),
    estimate: estimateFields(question.estimate, context),
  };
}
