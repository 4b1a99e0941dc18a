/**
 * The part of the hooks' launcher that lets requests pass by itself, in the words of any POSIX shell, and of its own
 * commands alone: to start one program more takes longer than all of this. See `hookGate.ts` for what it reads.
 *
 * Whatever is missing, strange or does not add up means: not by the launcher. Nothing is worked out before it has been
 * seen to be a number, since a shell ends at a sum that it cannot read, and Codex would go on.
 */
export const LAUNCHER_GATE = `
is_number() {
  case $1 in '' | *[!0-9]* | 0?* | ????????????????*) return 1 ;; esac
}

# What stands at a key of the input, as $value. Inside a text quotes are escaped: what looks like a key there is none.
text_of() {
  value=
  case $input in *'"'"$1"'":"'*) value=\${input#*'"'"$1"'":"'} value=\${value%%'"'*} ;; esac
  case $value in '' | *[!0-9A-Za-z._:/-]*) return 1 ;; esac
}

id_of() {
  text_of "$1" || return 1
  case $value in *[!0-9A-Za-z-]*) return 1 ;; esac
}

tokens_of() {
  value=
  case $input in *'"'"$1"'":'*) value=\${input#*'"'"$1"'":'} value=\${value%%[!0-9]*} ;; esac
  case $value in ?????????*) return 1 ;; esac
  is_number "$value"
}

# Seconds that no clock set back can repeat, where the system tells them.
read_clock() {
  clock=
  if [ -r /proc/uptime ]; then IFS='. ' read -r clock rest </proc/uptime; else clock=$(date +%s); fi
  is_number "$clock"
}

read_gate() {
  known= below= from= until= tally= model= own= other= whole=
  while IFS= read -r line; do
    rest=\${line#* }
    case $line in
      'known '*) known=$rest ;;
      'below '*) below=$rest ;;
      'from '*) from=$rest ;;
      'until '*) until=$rest ;;
      'tally '*) tally=$rest ;;
      'model '*) model=$rest ;;
      'own '*) own=$rest ;;
      'other '*) other=$rest ;;
      'older '*) if [ ! -e "$rest" ] || [ "$rest" -nt "$gate" ]; then return 1; fi ;;
      'absent '*) [ ! -e "$rest" ] || return 1 ;;
      'log '*) ;;
      whole) whole=1 ;;
      *) return 1 ;;
    esac
  done <"$gate"
  case $tally in '' | *[!0-9A-Za-z.-]*) return 1 ;; esac
  [ -n "$whole" ] && [ -n "$model" ] && [ -n "$own" ] && [ -n "$other" ] || return 1
  is_number "$known" && is_number "$below" && is_number "$from" && is_number "$until"
}

# Adds what the responses since then cost at most to $known; $told is how many of them were this turn's own.
add_tally() {
  told=
  while IFS=' ' read -r of of_model in_all in_cached out rest; do
    if [ -z "$told" ]; then
      [ "$of" = begun ] || return 1
      told=0
      continue
    fi
    [ "$of_model" = "$model" ] && [ -z "$rest" ] || return 1
    # Of more digits, a sum might be beyond a shell's numbers, and come out below nothing.
    for count in "$in_all" "$in_cached" "$out"; do
      case $count in ?????????*) return 1 ;; esac
      is_number "$count" || return 1
    done
    [ "$in_cached" -le "$in_all" ] || return 1
    if [ "$of" = "$turn" ]; then told=$((told + 1)) && rates=$own; else rates=$other; fi
    set -- $rates
    [ $# = 7 ] || return 1
    for rate; do
      case $rate in ???????????*) return 1 ;; esac
      is_number "$rate" || return 1
    done
    [ "$in_all" -le "$1" ] || shift 3
    known=$((known + ((in_all - in_cached) * $2 + in_cached * $3 + out * $4) / 1000000 + 1))
  done <"$folder/$tally"
  [ -n "$told" ]
}

# Whether this request may start without a closer look. Each response that was told is good for one request after it:
# where none was told, nothing is known of what the request before has used.
passes() {
  id_of session_id || return 1
  folder=$gates/$value
  id_of turn_id || return 1
  turn=$value
  gate=$folder/gate.$turn
  [ -r "$gate" ] && read_clock && read_gate || return 1
  [ "$clock" -ge "$from" ] && [ "$clock" -lt "$until" ] || return 1
  [ -w "$folder/$tally" ] && add_tally || return 1
  [ "$told" -gt 0 ] && [ "$known" -lt "$below" ] || return 1
  set -C
  printf '' >"$folder/passed.$tally.$told" && passed=1
  set +C
  [ -n "$passed" ]
}

# Puts what a response used on every tally of its run; where that cannot be told, no tally is good any more.
tell_tallies() {
  id_of session_id || return 1
  folder=$gates/$value
  [ -d "$folder" ] || return 0
  used='? ?'
  if id_of turn_id; then
    used=$value
    for key in model input_tokens cached_input_tokens output_tokens; do
      if [ "$key" = model ]; then text_of model; else tokens_of "$key"; fi || value='? ?'
      used="$used $value"
    done
  fi
  for tally in "$folder"/tally.*; do
    [ -e "$tally" ] || continue
    printf '%s\\n' "$used" >>"$tally" && continue
    for gate in "$folder"/gate.*; do printf '' >"$gate"; done
  done
}
`;
