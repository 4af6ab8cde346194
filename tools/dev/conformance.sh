#!/usr/bin/env bash
# ./dev conformance protocols|sigv4|all [DIR]: AWS's published cases against our client. The last
# line is `N passed, N failed, N skipped`; each skip is named with its reason.
#
# Without DIR, the cases that come with setup (protocols) and with the project (sigv4). `all DIR` runs
# DIR/protocols and DIR/sigv4, and adds their counts up in the last line.
# MIRANTE_PRESET chooses the build (release).
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."
source tools/dev/lib.sh

preset=${MIRANTE_PRESET:-release}
what=${1:-}
case $what in
  protocols) default=$(echo .cache/botocore-*/tests/unit/protocols) ;;
  sigv4) default=tests/data/sigv4 ;;
  all) default= ;;
  *) fail "say what to run: ./dev conformance protocols|sigv4|all [DIR]" ;;
esac

compile "$preset" mirante_conformance
program=$(find "build/$preset" -type f -name mirante_conformance -perm -u+x | head -1)
if [ "$what" = all ]; then
  code=0
  protocols=${2:+$2/protocols} sigv4=${2:+$2/sigv4}
  said=$(mktemp)
  trap 'rm -f "$said"' EXIT
  "$program" protocols "${protocols:-$(echo .cache/botocore-*/tests/unit/protocols)}" | tee "$said" ||
    code=1
  "$program" sigv4 "${sigv4:-tests/data/sigv4}" | tee -a "$said" || code=1
  awk '/^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$/ { p += $1; f += $3; s += $5 }
       END { printf "%d passed, %d failed, %d skipped\n", p, f, s }' "$said"
  exit $code
fi
exec "$program" "$what" "${2:-$default}"
