#!/usr/bin/env bash
# ./dev run [--once] [OPTION…]: `mirante demo`, the panel beside a simulated AWS, with the options of
# that command. Prints the address and who can log in; Ctrl-C ends it. --once logs in, looks at the
# servers, stops one and waits until it was seen stopped, and ends; nothing is left behind.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."
source tools/dev/lib.sh

mirante=${MIRANTE_BIN:-$PWD/build/release/mirante}
if [ "${1:-}" != --once ]; then exec "$mirante" demo "$@"; fi
shift

folder=$(mktemp -d /tmp/mirante-run.XXXXXX)
end() {
  trap - EXIT INT TERM
  kill "$demo" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$folder"
}
"$mirante" demo --listen 127.0.0.1:0 --data "$folder/data" "$@" >"$folder/said" 2>"$folder/log" &
demo=$!
trap end EXIT
trap 'exit 0' INT TERM

until grep -q '^Mirante answers' "$folder/said"; do
  if ! kill -0 $demo 2>/dev/null; then
    cat "$folder/log" >&2
    fail "the demo ended before it opened; its words are above."
  fi
  sleep 0.1
done
cat "$folder/said"

# Shows the command as people type it, then runs it on the panel that is up.
show() {
  printf '\n%s$ mirante %s%s\n' "$bold" "$*" "$plain"
  "$mirante" "$@" --data "$folder/data"
}
server=$("$mirante" servers list --name vv-portal-1 --json --data "$folder/data" |
  $venv/python3 -c 'import json, sys; print(json.load(sys.stdin)["servers"][0]["id"])')
show account list
show servers list --limit 10
show servers stop "$server" --accept-losses --wait
show audit list --limit 5
