#!/usr/bin/env bash
# tools/dev/fuzz_smoke.sh [SECONDS]: builds the fuzz preset and runs each fuzzer on its kept corpus
# and then SECONDS (5) more. The exit code is not 0 if any of them found something, which stays in
# build/fuzz/fuzz/NAME; all run, whatever the first ones find.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."
source tools/dev/lib.sh

seconds=${1:-5}
compile fuzz mirante_fuzz
failed=()
for source in fuzz/*_fuzz.cc; do
  name=$(basename "$source" _fuzz.cc)
  fuzzer=build/fuzz/fuzz/mirante_${name}_fuzz
  found=build/fuzz/fuzz/$name
  mkdir -p "$found"
  say "$name: the kept corpus, then $seconds s…"
  if ! "$fuzzer" -runs=0 -timeout=10 -verbosity=0 -artifact_prefix="$found/" "fuzz/corpus/$name" ||
    ! "$fuzzer" -max_total_time="$seconds" -timeout=10 -verbosity=0 -artifact_prefix="$found/" \
      "$found" "fuzz/corpus/$name"; then
    failed+=("$name")
  fi
done
if [ ${#failed[@]} -gt 0 ]; then fail "found something: ${failed[*]}"; fi
