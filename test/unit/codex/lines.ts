/** Lines of rollouts as Codex writes them, made small. */

export const THREAD = '01a2055b-fab1-77e2-93f0-b2232235fe84';
export const PARENT = '01a2055b-0000-7000-8000-000000000001';
export const TURN = '01a2055b-fb22-7611-aed4-58c43f857200';
export const TURN_2 = '01a2055c-0b94-7bf2-b2f0-1ff74750da9a';
/** When the thread and its first turn began. */
export const AT = '2026-11-22T22:24:03.893Z';
export const AT_MS = Date.parse(AT);

export type Json = Readonly<Record<string, unknown>>;

export function line(type: string, payload: Json, rest: Json = { timestamp: AT, ordinal: 1 }): string {
  return JSON.stringify({ ...rest, type, payload });
}

export function eventMsg(type: string, payload: Json): string {
  return line('event_msg', { type, ...payload });
}

export function sessionMeta(change: Json = {}): string {
  return line('session_meta', {
    session_id: THREAD,
    id: THREAD,
    timestamp: AT,
    cwd: '/workspace',
    originator: 'codex_exec',
    cli_version: '0.169.0',
    source: 'exec',
    history_mode: 'paginated',
    git: { branch: 'main' },
    ...change,
  });
}

/** The first line of a fork as older versions wrote it: the parent's lines follow. */
export function legacyFork(change: Json = {}): string {
  return sessionMeta({ forked_from_id: PARENT, history_mode: undefined, ...change });
}

export function taskStarted(turnId: string | undefined = TURN, change: Json = {}): string {
  return eventMsg('task_started', {
    turn_id: turnId,
    root_turn_id: turnId,
    started_at: Math.floor(AT_MS / 1000),
    ...change,
  });
}

export function turnContext(change: Json = {}): string {
  return line('turn_context', {
    turn_id: TURN,
    root_turn_id: TURN,
    cwd: '/workspace',
    model: 'gpt-5.5',
    effort: 'medium',
    ...change,
  });
}

export function threadSettings(settings: Json, change: Json = {}): string {
  return eventMsg('thread_settings_applied', {
    thread_id: THREAD,
    thread_settings: { model: 'gpt-5.5', ...settings },
    ...change,
  });
}

/** Usage as Codex writes it; cached and reasoning tokens are inside input and output. */
export function usage(input: number, cached: number, output: number, reasoning = 0): Json {
  return {
    input_tokens: input,
    cached_input_tokens: cached,
    cache_write_input_tokens: 0,
    output_tokens: output,
    reasoning_output_tokens: reasoning,
    total_tokens: input + output,
  };
}

export function usageRecord(responseId: string, used: Json, change: Json = {}): string {
  return line('token_usage_record', {
    thread_id: THREAD,
    turn_id: TURN,
    session_id: THREAD,
    root_turn_id: TURN,
    response_id: responseId,
    usage: used,
    turn_token_usage: usage(9e6, 0, 9e6),
    thread_token_usage: usage(9e6, 0, 9e6),
    ...change,
  });
}

export function tokenCount(total: Json | null, last: Json | null = total): string {
  const info =
    total === null ? null : { total_token_usage: total, last_token_usage: last, model_context_window: 258_400 };
  return eventMsg('token_count', { info, rate_limits: { limit_id: 'codex', primary: { used_percent: 12 } } });
}
