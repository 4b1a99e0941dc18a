import { someText } from './filler.ts';
import type { Line } from './lineFile.ts';
import { CONTEXT_WINDOW, type Turn, event, itemCompleted, message } from './recentEnvelopes.ts';
import type { ThreadPlan } from './threadPlan.ts';

/**
 * The lines of Codex 0.169 around the requests of a thread. Texts have their usual lengths, in bytes; what they say is
 * filler.
 */
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

export function turnEnd({ id, startedAtMs }: Turn, atMs: number): Line {
  const times = { started_at: Math.floor(startedAtMs / 1000), completed_at: Math.floor(atMs / 1000) };
  const measured = { duration_ms: atMs - startedAtMs, time_to_first_token_ms: 1_200 };
  const place = { root_turn_id: id, turn_id: id };
  return event(atMs, { type: 'task_complete', ...place, last_agent_message: someText(1_200), ...times, ...measured });
}
