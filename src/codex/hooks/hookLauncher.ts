import { REASON_VARIABLE, WAITING_VARIABLE } from './hookVariables.ts';
import { LAUNCHER_GATE } from './launcherGate.ts';

/** Rises whenever the script below changes: a newer one replaces an older one, never the other way round. */
const LAUNCHER_VERSION = 6;
const VERSION_LINE = /^# Version (\d+)$/m;

/**
 * What Codex's hooks start, as `/bin/sh LAUNCHER EVENT [managed]`, with the hook's JSON on standard input. It lies in the data
 * folder, beside `runtime`, which says what answers, and `on-failure`, which says what to do when nothing answers.
 *
 * What a request has used is only put down, and no program started for it but the one that renames; a request whose
 * gate is open passes with none at all. Prompts may be long, and `read` takes a byte at a time: the answering program
 * reads them by itself.
 */
export const LAUNCHER = `#!/bin/sh
# Codex Guardrails: what the hooks of Codex start. It is written anew where it is older; do not change it.
# Version ${LAUNCHER_VERSION}
event=$1
bin=\${0%/*}
spool=\${bin%/*}/spool
gates=\${bin%/*}/hook-gates
passed=
# Whatever the surroundings say: what answers belongs to this launcher.
export CODEX_GUARDRAILS_HOME="\${bin%/*}"
export ${WAITING_VARIABLE}="$PPID $$"
why=$spool/.$PPID.$$.why
export ${REASON_VARIABLE}="$why"
umask 077

read_input() {
  input=
  while IFS= read -r line || [ -n "$line" ]; do input=$input$line; done
}
${LAUNCHER_GATE}
if [ "$event" = PreModelRequest ]; then
  read_input
  passes 2>/dev/null && exit 0
fi

if [ "$event" = PostModelRequest ]; then
  read_input
  [ -d "$spool" ] || mkdir -p "$spool"
  name=$spool/$PPID.$$\${2:+.$2}
  while [ -e "$name.json" ]; do name=$name.0; done
  printf '%s\\n' "$input" >"$spool/.$PPID.$$.tmp" && mv "$spool/.$PPID.$$.tmp" "$name.json"
  # Only now: who begins a tally, and then empties the spool, finds it in one of both.
  tell_tallies 2>/dev/null
  exit 0
fi

run() {
  if [ "$event" = UserPromptSubmit ]; then "$node" "$hook" "$event"; else printf '%s\\n' "$input" | "$node" "$hook" "$event"; fi
}

answer() {
  node= hook= electron=
  if [ -r "$bin/runtime" ]; then
    while IFS= read -r line; do
      case $line in
        node=*) node=\${line#*=} ;;
        hook=*) hook=\${line#*=} ;;
        electron=*) electron=\${line#*=} ;;
      esac
    done <"$bin/runtime"
  fi
  if [ ! -x "$node" ] || [ ! -r "$hook" ]; then
    reason="there is no program at \${node:-an unknown place}, or none for it at \${hook:-an unknown place}"
    return 1
  fi
  [ -z "$electron" ] || export ELECTRON_RUN_AS_NODE=1
  # What Node has compiled once, it need not compile for each call.
  export NODE_COMPILE_CACHE="$CODEX_GUARDRAILS_HOME/cache/hook"
  out=$(run)
  code=$?
  [ "$code" = 0 ] && return 0
  reason="the program ended with code $code"
  [ ! -r "$why" ] || { IFS= read -r reason <"$why" && rm -f "$why"; }
  return 1
}

give() {
  [ -z "$out" ] || printf '%s\\n' "$out"
  exit 0
}

obey() {
  mode=allow
  [ ! -r "$bin/on-failure" ] || IFS= read -r mode <"$bin/on-failure"
  [ "$mode" = deny ] || exit 0
}

[ "$event" != PreCompact ] || read_input
answer && give
# Nobody waits any more: this is no failure.
kill -0 "$PPID" 2>/dev/null || exit 0
[ -d "$spool" ] || mkdir -p "$spool"
printf '%s %s %s\\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$event" "$reason" >>"$spool/failures"
obey
if [ "$event" = UserPromptSubmit ]; then
  printf '%s\\n' '{"decision":"block","reason":"Codex Guardrails could not look at this prompt, and your policy lets nothing run unguarded (onGuardFailure). “codex-guardrails doctor” says what is wrong."}'
  exit 0
fi
while kill -0 "$PPID" 2>/dev/null; do
  sleep 1
  answer && give
  obey
done
exit 0
`;

/** Whether a launcher is to be written over one of this text; undefined: there is none. */
export function isLauncherOlder(text: string | undefined): boolean {
  const version = text === undefined ? undefined : VERSION_LINE.exec(text)?.[1];
  return version === undefined || Number(version) < LAUNCHER_VERSION;
}
