import type { Translate } from '../../base/translate.ts';
import type { Approval } from '../../core/decisions/approval.ts';
import { estimateText } from '../../core/estimate/estimateText.ts';
import type { Finding } from '../../core/decisions/finding.ts';
import { findingText } from '../../core/decisions/findingText.ts';
import type { Format } from '../../core/format.ts';
import type { Refusal } from './answerPrompt.ts';
import { overrideCommands, overrideOffer } from '../policy/overrides.ts';
import type { Preflight } from '../runs/preflight.ts';

const NAME = 'Codex Guardrails';

/** Why a prompt is not let pass, and what can be done about it. */
export function refusedText(preflight: Preflight, why: Refusal, t: Translate, format: Format, nowMs: number): string {
  const { effect, findings } = preflight.decision;
  const strictest = findings.filter((finding) => finding.effect === effect);
  const reasons = wordsOf(strictest, t, format, nowMs);
  switch (why.kind) {
    case 'denied':
      return `${NAME}: ${t('not started.')} ${reasons}${overrideHint(preflight, t)}`;
    case 'no':
      return `${NAME}: ${t('not started: the answer was no.')}`;
    case 'ask': {
      const command = `codex-guardrails approvals approve ${why.approvalId}`;
      const what = t('To let it start once, call “{0}” in a terminal within 10 minutes, and send it again.', command);
      return `${NAME}: ${t('not started, for it has to be asked about.')} ${estimateText(preflight.estimate, t, format)} ${reasons} ${what}`;
    }
  }
}

/** How the person lets it start all the same, where that is theirs to do. */
function overrideHint(preflight: Preflight, t: Translate): string {
  const offer = overrideOffer(preflight);
  if (offer === undefined) {
    return '';
  }
  const commands = overrideCommands(offer).join('; ');
  return ` ${t('To let it start all the same, call “{0}” in a terminal, and send it again.', commands)}`;
}

/** Why a subagent is not started. */
export function refusedAgentText(findings: readonly Finding[], t: Translate, format: Format, nowMs: number): string {
  return `${NAME}: ${t('the subagent is not started.')} ${wordsOf(findings, t, format, nowMs)}`;
}

/** What is said to a prompt in the midst of a run that is to end. */
export function endedText(t: Translate): string {
  return `${NAME}: ${t('this run has come to its limit, and is not let go on. Stop it, and begin another.')}`;
}

/** What a person at the terminal of a prompt is told while a window asks about it. */
export function askedText(approvalId: string, t: Translate): string {
  const command = `codex-guardrails approvals approve ${approvalId}`;
  return `${NAME}: ${t('VS Code asks you whether this may start. “{0}” in another terminal answers it, too.', command)}`;
}

/** What a person at the terminal of a run is told when it is held. */
export function heldText(asked: Pick<Approval, 'id' | 'windowId'> | undefined, t: Translate): string {
  if (asked === undefined) {
    return `${NAME}: ${t('this run is held at its limit.')}`;
  }
  const command = `codex-guardrails approvals approve ${asked.id}`;
  return asked.windowId === undefined
    ? `${NAME}: ${t('this run is held at its limit. To let it go on, call “{0}” in another terminal.', command)}`
    : `${NAME}: ${t('this run is held at its limit, and VS Code asks you about it. “{0}” in another terminal lets it go on, too.', command)}`;
}

/** What a person should know of a run that starts. */
export function warningText(preflight: Preflight, t: Translate, format: Format, nowMs: number): string {
  return `${NAME}: ${estimateText(preflight.estimate, t, format)} ${wordsOf(preflight.decision.findings, t, format, nowMs)}`;
}

function wordsOf(findings: readonly Finding[], t: Translate, format: Format, nowMs: number): string {
  return findings.map((finding) => findingText(finding, t, format, nowMs)).join(' ');
}
