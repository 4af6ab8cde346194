#!/usr/bin/env bash
# ./dev fuzz [NAME [SECONDS]]: each fuzzer, or one, for 60 s. What reaches new code stays in
# build/fuzz/fuzz/NAME; an input that breaks something is left there as crash-…, and belongs, once
# it is mended, in fuzz/corpus/NAME.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."
source tools/dev/lib.sh

mapfile -t names < <(find fuzz -maxdepth 1 -name '*_fuzz.cc' | sed 's,fuzz/,,; s,_fuzz\.cc$,,' | sort)
if [ $# -gt 0 ]; then
  if [ ! -f "fuzz/$1_fuzz.cc" ]; then fail "there is no fuzz/$1_fuzz.cc; there are: ${names[*]}"; fi
  names=("$1")
fi
seconds=${2:-60}
code=0
for name in "${names[@]}"; do
  compile fuzz "mirante_${name}_fuzz"
  found=build/fuzz/fuzz/$name
  mkdir -p "$found"
  say "$name, $seconds s…"
  build/fuzz/fuzz/"mirante_${name}_fuzz" -max_total_time="$seconds" -timeout=10 -print_final_stats=1 \
    -artifact_prefix="$found/" "$found" "fuzz/corpus/$name" || code=1
done
exit $code
