import type { StepUsage } from '../../support/codex/backendLog.ts';
import { someBase64, someText } from './filler.ts';
import type { Line } from './lineFile.ts';
import type { ThreadPlan } from './threadPlan.ts';
import { tokenUsage } from './usage.ts';

/** The lines of Codex 0.169. Texts have their usual lengths, in bytes; what they say is filler. */
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

const CONTEXT_WINDOW = 258_400;
const WITH_CACHE_WRITES = { withCacheWrites: true };

export function sessionMeta(plan: ThreadPlan): Line {
  const spawn = { parent_thread_id: plan.parentId, depth: 1, agent_path: null, agent_nickname: 'Noether' };
  const isExec = plan.originator === 'codex_exec';
  const source = plan.parentId === undefined ? (isExec ? 'exec' : 'vscode') : { subagent: { thread_spawn: spawn } };
  return {
    atMs: plan.startedAtMs,
    type: 'session_meta',
    payload: {
      account_scoped: true,
      creator_user_id: 'user-bench',
      creator_account_id: 'acct-bench',
      session_id: plan.rootId,
      id: plan.id,
      ...(plan.parentId === undefined ? {} : { parent_thread_id: plan.parentId }),
      timestamp: new Date(plan.startedAtMs).toISOString(),
      cwd: plan.workspace,
      runtime_workspace_roots: [plan.workspace],
      originator: plan.originator,
      cli_version: plan.codexVersion,
      source,
      thread_source: plan.parentId === undefined ? 'user' : 'subagent',
      model_provider: 'openai',
      base_instructions: {
        text: someText(plan.isDense ? 200 : 20_000),
        provenance: { type: 'model', model: plan.model },
      },
      history_mode: 'paginated',
      context_window: { window_id: plan.id },
      git: { commit_hash: plan.id.replaceAll('-', '').padEnd(40, '0'), branch: 'main' },
    },
  };
}

export function turnStart(plan: ThreadPlan, { id, startedAtMs: atMs }: Turn): readonly Line[] {
  const place = { turn_id: id, root_turn_id: id };
  const settings = { model: plan.model, reasoning_effort: plan.effort, developer_instructions: null };
  const rules = { approval_policy: 'on-request', approvals_reviewer: 'user', permission_profile: { type: 'disabled' } };
  const common = { cwd: plan.workspace, disabled_plugin_ids: [], collaboration_mode: { mode: 'default', settings } };
  const started = event(atMs, {
    type: 'task_started',
    turn_attribution: { turn_trigger: 'user', parent_turn_id: null, initiating_agent_path: null, ...place },
    ...place,
    started_at: Math.floor(atMs / 1000),
    model_context_window: CONTEXT_WINDOW,
    collaboration_mode_kind: 'default',
  });
  const context = { ...place, ...common, ...rules, model: plan.model, effort: plan.effort, summary: 'none' };
  const applied = event(atMs, {
    type: 'thread_settings_applied',
    thread_id: plan.id,
    thread_settings: {
      model: plan.model,
      model_provider_id: 'openai',
      ...(plan.tier === undefined ? {} : { service_tier: plan.tier }),
      ...rules,
      ...common,
      reasoning_effort: plan.effort,
    },
  });
  return [started, { atMs, type: 'turn_context', payload: context }, applied];
}

/** What Codex tells the model of the world: once at the beginning of a thread. */
export function worldState({ model, workspace }: ThreadPlan, turn: Turn): readonly Line[] {
  const atMs = turn.startedAtMs;
  const state = {
    agents_md: { text: someText(3_000) },
    collaboration_mode: { mode: 'default', model },
    environments: { environments: { local: { cwd: workspace, status: 'available', shell: 'bash' } } },
    host_skills: { body: someText(6_000), includeInstructions: true },
    model,
  };
  return [
    message(turn, atMs, 'developer', someText(6_000), someText(3_000)),
    message(turn, atMs, 'user', someText(1_500)),
    { atMs, type: 'world_state', payload: { full: true, state } },
  ];
}

export function prompt(plan: ThreadPlan, turn: Turn, promptBytes: number): readonly Line[] {
  const text = someText(promptBytes);
  const item = { type: 'UserMessage', id: turn.id, content: [{ type: 'text', text, text_elements: [] }] };
  return [message(turn, turn.startedAtMs, 'user', text), itemCompleted(plan, turn, turn.startedAtMs, item)];
}

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
  const window = { used_percent: 12.5, window_minutes: 300, resets_at: Math.floor(atMs / 1000) + 9_000 };
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
      primary: window,
      secondary: { ...window, window_minutes: 10_080 },
      credits: { has_credits: true, unlimited: false, balance: '812.25' },
      individual_limit: null,
      spend_control_reached: null,
      plan_type: null,
      rate_limit_reached_type: null,
    },
  });
}

export function turnEnd({ id, startedAtMs }: Turn, atMs: number): Line {
  const times = { started_at: Math.floor(startedAtMs / 1000), completed_at: Math.floor(atMs / 1000) };
  const measured = { duration_ms: atMs - startedAtMs, time_to_first_token_ms: 1_200 };
  const place = { root_turn_id: id, turn_id: id };
  return event(atMs, { type: 'task_complete', ...place, last_agent_message: someText(1_200), ...times, ...measured });
}

function message(turn: Turn, atMs: number, role: 'developer' | 'user' | 'assistant', ...texts: string[]): Line {
  const type = role === 'assistant' ? 'output_text' : 'input_text';
  return responseItem(turn, atMs, {
    type: 'message',
    id: `msg_${turn.id}`,
    role,
    content: texts.map((text) => ({ type, text })),
  });
}

function responseItem({ id }: Turn, atMs: number, item: object): Line {
  const passthrough = { turn_id: id, create_time: atMs / 1000, content_item_kinds: ['user.text'] };
  return {
    atMs,
    type: 'response_item',
    payload: { ...item, internal_chat_message_metadata_passthrough: passthrough },
    metadata: { history_sequence: 7, sampled_through_sequence: 5, client_authored: false },
  };
}

function itemCompleted(plan: ThreadPlan, turn: Turn, atMs: number, item: object): Line {
  const times = { started_at_ms: atMs, completed_at_ms: atMs };
  return event(atMs, { type: 'item_completed', thread_id: plan.id, turn_id: turn.id, item, ...times });
}

function event(atMs: number, payload: object): Line {
  return { atMs, type: 'event_msg', payload };
}
