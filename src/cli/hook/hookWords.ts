import { inEnglish } from '../../base/translate.ts';
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

/** What Codex, and so the person, is told of an answer that is more than a silent yes. */
export function replyOf(answer: PromptAnswer): HookReply {
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

/** What a person at the terminal of a run is told when it is held. */
export function wordsWhenHeld(asked: Approval | undefined): string {
  return heldText(asked, inEnglish);
}

/** What a person at the terminal of a prompt is told while a window asks about it. */
export function wordsWhenAsked(approvalId: string): string {
  return askedText(approvalId, inEnglish);
}
