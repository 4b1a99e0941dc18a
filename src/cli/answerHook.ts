import { randomUUID } from 'node:crypto';

import { after } from '../base/timers.ts';
import { inEnglish } from '../base/translate.ts';
import { type CodexProcess, codexAbove, surfaceOfProcess } from '../codex/codexProcess.ts';
import { DECISION_VARIABLE } from '../codex/decisionVariable.ts';
import { type HookCall, type HookEvent, type HookReply, hookOutput, readHookCall } from '../codex/hookProtocol.ts';
import type { RolloutState } from '../codex/rolloutState.ts';
import { surfaceOf } from '../codex/surface.ts';
import { Format } from '../core/format.ts';
import { type PromptAnswer, answerPrompt } from '../guard/answerPrompt.ts';
import { refusedAgentText, refusedText, warningText } from '../guard/hookText.ts';
import { workspaceOf } from '../ingest/workspaceOf.ts';
import { HookContext } from './hookContext.ts';
import { tellTerminal } from './tellTerminal.ts';

/** Answers one call of a hook. Returns what Codex is to read; nothing where all is well. Throws where there is no answer. */
export async function answerHook(event: HookEvent, input: string, env: NodeJS.ProcessEnv): Promise<string> {
  const call = readHookCall(event, input);
  const context = new HookContext(env);
  try {
    return hookOutput(await replyTo(call, context));
  } finally {
    context.close();
  }
}

async function replyTo(call: HookCall, context: HookContext): Promise<HookReply> {
  const ownDecision = context.env[DECISION_VARIABLE];
  const { rootThreadId } = call;
  if (ownDecision !== undefined && context.ledger.isGuardedHere(ownDecision, rootThreadId, Date.now())) {
    return SILENT;
  }
  return call.event === 'UserPromptSubmit' ? replyToPrompt(call, context) : SILENT;
}

const SILENT: HookReply = { kind: 'silent' };

async function replyToPrompt(call: HookCall, context: HookContext): Promise<HookReply> {
  const codex = codexAbove(process.ppid);
  const thread = await context.readThread(call);
  context.drainSpool();
  await context.readHome(call);
  const subject = subjectOf(call, thread, codex);
  const answer = await answerPrompt(
    {
      subject,
      prompt: call.prompt ?? '',
      turnId: call.turnId,
      isSubagent: call.isSubagent,
      place: { folder: call.cwd, surface: subject.surface, terminal: codex?.terminal },
    },
    {
      store: context.store,
      circumstances: await context.circumstances(call, thread),
      newId: randomUUID,
      nowMs: () => Date.now(),
      setTimer: after,
      pid: process.pid,
    },
  );
  const reply = replyOf(answer);
  if (reply.kind === 'block') {
    tellTerminal(codex, reply.text);
  }
  return reply;
}

/** Hooks tell neither effort nor tier: the log of the turn does, where there is one. */
function subjectOf(
  { rootThreadId, cwd, model }: HookCall,
  thread: RolloutState | undefined,
  codex: CodexProcess | undefined,
) {
  return {
    surface: thread?.thread === undefined ? surfaceOfProcess(codex) : surfaceOf(thread.thread.originator),
    workspace: workspaceOf(cwd),
    model: model ?? thread?.surroundings.model,
    effort: thread?.surroundings.effort,
    tier: thread?.surroundings.tier,
    threadId: rootThreadId,
  };
}

function replyOf(answer: PromptAnswer): HookReply {
  const format = new Format(inEnglish, 'en-US');
  const nowMs = Date.now();
  switch (answer.kind) {
    case 'refuse':
      return { kind: 'block', text: refusedText(answer.preflight, answer.why, inEnglish, format, nowMs) };
    case 'refuseAgent':
      return { kind: 'block', text: refusedAgentText(answer.findings, inEnglish, format, nowMs) };
    case 'go':
      return answer.preflight?.decision.effect === 'warn'
        ? { kind: 'tell', text: warningText(answer.preflight, inEnglish, format, nowMs) }
        : SILENT;
  }
}
