#!/usr/bin/env bash
# ./dev run [--once]: starts the simulated AWS and the panel beside it, connects three accounts as a
# person would, shows a list, a stop, a start, a refusal and a start that falls back, and stays up so
# that the commands can be tried. Nothing in it is real and nothing costs anything. --once ends after
# the show.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."
source tools/dev/lib.sh

once=no listen=127.0.0.1:7080
if [ "${1:-}" = --once ]; then once=yes listen=127.0.0.1:0; fi
mirante=${MIRANTE_BIN:-$PWD/build/release/mirante}
simcloud=${MIRANTE_SIMCLOUD_BIN:-$PWD/build/release/mirante-simcloud}
folder=$(mktemp -d /tmp/mirante-run.XXXXXX)
data=$folder/data
pids=()

end() {
  trap - EXIT INT TERM
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$folder"
}
trap end EXIT
trap 'exit 0' INT TERM

tell() { printf '\n%s── %s %s\n' "$bold" "$*" "$plain"; }

# Shows the command as people type it, then runs it; a refusal is part of the show.
show() {
  printf '%s$ mirante %s%s\n' "$bold" "$*" "$plain"
  "$mirante" "$@" --data "$data" || true
}

# field FILTER: of the JSON on standard input.
field() { $venv/python3 -c "import json,sys; d=json.load(sys.stdin); print($1)"; }

wait_for() {  # wait_for WHAT COMMAND…
  local what=$1
  shift
  for _ in $(seq 300); do
    if "$@" >/dev/null 2>&1; then return; fi
    sleep 0.1
  done
  cat "$folder"/*.log >&2
  fail "waited in vain for $what; its words are above."
}

start_aws() {
  "$simcloud" --port 0 --seed 7 --speed 20 --estate small --print-credentials \
    >"$folder/aws.json" 2>"$folder/aws.log" &
  pids+=($!)
  wait_for "the simulated AWS" grep -q listening "$folder/aws.json"
  head -1 "$folder/aws.json" >"$folder/credentials.json"
}

start_panel() {
  export AWS_ENDPOINT_URL AWS_REGION=sa-east-1 AWS_DEFAULT_REGION=sa-east-1
  AWS_ENDPOINT_URL=$(field 'd["endpoint"]' <"$folder/credentials.json")
  AWS_ACCESS_KEY_ID=$(field 'd["panel"]["access_key_id"]' <"$folder/credentials.json") \
    AWS_SECRET_ACCESS_KEY=$(field 'd["panel"]["secret_access_key"]' <"$folder/credentials.json") \
    "$mirante" serve --data "$data" --listen $listen >"$folder/panel.log" 2>&1 &
  pids+=($!)
  wait_for "the panel" "$mirante" servers list --data "$data"
}

# What a person does for one account: add it, paste the command into that account's CloudShell, give
# the role's ARN.
connect() {
  local id=$1 name=$2 added key secret
  added=$("$mirante" account add "$name" --json --data "$data")
  key=$(field "next(a for a in d['accounts'] if a['id'] == '$id')['admin']['access_key_id']" \
    <"$folder/credentials.json")
  secret=$(field "next(a for a in d['accounts'] if a['id'] == '$id')['admin']['secret_access_key']" \
    <"$folder/credentials.json")
  AWS_ACCESS_KEY_ID=$key AWS_SECRET_ACCESS_KEY=$secret AWS_PAGER='' PATH="$PWD/$venv:$PATH" \
    bash -c "$(field "d['instructions']['cloudshell_command']" <<<"$added")" \
    >"$folder/cloudshell.log" 2>&1 || {
    cat "$folder/cloudshell.log" >&2
    fail "the command for CloudShell failed; its words are above."
  }
  show account connect "$name" --role-arn \
    "arn:aws:iam::$id:role/$(field "d['instructions']['role_name']" <<<"$added")"
}

server() {  # server NAME: its id.
  "$mirante" servers list --name "$1" --json --data "$data" | field "d['servers'][0]['id']"
}

tell "a simulated AWS (nothing is real, time runs 20 times faster) and a panel"
start_aws
start_panel
echo "AWS at $AWS_ENDPOINT_URL, the panel's data in $data"
grep -h '^Mirante answers\|^Nobody can log in' "$folder/panel.log"

tell "three accounts, each by a role that its own administrator makes"
connect 210987654321 "Aurora Loja"
connect 320987654321 "Aurora Dados"
connect 430987654321 "Vale Verde"
show account list

tell "what there is"
show sweep --wait
show servers list --limit 25

tell "a stop: done when the server was seen stopped"
show servers stop "$(server bastiao)" --wait
tell "a start: done when the server was seen running"
show servers start "$(server loja-homolog-1)" --wait
tell "a refusal: this server is protected"
show servers stop "$(server loja-banco-1)" --wait
tell "a start that AWS accepts and that falls back"
show servers start "$(server relatorios-cifrado)" --wait
tell "who did what"
show audit list --limit 12

if [ $once = yes ]; then exit 0; fi
tell "the panel stays up; in another terminal:"
cat <<EOF
  export MIRANTE_DATA=$data PATH=$(dirname "$mirante"):\$PATH
  mirante servers list --state stopped
  mirante pause --reason "month end"
  mirante doctor

Ctrl-C ends both.
EOF
wait
