#!/usr/bin/env bash
# ./dev bench NAME…: runs bench/NAME.sh or bench/NAME.py, each of which says its goal and its peer.
# The product is built first (release); programs find it through the same variables as the journeys.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."
source tools/dev/lib.sh

if [ $# -eq 0 ]; then
  echo "Benchmarks:"
  find bench -maxdepth 1 \( -name '*.sh' -o -name '*.py' \) ! -name '_*' 2>/dev/null |
    sed 's,^bench/,  ,; s,\.[a-z]*$,,' | sort
  exit 0
fi
tools/dev/setup.sh --with bench
compile release mirante_main mirante_simcloud_server
export MIRANTE_BIN=$PWD/build/release/mirante
export MIRANTE_SIMCLOUD_BIN=$PWD/build/release/mirante-simcloud
for name in "$@"; do
  if [ -f "bench/$name.py" ]; then
    $venv/python3 "bench/$name.py"
  elif [ -f "bench/$name.sh" ]; then
    bash "bench/$name.sh"
  else
    fail "there is no bench/$name.py or bench/$name.sh; ./dev bench lists the names."
  fi
done
