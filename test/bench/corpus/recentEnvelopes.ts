import type { StepUsage } from '../../support/codex/backendLog.ts';
import type { Line } from './lineFile.ts';
import type { ThreadPlan } from './threadPlan.ts';

/** How Codex 0.169 wraps what it writes, and what its lines tell of. */
export interface Turn {
  readonly id: string;
  readonly startedAtMs: number;
}

export interface Request {
  readonly atMs: number;
  readonly responseId: string;
  readonly usage: StepUsage;
  readonly turnUsage: StepUsage;
  readonly threadUsage: StepUsage;
  readonly reasoningBytes: number;
  readonly outputBytes: number;
}

export const CONTEXT_WINDOW = 258_400;

export function message(turn: Turn, atMs: number, role: 'developer' | 'user' | 'assistant', ...texts: string[]): Line {
  const type = role === 'assistant' ? 'output_text' : 'input_text';
  return responseItem(turn, atMs, {
    type: 'message',
    id: `msg_${turn.id}`,
    role,
    content: texts.map((text) => ({ type, text })),
  });
}

export function responseItem({ id }: Turn, atMs: number, item: object): Line {
  const passthrough = { turn_id: id, create_time: atMs / 1000, content_item_kinds: ['user.text'] };
  return {
    atMs,
    type: 'response_item',
    payload: { ...item, internal_chat_message_metadata_passthrough: passthrough },
    metadata: { history_sequence: 7, sampled_through_sequence: 5, client_authored: false },
  };
}

export function itemCompleted(plan: ThreadPlan, turn: Turn, atMs: number, item: object): Line {
  const times = { started_at_ms: atMs, completed_at_ms: atMs };
  return event(atMs, { type: 'item_completed', thread_id: plan.id, turn_id: turn.id, item, ...times });
}

export function event(atMs: number, payload: object): Line {
  return { atMs, type: 'event_msg', payload };
}
