#!/usr/bin/env bash
# ctest.sh PRESET [CTEST OPTION…]: runs the test binaries of a build; results in build/PRESET/results.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."
source tools/dev/lib.sh

preset=$1
shift
mkdir -p "build/$preset/results"
# Leaks are errors too; a report names the line, for which the symbolizer must be found.
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_stack_use_after_return=1:strict_string_checks=1}
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}
export TSAN_OPTIONS=${TSAN_OPTIONS:-halt_on_error=1:second_deadlock_stack=1}
ASAN_SYMBOLIZER_PATH=$(command -v llvm-symbolizer-19 || true)
export ASAN_SYMBOLIZER_PATH UBSAN_SYMBOLIZER_PATH=$ASAN_SYMBOLIZER_PATH

ctest --test-dir "build/$preset" --parallel "$(jobs_max)" --output-on-failure --no-tests=error \
  --output-junit "results/ctest.junit" "$@" >"build/$preset/results/ctest.log" 2>&1 || {
  grep -v '^ *\(Start\|[0-9]*/[0-9]* Test.*Passed\)' "build/$preset/results/ctest.log" >&2
  exit 1
}
