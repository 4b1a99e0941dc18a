import { someBase64, someText } from './filler.ts';
import { limitWindows } from './limits.ts';
import type { Line } from './lineFile.ts';
import type { Request, Turn } from './recentEnvelopes.ts';
import type { ThreadPlan } from './threadPlan.ts';
import { tokenUsage } from './usage.ts';

/** The lines of a Codex that noted running totals only: unnumbered, and nothing but the context tells of the turn. */
const CONTEXT_WINDOW = 272_000;
const WITHOUT_CACHE_WRITES = { withCacheWrites: false };

export function sessionMeta(plan: ThreadPlan): Line {
  return {
    atMs: plan.startedAtMs,
    type: 'session_meta',
    payload: {
      id: plan.id,
      timestamp: new Date(plan.startedAtMs).toISOString(),
      cwd: plan.workspace,
      originator: plan.originator,
      cli_version: plan.codexVersion,
      instructions: someText(plan.isDense ? 200 : 14_000),
      source: plan.originator === 'codex_exec' ? 'exec' : 'cli',
      model_provider: 'openai',
      git: { commit_hash: plan.id.replaceAll('-', '').padEnd(40, '0'), branch: 'main' },
    },
  };
}

export function turnStart(plan: ThreadPlan, turn: Turn, promptBytes: number): readonly Line[] {
  const atMs = turn.startedAtMs;
  const text = someText(promptBytes);
  const context = {
    cwd: plan.workspace,
    approval_policy: 'on-request',
    sandbox_policy: { mode: 'workspace-write', network_access: false },
    model: plan.model,
    effort: plan.effort,
    summary: 'auto',
  };
  return [
    { atMs, type: 'turn_context', payload: context },
    responseItem(atMs, { type: 'message', role: 'user', content: [{ type: 'input_text', text }] }),
    event(atMs, { type: 'user_message', message: text, kind: 'plain' }),
    event(atMs, { type: 'token_count', info: null, rate_limits: rateLimits(atMs) }),
  ];
}

export function reasoning({ atMs, reasoningBytes }: Request): readonly Line[] {
  const text = someText(60);
  return [
    event(atMs, { type: 'agent_reasoning', text }),
    responseItem(atMs, {
      type: 'reasoning',
      summary: [{ type: 'summary_text', text }],
      content: null,
      encrypted_content: someBase64(reasoningBytes),
    }),
  ];
}

export function toolCall({ atMs, responseId, outputBytes }: Request): readonly Line[] {
  const call_id = `call_${responseId}`;
  const output = someText(outputBytes);
  return [
    responseItem(atMs, { type: 'function_call', name: 'shell', arguments: someText(200), call_id }),
    responseItem(atMs, { type: 'function_call_output', call_id, output }),
  ];
}

export function answer({ atMs }: Request): readonly Line[] {
  const text = someText(1_200);
  return [
    event(atMs, { type: 'agent_message', message: text }),
    responseItem(atMs, { type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] }),
  ];
}

export function tokenCount({ atMs, usage, threadUsage }: Request): Line {
  return event(atMs, {
    type: 'token_count',
    info: {
      total_token_usage: tokenUsage(threadUsage, WITHOUT_CACHE_WRITES),
      last_token_usage: tokenUsage(usage, WITHOUT_CACHE_WRITES),
      model_context_window: CONTEXT_WINDOW,
    },
    rate_limits: rateLimits(atMs),
  });
}

/** The history that goes on after one that was too long. These versions noted nowhere what the summary cost. */
export function compacted(atMs: number): Line {
  const kept = { type: 'message', role: 'user', content: [{ type: 'input_text', text: someText(80_000) }] };
  return { atMs, type: 'compacted', payload: { message: someText(4_000), replacement_history: [kept] } };
}

function rateLimits(atMs: number): object {
  return { ...limitWindows(atMs), credits: null };
}

function responseItem(atMs: number, payload: object): Line {
  return { atMs, type: 'response_item', payload };
}

function event(atMs: number, payload: object): Line {
  return { atMs, type: 'event_msg', payload };
}
