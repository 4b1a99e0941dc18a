import {
  HOLDING_TIMEOUT_S,
  type HookDefinition,
  NOTING_TIMEOUT_S,
  hookKey,
  shellQuoted,
  trustedHash,
} from '../hooks/hookConfig.ts';

/** Finds an id in what Codex gives a hook to read; what is no id is none. Inside a text, quotes are escaped. */
const readId = (name: string, field: string): string => `${name}=
case $input in
  *'"${field}":"'*) ${name}=\${input#*'"${field}":"'}; ${name}=\${${name}%%'"'*} ;;
esac
case $${name} in
  *[!0-9A-Za-z-]*) ${name}= ;;
esac
`;
const READ_TURN = `input=$(cat)
${readId('turn', 'turn_id')}`;

/**
 * What Codex runs before each request. It waits until a pass for its turn lies in the gate's folder and takes it; where
 * Codex names no turn, any pass: of those that wait, one can remove it, and no other. Nothing but its own Codex's end
 * lets it go without one, so that a guard that hangs or dies holds the run. Its number and agent lie beside it meanwhile:
 * a guard that comes later finds there who waits.
 */
const WAIT = `gate=$1
umask 077
${READ_TURN}${readId('agent', 'agent_id')}waits=/dev/null
[ -n "$turn" ] && waits="$gate/waits.$turn" && printf '%s %s\\n' "$$" "$agent" >"$waits" 2>/dev/null
looks=0
until [ -e "$gate/open" ]; do
  for pass in "$gate"/pass.\${turn:-*}; do
    [ -e "$pass" ] && rm "$pass" 2>/dev/null && : >"$waits" && exit 0
  done
  kill -0 "$PPID" 2>/dev/null || exit 0
  looks=$((looks + 1))
  if [ "$looks" -lt 200 ]; then pause=0.02; else pause=0.2; fi
  sleep "$pause" 2>/dev/null || sleep 1
done
exit 0
`;

/** What Codex runs after each response, before anything comes of it: what it used is put into the gate's folder, whole. */
const TELL = `gate=$1
umask 077
${READ_TURN}[ -n "$turn" ] && printf '%s' "$input" >"$gate/new.$$" && mv "$gate/new.$$" "$gate/told.$turn.$$"
exit 0
`;

/** The scripts of a gate, by their files' names. */
export const GATE_SCRIPTS = { 'wait.sh': WAIT, 'tell.sh': TELL } as const;

type GateHook = Omit<HookDefinition, 'command'> & { readonly script: keyof typeof GATE_SCRIPTS };

const WAIT_HOOK = {
  script: 'wait.sh',
  timeoutS: HOLDING_TIMEOUT_S,
  statusMessage: 'Codex Guardrails counts the response before',
} as const;

/** Compaction has a hook of its own, passes the others by, and is told of with the thread's total. */
const HOOKS: readonly GateHook[] = [
  { event: 'PreModelRequest', ...WAIT_HOOK },
  { event: 'PreCompact', ...WAIT_HOOK },
  {
    event: 'PostModelRequest',
    script: 'tell.sh',
    timeoutS: NOTING_TIMEOUT_S,
    statusMessage: 'Codex Guardrails counts the response',
  },
];

/** As Codex names the file of hooks that it was started with. */
const SESSION_FLAGS = '/<session-flags>/config.toml';

/**
 * Arguments for a codex that waits at the gate whose scripts lie in `folder`: hooks for this one process, told that they
 * are trusted, so that nothing is written into the person's home. A person's own hooks run beside them.
 */
export function gateArgs(folder: string): readonly string[] {
  const definitions = HOOKS.map(({ script, ...hook }): HookDefinition => {
    return { ...hook, command: `/bin/sh ${shellQuoted(`${folder}/${script}`)} ${shellQuoted(folder)}` };
  });
  const hooks = definitions.map((hook) => `hooks.${hook.event}=[{hooks=[${hookToml(hook)}]}]`);
  const trust = definitions.map((hook) => {
    const key = hookKey(SESSION_FLAGS, { event: hook.event, group: 0, handler: 0 });
    return `"${key}"={trusted_hash="${trustedHash(hook)}"}`;
  });
  return ['features.hooks=true', ...hooks, `hooks.state={${trust.join(',')}}`].flatMap((flag) => ['-c', flag]);
}

function hookToml({ command, timeoutS, statusMessage }: HookDefinition): string {
  // A basic string of TOML is written as one of JSON.
  return `{type="command",command=${JSON.stringify(command)},timeout=${timeoutS},statusMessage="${statusMessage}"}`;
}
