import type { StepUsage } from './backendLog.ts';
import type { DemoAccount, DemoWindow } from './demoAccount.ts';
import type { DemoRequest, DemoThread, DemoTurn } from './demoPlan.ts';

/** One line of a rollout, before it is numbered. The functions here write them in the shapes of Codex 0.169. */
export interface Line {
  readonly atMs: number;
  readonly type: string;
  readonly payload: object;
}

const CONTEXT_WINDOW = 258_400;
const ANSWER = 'Done. The tests pass, and the change is described in the commit.';

export function sessionMeta({ id, rootId, parentId, originator, workspace, turns }: DemoThread): Line {
  const atMs = turns[0]?.startedAtMs ?? 0;
  const nickname = 'Lagrange';
  return {
    atMs,
    type: 'session_meta',
    payload: {
      account_scoped: true,
      creator_user_id: 'user-loopback',
      creator_account_id: 'acct-loopback',
      session_id: rootId,
      id,
      ...(parentId === undefined ? {} : { parent_thread_id: parentId }),
      timestamp: new Date(atMs).toISOString(),
      cwd: workspace,
      runtime_workspace_roots: [workspace],
      originator,
      cli_version: '0.169.0',
      source: parentId === undefined ? source(originator) : spawnSource(parentId, nickname),
      thread_source: parentId === undefined ? 'user' : 'subagent',
      ...(parentId === undefined ? {} : { agent_nickname: nickname }),
      model_provider: 'loopback',
      base_instructions: { text: 'You are Codex, a coding agent.' },
      history_mode: 'paginated',
      git: { commit_hash: id.replaceAll('-', '').padEnd(40, '0'), branch: 'main' },
    },
  };
}

/** Whatever runs on an app-server is called `vscode`: the terminal's interface too, since it lives on the daemon. */
function source(originator: DemoThread['originator']): string {
  return originator === 'codex_exec' ? 'exec' : 'vscode';
}

function spawnSource(parentId: string, nickname: string): object {
  const spawn = { parent_thread_id: parentId, depth: 1, agent_path: null, agent_nickname: nickname, agent_role: null };
  return { subagent: { thread_spawn: spawn } };
}

export function turnStart(thread: DemoThread, turn: DemoTurn): Line[] {
  const { workspace, model, effort, tier } = thread;
  const { startedAtMs: atMs, id, rootTurnId, parentTurnId, prompt } = turn;
  const place = { turn_id: id, root_turn_id: rootTurnId };
  const collaboration = {
    mode: 'default',
    settings: { model, reasoning_effort: effort, developer_instructions: null },
  };
  const rules = { approval_policy: 'on-request', approvals_reviewer: 'user' };
  return [
    event(atMs, {
      type: 'task_started',
      turn_attribution: { turn_trigger: null, parent_turn_id: parentTurnId, initiating_agent_path: null, ...place },
      ...place,
      started_at: Math.floor(atMs / 1000),
      model_context_window: CONTEXT_WINDOW,
      collaboration_mode_kind: 'default',
    }),
    {
      atMs,
      type: 'turn_context',
      payload: {
        ...place,
        cwd: workspace,
        ...rules,
        model,
        collaboration_mode: collaboration,
        effort,
        summary: 'none',
        sandbox_policy: { type: 'workspace-write', network_access: false },
      },
    },
    event(atMs, {
      type: 'thread_settings_applied',
      thread_id: thread.id,
      thread_settings: {
        model,
        model_provider_id: 'loopback',
        ...(tier === undefined ? {} : { service_tier: tier }),
        ...rules,
        cwd: workspace,
        runtime_workspace_roots: [workspace],
        reasoning_effort: effort,
        collaboration_mode: collaboration,
      },
    }),
    responseItem(atMs, turn, {
      type: 'message',
      id: `msg_${id}`,
      role: 'user',
      content: [{ type: 'input_text', text: prompt }],
    }),
    itemCompleted(atMs, thread, turn, {
      type: 'UserMessage',
      id,
      content: [{ type: 'text', text: prompt, text_elements: [] }],
    }),
  ];
}

export function toolCall(turn: DemoTurn, { completedAtMs, responseId, command }: DemoRequest): Line[] {
  return [
    responseItem(completedAtMs, turn, {
      type: 'function_call',
      id: `fc_${responseId}`,
      name: 'exec_command',
      arguments: JSON.stringify({ cmd: command }),
      call_id: `call_${responseId}`,
    }),
  ];
}

