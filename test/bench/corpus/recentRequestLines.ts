import { someBase64, someText } from './filler.ts';
import { balanceText, limitWindows } from './limits.ts';
import type { Line } from './lineFile.ts';
import {
  CONTEXT_WINDOW,
  type Request,
  type Turn,
  event,
  itemCompleted,
  message,
  responseItem,
} from './recentEnvelopes.ts';
import type { ThreadPlan } from './threadPlan.ts';
import { tokenUsage } from './usage.ts';

/** The lines of Codex 0.169 for one request. */
const WITH_CACHE_WRITES = { withCacheWrites: true };

export function reasoning(plan: ThreadPlan, turn: Turn, request: Request): readonly Line[] {
  const { atMs, responseId, reasoningBytes } = request;
  const id = `rs_${responseId}`;
  return [
    itemCompleted(plan, turn, atMs, { type: 'Reasoning', id, summary_text: [someText(60)], raw_content: [] }),
    responseItem(turn, atMs, {
      type: 'reasoning',
      id,
      summary: [{ type: 'summary_text', text: someText(60) }],
      content: null,
      encrypted_content: someBase64(reasoningBytes),
    }),
  ];
}

export function toolCall(turn: Turn, { atMs, responseId }: Request): Line {
  const call = { type: 'function_call', id: `fc_${responseId}`, name: 'exec_command', call_id: `call_${responseId}` };
  return responseItem(turn, atMs, { ...call, arguments: someText(160) });
}

export function toolOutput(plan: ThreadPlan, turn: Turn, request: Request): readonly Line[] {
  const { atMs, responseId, outputBytes } = request;
  const id = `call_${responseId}`;
  const item = {
    type: 'CommandExecution',
    id,
    process_id: '4711',
    command: ['/bin/bash', '-lc', someText(120)],
    cwd: `file://${plan.workspace}`,
    parsed_cmd: [{ type: 'unknown', cmd: someText(120) }],
    source: 'unified_exec_startup',
    status: 'completed',
    aggregated_output: someText(outputBytes),
    exit_code: 0,
    duration: { secs: 0, nanos: 30_000_000 },
  };
  const output = { type: 'function_call_output', id: `fco_${responseId}`, call_id: id, output: someText(outputBytes) };
  return [itemCompleted(plan, turn, atMs, item), responseItem(turn, atMs, output)];
}

export function answer(plan: ThreadPlan, turn: Turn, { atMs, responseId }: Request): readonly Line[] {
  const id = `msg_${responseId}`;
  const text = someText(1_200);
  return [
    itemCompleted(plan, turn, atMs, { type: 'AgentMessage', id, content: [{ type: 'Text', text }] }),
    message(turn, atMs, 'assistant', text),
  ];
}

export function usageRecord(plan: ThreadPlan, turn: Turn, request: Request): Line {
  return {
    atMs: request.atMs,
    type: 'token_usage_record',
    payload: {
      thread_id: plan.id,
      turn_id: turn.id,
      session_id: plan.rootId,
      root_turn_id: turn.id,
      response_id: request.responseId,
      usage: tokenUsage(request.usage, WITH_CACHE_WRITES),
      turn_token_usage: tokenUsage(request.turnUsage, WITH_CACHE_WRITES),
      thread_token_usage: tokenUsage(request.threadUsage, WITH_CACHE_WRITES),
    },
  };
}

export function tokenCount({ atMs, usage, threadUsage }: Request): Line {
  return event(atMs, {
    type: 'token_count',
    info: {
      total_token_usage: tokenUsage(threadUsage, WITH_CACHE_WRITES),
      last_token_usage: tokenUsage(usage, WITH_CACHE_WRITES),
      last_usage_includes_reasoning: false,
      model_context_window: CONTEXT_WINDOW,
    },
    rate_limits: {
      limit_id: 'codex',
      limit_name: null,
      ...limitWindows(atMs),
      credits: { has_credits: true, unlimited: false, balance: balanceText(atMs) },
      individual_limit: null,
      spend_control_reached: null,
      plan_type: null,
      rate_limit_reached_type: null,
    },
  });
}
