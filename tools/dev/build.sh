#!/usr/bin/env bash
# ./dev build [--timings] [PRESET] [TARGET…]
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."
source tools/dev/lib.sh
ensure_setup

timings=no
if [ "${1:-}" = --timings ]; then
  timings=yes
  shift
fi
preset=release
case ${1:-} in
  release | debug | asan | tsan | fuzz)
    preset=$1
    shift
    ;;
esac
if [ $# -eq 0 ]; then
  case $preset in
    release) set -- mirante_main mirante_simcloud_server ;;
    fuzz) set -- mirante_fuzz ;;
  esac
fi

compile "$preset" "$@"
if [ $timings = yes ]; then $venv/python3 tools/dev/timings.py "build/$preset"; fi
