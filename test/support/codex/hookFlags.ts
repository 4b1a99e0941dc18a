import { createHash } from 'node:crypto';

/** The hooks that the product answers, and how Codex spells them in keys. */
const EVENTS = {
  UserPromptSubmit: 'user_prompt_submit',
  PreModelRequest: 'pre_model_request',
  PreCompact: 'pre_compact',
  PostModelRequest: 'post_model_request',
} as const;

export type HookEvent = keyof typeof EVENTS;

const LONG_TIMEOUT_S = 3600;
const KEY_PREFIX = '/<session-flags>/config.toml:';

/**
 * Flags for one codex that runs these commands as its hooks, told that they are trusted: nothing is installed, and
 * nothing is written into its home.
 */
export function hookFlags(commands: Readonly<Partial<Record<HookEvent, string>>>, timeoutS = LONG_TIMEOUT_S): string[] {
  const wanted = Object.entries(commands) as [HookEvent, string][];
  const hooks = wanted.map(
    ([event, command]) =>
      `hooks.${event}=[{hooks=[{type="command",command=${JSON.stringify(command)},timeout=${timeoutS}}]}]`,
  );
  const trust = wanted.map(
    ([event, command]) => `"${KEY_PREFIX}${EVENTS[event]}:0:0"={trusted_hash="${hash(event, command, timeoutS)}"}`,
  );
  return ['features.hooks=true', ...hooks, `hooks.state={${trust.join(',')}}`].flatMap((flag) => ['-c', flag]);
}

/** Codex trusts a hook by the hash of its definition: JSON without blanks, keys in order. */
function hash(event: HookEvent, command: string, timeout: number): string {
  const hook = { async: false, command, timeout, type: 'command' };
  const definition = JSON.stringify({ event_name: EVENTS[event], hooks: [hook] });
  return `sha256:${createHash('sha256').update(definition).digest('hex')}`;
}
