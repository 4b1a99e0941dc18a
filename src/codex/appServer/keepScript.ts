/**
 * Keeps an app-server that outlives its guard: `keep.sh FOLDER EVERY LOOKS COMMAND…` runs the command, looks every so
 * many seconds at whether the guard's beat has changed, and ends all when it has not for so many looks; for three, until
 * `noted` is in the folder: before that no other guard could find it, and nobody would ever go on with it. Told to end, it
 * lets Codex end by itself first. At the end nothing but SIGKILL is good enough: whatever else ends the gate's hooks
 * before Codex would let their requests go.
 */
export const KEEP = `folder=$1 every=$2 looks=$3
shift 3
umask 077
codex=
lives() { kill -0 "$codex" 2>/dev/null; }
finish() {
  rm -f "$(readlink "$folder/socket")" "$folder/socket" 2>/dev/null
  kill -KILL 0
}
stop() {
  trap '' TERM
  kill -TERM "$codex" 2>/dev/null
  tries=0
  while lives && [ "$tries" -lt 20 ]; do tries=$((tries + 1)); sleep 0.1; done
  finish
}
trap stop TERM
"$@" </dev/null >/dev/null 2>"$folder/said" &
codex=$!
echo "$$" >"$folder/keeper"
tries=0
until [ -e "$folder/socket" ] || ! lives || [ "$tries" -ge 100 ]; do tries=$((tries + 1)); sleep 0.1; done
missed=0 last=
while lives; do
  sleep "$every" &
  wait "$!"
  beat=
  read -r beat 2>/dev/null <"$folder/beat"
  if [ "$beat" = "$last" ]; then missed=$((missed + 1)); else missed=0 last=$beat; fi
  most=3
  [ ! -e "$folder/noted" ] || most=$looks
  [ "$missed" -lt "$most" ] || finish
done
finish
`;
