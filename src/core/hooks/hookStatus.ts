/**
 * The moments of a Codex run at which a hook of ours is called. Tools are never denied, and a turn's end is never
 * blocked: both make the agent spend more.
 */
export const HOOK_EVENTS = ['UserPromptSubmit', 'PreModelRequest', 'PreCompact', 'PostModelRequest'] as const;
export type HookEvent = (typeof HOOK_EVENTS)[number];

/**
 * How a hook of ours stands in a Codex home. Codex passes over every hook that is not `active`, without a word.
 *
 * `needs-review`: nobody has trusted it yet; `modified`: it is another one than was trusted; `disabled`: switched off,
 * alone or with all hooks; `missing`: not in the file; `managed-only`: the administrator lets only their own hooks run.
 */
export type HookState = 'active' | 'needs-review' | 'disabled' | 'modified' | 'missing' | 'managed-only';

export interface HookStatus {
  readonly home: string;
  readonly event: HookEvent;
  readonly state: HookState;
  /** The file that it stands in, or would stand in. */
  readonly sourcePath: string;
}

/** Whether all hooks of ours are run, some, or none; undefined where none is known. */
export function hooksAtWork(hooks: readonly HookStatus[]): 'all' | 'some' | 'none' | undefined {
  if (hooks.length === 0) {
    return undefined;
  }
  const active = hooks.filter(({ state }) => state === 'active').length;
  return active === 0 ? 'none' : active === hooks.length ? 'all' : 'some';
}
