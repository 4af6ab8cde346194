#!/usr/bin/env bash
# ./dev check: format, tidy, debug build, unit tests.
# ./dev check --tidy [FILE…]: clang-tidy on FILEs, else on what changed since the branch left origin
# (or since the commit in $MIRANTE_TIDY_SINCE).
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."
source tools/dev/lib.sh

changed_files() {
  local since=${MIRANTE_TIDY_SINCE:-}
  if [ -z "$since" ]; then
    since=$(git merge-base HEAD origin/main 2>/dev/null || git rev-parse HEAD)
  fi
  {
    git diff --name-only --diff-filter=d "$since"
    git ls-files --others --exclude-standard
  } | grep -E '^(src|simcloud|bench|fuzz|tests)/.*\.cc$' | sort -u || true
}

clang_tidy() {
  local preset=${MIRANTE_TIDY_PRESET:-debug} files=("$@")
  if [ ${#files[@]} -eq 0 ]; then mapfile -t files < <(changed_files); fi
  if [ ${#files[@]} -eq 0 ]; then
    say "clang-tidy: nothing changed."
    return
  fi
  configure "$preset"
  # Only files that this preset builds have flags to be read with; generated headers must be there.
  mapfile -t files < <($venv/python3 tools/dev/built_files.py "build/$preset" "${files[@]}")
  if [ ${#files[@]} -eq 0 ]; then return; fi
  if ninja -C "build/$preset" -t targets all | grep -q '^mirante_generated:'; then
    compile "$preset" mirante_generated
  fi
  say "clang-tidy on ${#files[@]} files…"
  local code=0 file tests=() others=()
  for file in "${files[@]}"; do
    case $file in
      tests/* | *_test.cc) tests+=("$file") ;;
      *) others+=("$file") ;;
    esac
  done
  tidy_each "$preset" '' "${others[@]}" || code=1
  tidy_each "$preset" -cppcoreguidelines-avoid-capturing-lambda-coroutines "${tests[@]}" || code=1
  return $code
}

tidy_each() {  # tidy_each PRESET CHECKS FILE…: with these checks added to those of .clang-tidy.
  if [ $# -eq 2 ]; then return; fi
  printf '%s\n' "${@:3}" |
    xargs -P "$(jobs_max)" -n 1 clang-tidy-19 --quiet -p "build/$1" --checks="$2" \
      2> >(grep -v 'warnings generated\|^Suppressed\|^Use -' >&2)
}

if [ "${1:-}" = --tidy ]; then
  shift
  clang_tidy "$@"
  exit 0
fi
tools/dev/format.sh --check
$venv/python3 tools/tidy.py
compile debug mirante_tests
rm -rf build/debug/results
tools/dev/ctest.sh debug
$venv/python3 tools/dev/count.py build/debug/results
