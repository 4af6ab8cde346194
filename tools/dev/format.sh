#!/usr/bin/env bash
# ./dev format [--check]: clang-format on every C++ file, or the list of those that it would change.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."
source tools/dev/lib.sh

if [ "${1:-}" != --check ]; then
  cxx_files | xargs -r -P "$(jobs_max)" -n 20 clang-format-19 -i
  exit 0
fi
if output=$(cxx_files | xargs -r -P "$(jobs_max)" -n 20 clang-format-19 --dry-run -Werror 2>&1)
then
  exit 0
fi
# One line for each file, not one for each place.
wrong=$(sed -n 's/^\([^ :]*\):[0-9]*:[0-9]*: error: .*/\1/p' <<<"$output" | sort -u)
if [ -z "$wrong" ]; then
  printf '%s\n' "$output" >&2
  fail "clang-format could not run; its words are above."
fi
printf '%s\n' "$wrong" | sed 's/^/not formatted: /' >&2
fail "run ./dev format."
