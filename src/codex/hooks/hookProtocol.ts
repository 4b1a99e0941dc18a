import { GuardError } from '../../base/errors.ts';
import { HOOK_EVENTS, type HookEvent } from '../../core/hooks/hookStatus.ts';
import type { TokenUsage } from '../../core/usage/tokenUsage.ts';
import { isObject, parsedJson, textIn, usageIn } from '../rollouts/jsonFields.ts';

/** What Codex says when it calls a hook. */
export interface HookCall {
  readonly event: HookEvent;
  /** The thread that the person works in, also where a subagent calls. */
  readonly rootThreadId: string;
  /** The thread that calls. */
  readonly threadId: string;
  readonly isSubagent: boolean;
  readonly turnId: string;
  /** The calling thread's rollout; undefined where it keeps none. */
  readonly transcriptPath: string | undefined;
  readonly cwd: string;
  readonly model: string | undefined;
  /** Of `UserPromptSubmit`. */
  readonly prompt: string | undefined;
  /** Of `PostModelRequest`: what the response used; undefined where it was broken off. */
  readonly usage: TokenUsage | undefined;
}

/** What is said to Codex. `tell` shows a text and goes on; `block` keeps a prompt from the model. */
export type HookReply =
  | { readonly kind: 'silent' }
  | { readonly kind: 'tell'; readonly text: string }
  | { readonly kind: 'block'; readonly text: string };

/** A rollout's name ends with its thread's, which is a UUID. */
const ROLLOUT_OF_THREAD = /-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.jsonl(?:\.zst)?$/;

export function isHookEvent(name: string): name is HookEvent {
  return (HOOK_EVENTS as readonly string[]).includes(name);
}

/** Reads a hook's input. Throws `hook.unreadable` where it lacks what no answer can do without. */
export function readHookCall(event: HookEvent, input: string): HookCall {
  const fields = parsedJson(input);
  if (!isObject(fields)) {
    throw new GuardError('hook.unreadable', 'the hook’s input is no JSON object');
  }
  const named = textIn(fields, 'hook_event_name');
  if (named !== undefined && named !== event) {
    throw new GuardError('hook.unreadable', `the hook’s input is of ${named}, and ${event} was to be answered`);
  }
  const required = (key: string): string => {
    const value = textIn(fields, key);
    if (value === undefined) {
      throw new GuardError('hook.unreadable', `the hook’s input has no “${key}”`);
    }
    return value;
  };
  const rootThreadId = required('session_id');
  const agentId = textIn(fields, 'agent_id');
  const transcriptPath = textIn(fields, 'transcript_path');
  return {
    event,
    rootThreadId,
    threadId: agentId ?? threadOfRollout(transcriptPath) ?? rootThreadId,
    isSubagent: agentId !== undefined && agentId !== rootThreadId,
    turnId: required('turn_id'),
    transcriptPath,
    cwd: required('cwd'),
    model: textIn(fields, 'model'),
    prompt: typeof fields['prompt'] === 'string' ? fields['prompt'] : undefined,
    usage: usageIn(fields, 'token_usage'),
  };
}

/** A review calls under the name of the thread that it was asked for in, and logs in one of its own. */
function threadOfRollout(file: string | undefined): string | undefined {
  return file === undefined ? undefined : ROLLOUT_OF_THREAD.exec(file)?.[1];
}

/** What the hook writes to its output; nothing where it has nothing to say. */
export function hookOutput(reply: HookReply): string {
  switch (reply.kind) {
    case 'silent':
      return '';
    case 'tell':
      return JSON.stringify({ systemMessage: reply.text });
    case 'block':
      return JSON.stringify({ decision: 'block', reason: reply.text });
  }
}
