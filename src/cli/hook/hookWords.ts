import { inEnglish } from '../../base/translate.ts';
import type { CodexProcess } from '../../codex/hooks/codexProcess.ts';
import type { HookReply } from '../../codex/hooks/hookProtocol.ts';
import type { Approval } from '../../core/decisions/approval.ts';
import { Format } from '../../core/format.ts';
import type { PromptAnswer } from '../../guard/hooks/answerPrompt.ts';
import {
  askedText,
  endedText,
  heldText,
  refusedAgentText,
  refusedText,
  warningText,
} from '../../guard/hooks/hookText.ts';
import { tellTerminal } from './tellTerminal.ts';

/** Tells Codex, and the terminal where Codex does not show it there, of an answer that is more than a silent yes. */
export function replyWith(answer: PromptAnswer, codex: CodexProcess | undefined): HookReply {
  const reply = replyOf(answer);
  if (reply.kind === 'block') {
    tellTerminal(codex, reply.text);
  }
  return reply;
}

function replyOf(answer: PromptAnswer): HookReply {
  const format = new Format(inEnglish, 'en-US');
  const nowMs = Date.now();
  switch (answer.kind) {
    case 'refuse':
      return { kind: 'block', text: refusedText(answer.preflight, answer.why, inEnglish, format, nowMs) };
    case 'ended':
      return { kind: 'block', text: endedText(inEnglish) };
    case 'refuseAgent':
      return { kind: 'block', text: refusedAgentText(answer.findings, inEnglish, format, nowMs) };
    case 'go':
      return answer.preflight?.decision.effect === 'warn'
        ? { kind: 'tell', text: warningText(answer.preflight, inEnglish, format, nowMs) }
        : { kind: 'silent' };
  }
}

/** Tells a person at the terminal of a run that it is held. */
export function tellHeld(codex: CodexProcess | undefined, asked: Approval | undefined): void {
  tellTerminal(codex, heldText(asked, inEnglish));
}

/** Tells a person at the terminal of a prompt that a window asks about it. */
export function tellAsked(codex: CodexProcess | undefined, approvalId: string): void {
  tellTerminal(codex, askedText(approvalId, inEnglish));
}