export function toolOutput(
  thread: DemoThread,
  turn: DemoTurn,
  { completedAtMs, responseId, command }: DemoRequest,
): Line[] {
  return [
    itemCompleted(completedAtMs, thread, turn, {
      type: 'CommandExecution',
      id: `call_${responseId}`,
      command: ['/bin/bash', '-lc', command],
      cwd: `file://${thread.workspace}`,
      source: 'unified_exec_startup',
      status: 'completed',
      aggregated_output: '',
      exit_code: 0,
      duration: { secs: 0, nanos: 30_000_000 },
    }),
    responseItem(completedAtMs, turn, {
      type: 'function_call_output',
      id: `fco_${responseId}`,
      call_id: `call_${responseId}`,
      output: 'Wall time: 0.0300 seconds\nProcess exited with code 0\nOutput:\n',
    }),
  ];
}

export function answer(thread: DemoThread, turn: DemoTurn, { completedAtMs, responseId }: DemoRequest): Line[] {
  const id = `msg_${responseId}`;
  return [
    itemCompleted(completedAtMs, thread, turn, { type: 'AgentMessage', id, content: [{ type: 'Text', text: ANSWER }] }),
    responseItem(completedAtMs, turn, {
      type: 'message',
      id,
      role: 'assistant',
      content: [{ type: 'output_text', text: ANSWER, annotations: [] }],
    }),
  ];
}

export function usageRecord(
  { id, rootId }: DemoThread,
  turn: DemoTurn,
  request: DemoRequest,
  turnUsage: StepUsage,
  threadUsage: StepUsage,
): Line {
  return {
    atMs: request.completedAtMs,
    type: 'token_usage_record',
    payload: {
      thread_id: id,
      turn_id: turn.id,
      session_id: rootId,
      root_turn_id: turn.rootTurnId,
      response_id: request.responseId,
      usage: tokenUsage(request.usage),
      turn_token_usage: tokenUsage(turnUsage),
      thread_token_usage: tokenUsage(threadUsage),
    },
  };
}

export function tokenCount(request: DemoRequest, threadUsage: StepUsage, account: DemoAccount | undefined): Line {
  return event(request.completedAtMs, {
    type: 'token_count',
    info: {
      total_token_usage: tokenUsage(threadUsage),
      last_token_usage: tokenUsage(request.usage),
      last_usage_includes_reasoning: false,
      model_context_window: CONTEXT_WINDOW,
    },
    rate_limits: account === undefined ? null : rateLimits(account),
  });
}

function rateLimits({ balance, primary, secondary }: DemoAccount): object {
  return {
    limit_id: 'codex',
    limit_name: null,
    primary: rateLimitWindow(primary),
    secondary: rateLimitWindow(secondary),
    credits: { has_credits: true, unlimited: false, balance: balance.toString() },
    individual_limit: null,
    spend_control_reached: null,
    plan_type: null,
    rate_limit_reached_type: null,
  };
}

function rateLimitWindow({ usedPercent, windowMinutes, resetsAt }: DemoWindow): object {
  return { used_percent: usedPercent, window_minutes: windowMinutes, resets_at: resetsAt };
}

export function turnEnd({ id, rootTurnId, startedAtMs, endedAtMs, interrupted }: DemoTurn): Line {
  const times = {
    started_at: Math.floor(startedAtMs / 1000),
    completed_at: Math.floor(endedAtMs / 1000),
    duration_ms: endedAtMs - startedAtMs,
  };
  const place = { root_turn_id: rootTurnId, turn_id: id };
  return event(
    endedAtMs,
    interrupted
      ? { type: 'turn_aborted', ...place, reason: 'interrupted', ...times }
      : { type: 'task_complete', ...place, last_agent_message: ANSWER, ...times },
  );
}

function event(atMs: number, payload: object): Line {
  return { atMs, type: 'event_msg', payload };
}

function responseItem(atMs: number, turn: DemoTurn, item: object): Line {
  return {
    atMs,
    type: 'response_item',
    payload: { ...item, internal_chat_message_metadata_passthrough: { turn_id: turn.id } },
  };
}

function itemCompleted(atMs: number, thread: DemoThread, turn: DemoTurn, item: object): Line {
  const times = { started_at_ms: atMs, completed_at_ms: atMs };
  return event(atMs, { type: 'item_completed', thread_id: thread.id, turn_id: turn.id, item, ...times });
}

function tokenUsage({ input, cached, cacheWrite, output, reasoning }: StepUsage): object {
  return {
    input_tokens: input,
    cached_input_tokens: cached,
    cache_write_input_tokens: cacheWrite,
    output_tokens: output,
    reasoning_output_tokens: reasoning,
    total_tokens: input + output,
  };
}
