import { after } from '../../base/timers.ts';
import { DECISION_VARIABLE } from '../../codex/hooks/hookVariables.ts';
import { type HookCall, type HookReply, hookOutput, readHookCall } from '../../codex/hooks/hookProtocol.ts';
import type { HookEvent } from '../../core/hooks/hookStatus.ts';
import { answerRequest } from '../../guard/hooks/answerRequest.ts';
import { newId } from '../newId.ts';
import { HookContext } from './hookContext.ts';
import { beginPassing, letNextPass } from './hookPasses.ts';
import { readCaller } from './readCaller.ts';

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
      return (await import('./replyToPrompt.ts')).replyToPrompt(call, context, HERE);
    case 'PreModelRequest':
    case 'PreCompact':
      if (isForUs(call, context)) {
        await letPass(call, context);
      }
      return SILENT;
    case 'PostModelRequest':
      // The launcher spools what responses used; only a hook that is called without it comes here.
      (await import('./recordResponse.ts')).recordResponse(call, context.ledger);
      return SILENT;
  }
}

/** An administrator's hook may be called beside that of the home: one of the two answers. */
function isForUs({ event, turnId }: HookCall, { ledger }: HookContext): boolean {
  return ledger.takeHookCall({ event, turnId, promptHash: undefined }, Date.now());
}

const SILENT: HookReply = { kind: 'silent' };

/** What an answer needs of this process. */
const HERE = { newId, nowMs: () => Date.now(), setTimer: after, pid: process.pid } as const;

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
      (await import('./hookWords.ts')).tellHeld(codex, asked);
    },
    managedPolicyFile: folder.managedPolicyFile,
  });
  if (answer === 'stop') {
    const turn = { threadId: call.threadId, turnId: call.turnId, home: context.homeOf(call) };
    context.close();
    // Loaded where a turn is to be ended, which is seldom.
    await (await import('./endTurn.ts')).endTurn(codex, turn);
  }
}
