import { type CodexProcess, codexAbove, surfaceOfProcess } from '../../codex/hooks/codexProcess.ts';
import type { HookCall } from '../../codex/hooks/hookProtocol.ts';
import type { RolloutState } from '../../codex/rollouts/rolloutState.ts';
import { surfaceOf } from '../../codex/surface.ts';
import { workspaceOf } from '../../ingest/workspaceOf.ts';
import type { HookContext } from './hookContext.ts';

/** Who calls, about what, and where. What is new of its thread, and what hooks were told before, is taken in first. */
export async function readCaller(call: HookCall, context: HookContext) {
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
