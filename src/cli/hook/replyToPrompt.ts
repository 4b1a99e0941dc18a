import type { HookCall, HookReply } from '../../codex/hooks/hookProtocol.ts';
import { type HookSurroundings, answerPrompt } from '../../guard/hooks/answerPrompt.ts';
import { isFresh } from '../../guard/pollWallet.ts';
import { boundHookFailures } from '../../ingest/hookFailures.ts';
import type { HookContext } from './hookContext.ts';
import { readCaller } from './readCaller.ts';
import { readHome } from './readHome.ts';
import { refreshInBackground } from './refreshInBackground.ts';

/** What an answer needs of this process. */
type Here = Pick<HookSurroundings, 'newId' | 'nowMs' | 'setTimer' | 'pid'>;

/**
 * Decides on a prompt, on all that is known of its home. An administrator's hook may be called beside that of the home:
 * one of the two answers. Throws where there is no answer.
 */
export async function replyToPrompt(call: HookCall, context: HookContext, here: Here): Promise<HookReply> {
  const { event, turnId, prompt } = call;
  const { ledger, store } = context;
  const shared = { event, turnId, promptHash: prompt === undefined ? undefined : await store.hashOfPrompt(prompt) };
  if (!ledger.takeHookCall(shared, Date.now())) {
    return SILENT;
  }
  const reply = await decideOnPrompt(call, context, here);
  await store.endHookCall(shared);
  return reply;
}

const SILENT: HookReply = { kind: 'silent' };

async function decideOnPrompt(call: HookCall, context: HookContext, here: Here): Promise<HookReply> {
  const { codex, thread, asking } = await readCaller(call, context);
  await readHome(context.homeOf(call), context);
  boundHookFailures(context.folder.spoolFolder);
  const circumstances = await context.circumstances(call, thread);
  const { inForce, wallet, nowMs } = circumstances;
  if (!isFresh(wallet, inForce.policy.maxBalanceAgeMs.value, nowMs)) {
    refreshInBackground(process.argv[1], context.homeOf(call), context.env);
  }
  const wish = { ...asking, prompt: call.prompt ?? '' };
  const onAsked = async (approvalId: string): Promise<void> => {
    (await import('./hookWords.ts')).tellAsked(codex, approvalId);
  };
  const answer = await answerPrompt(wish, { ...here, store: context.store, circumstances, onAsked });
  if (answer.kind === 'go' && answer.preflight?.decision.effect !== 'warn') {
    return SILENT;
  }
  return (await import('./hookWords.ts')).replyWith(answer, codex);
}
