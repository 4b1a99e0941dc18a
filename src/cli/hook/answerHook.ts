import { after } from '../../base/timers.ts';
import { type CodexProcess, codexAbove, surfaceOfProcess } from '../../codex/hooks/codexProcess.ts';
import { DECISION_VARIABLE } from '../../codex/hooks/hookVariables.ts';
import { type HookCall, type HookReply, hookOutput, readHookCall } from '../../codex/hooks/hookProtocol.ts';
import type { RolloutState } from '../../codex/rollouts/rolloutState.ts';
import { surfaceOf } from '../../codex/surface.ts';
import type { HookEvent } from '../../core/hooks/hookStatus.ts';
import { answerPrompt } from '../../guard/hooks/answerPrompt.ts';
import { answerRequest } from '../../guard/hooks/answerRequest.ts';
import { isFresh } from '../../guard/pollWallet.ts';
import { workspaceOf } from '../../ingest/workspaceOf.ts';
import { HookContext } from './hookContext.ts';
import { beginPassing, letNextPass } from './hookPasses.ts';
import { newId } from '../newId.ts';
import { plainText, terminalLog } from '../output.ts';
import { refreshInBackground } from './refreshInBackground.ts';
import { tellTerminal } from './tellTerminal.ts';

/** Answers one call of a hook. Returns what Codex is to read; nothing where all is well. Throws where there is no answer. */
export async function answerHook(event: HookEvent, input: string, env: NodeJS.ProcessEnv): Promise<string> {
  const call = readHookCall(event, input);
  const context = await HookContext.open(env);
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
  switch (call.event) {
    case 'UserPromptSubmit':
    case 'PreModelRequest':
    case 'PreCompact':
      return replyOnce(call, context);
    case 'PostModelRequest':
      context.recordResponse(call);
      return SILENT;
  }
}

/** An administrator's hook may be called beside that of the home: one of the two answers. */
async function replyOnce(call: HookCall, context: HookContext): Promise<HookReply> {
  const { ledger } = context;
  const { event, turnId, prompt } = call;
  const shared = { event, turnId, promptHash: prompt === undefined ? undefined : ledger.hashOfPrompt(prompt) };
  if (!ledger.takeHookCall(shared, Date.now())) {
    return SILENT;
  }
  if (event !== 'UserPromptSubmit') {
    await letPass(call, context);
    return SILENT;
  }
  const reply = await replyToPrompt(call, context);
  ledger.endHookCall(shared);
  return reply;
}

const SILENT: HookReply = { kind: 'silent' };

/** Codex keeps what a hook writes there; it is no answer. */
const HOOK_LOG = terminalLog({ err: (text) => process.stderr.write(plainText(text)) });

/** What an answer needs of this process. */
const HERE = { newId, nowMs: () => Date.now(), setTimer: after, pid: process.pid } as const;

/** Who calls, about what, and where. What is new of its thread, and what hooks were told before, is taken in first. */
async function readCaller(call: HookCall, context: HookContext) {
  const codex = codexAbove(process.ppid);
  await context.drainSpool(call);
  const thread = await context.readThread(call);
  const subject = subjectOf(call, thread, codex);
  const place = { folder: call.cwd, surface: subject.surface, terminal: codex?.terminal };
  const { isSubagent } = call;
  const turnId = isSubagent ? call.turnId : rootTurnOf(call, thread);
  const codexPid = codex?.kind === 'exec' ? codex.pid : undefined;
  const unlogged = call.transcriptPath === undefined ? { codexPid } : undefined;
  return { codex, thread, asking: { subject, turnId, isSubagent, place, unlogged } };
}

/** A review calls for itself, and what it uses is counted as of the turn that it was asked for in. */
function rootTurnOf({ turnId }: HookCall, thread: RolloutState | undefined): string {
  const turn = thread?.turn;
  return turn?.turnId === turnId ? (turn.rootTurnId ?? turnId) : turnId;
}

async function replyToPrompt(call: HookCall, context: HookContext): Promise<HookReply> {
  const { codex, thread, asking } = await readCaller(call, context);
  await context.readHome(call);
  const circumstances = await context.circumstances(call, thread);
  const { inForce, wallet, nowMs } = circumstances;
  if (!isFresh(wallet, inForce.policy.maxBalanceAgeMs.value, nowMs)) {
    refreshInBackground(process.argv[1], context.homeOf(call), context.env);
  }
  const wish = { ...asking, prompt: call.prompt ?? '' };
  const onAsked = async (approvalId: string): Promise<void> => {
    tellTerminal(codex, (await import('./hookWords.ts')).wordsWhenAsked(approvalId));
  };
  const answer = await answerPrompt(wish, { ...HERE, store: context.store, circumstances, onAsked });
  if (answer.kind === 'go' && answer.preflight?.decision.effect !== 'warn') {
    return SILENT;
  }
  const reply = (await import('./hookWords.ts')).replyOf(answer);
  if (reply.kind === 'block') {
    tellTerminal(codex, reply.text);
  }
  return reply;
}

/** Resolves when a request may start; one that may not is held until its Codex ends. */
async function letPass(call: HookCall, context: HookContext): Promise<void> {
  const { ledger, card, folder, store } = context;
  const policyFiles = context.policySources(call).map(({ file }) => file);
  const passing = { ledger, card, folder, policyFiles };
  const gate = beginPassing(call, passing, Date.now());
  const { codex, thread, asking } = await readCaller(call, context);
  const answer = await answerRequest(asking, await context.circumstances(call, thread), {
    ...HERE,
    store,
    onRoom: (run, room) => {
      letNextPass(gate, call, asking.subject.tier, run, room, passing, Date.now());
    },
    look: async () => {
      await context.drainSpool(call);
      const now = await context.readThread(call);
      return context.circumstances(call, now);
    },
    onHeld: async (asked) => {
      tellTerminal(codex, (await import('./hookWords.ts')).wordsWhenHeld(asked));
    },
    managedPolicyFile: folder.managedPolicyFile,
  });
  if (answer === 'stop') {
    const turn = { threadId: call.threadId, turnId: call.turnId, home: context.homeOf(call) };
    context.close();
    // Loaded where a turn is to be ended, which is seldom.
    await (await import('./endTurn.ts')).endTurn(codex, turn, HOOK_LOG);
  }
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
