#!/usr/bin/env bash
# ./dev conformance protocols|sigv4|endpoints|all [DIR]: AWS's published cases against our client. The last
# line is `N passed, N failed, N skipped`; each skip is named with its reason.
# ./dev conformance api [N [SEED]]: our own contract, api/openapi.yaml, against a running panel, by
# schemathesis: up to N (500) requests for each route, always the same ones unless a SEED is given.
#
# Without DIR, the cases that come with setup (protocols, endpoints) and with the project (sigv4).
# `all DIR` runs DIR/protocols, DIR/sigv4 and DIR/endpoints, and adds their counts up in the last line.
# MIRANTE_PRESET chooses the build (release).
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."
source tools/dev/lib.sh

preset=${MIRANTE_PRESET:-release}
what=${1:-}
default_of() {
  case $1 in
    protocols) echo .cache/botocore-*/tests/unit/protocols ;;
    sigv4) echo tests/data/sigv4 ;;
    endpoints) echo .cache/botocore-*/tests/functional/endpoint-rules ;;
  esac
}
case $what in
  protocols | sigv4 | endpoints | all) ;;
  api)
    compile "$preset" mirante_main mirante_simcloud_server
    export MIRANTE_API_EXAMPLES=${2:-500} MIRANTE_API_SEED=${3:-}
    MIRANTE_BIN=$PWD/build/$preset/mirante MIRANTE_SIMCLOUD_BIN=$PWD/build/$preset/mirante-simcloud \
      exec $venv/python3 -m pytest tests/journeys/api_contract_test.py
    ;;
  *) fail "say what to run: ./dev conformance protocols|sigv4|endpoints|all [DIR], or api [N [SEED]]" ;;
esac

compile "$preset" mirante_conformance
program=$(find "build/$preset" -type f -name mirante_conformance -perm -u+x | head -1)
if [ "$what" = all ]; then
  code=0
  said=$(mktemp)
  trap 'rm -f "$said"' EXIT
  for each in protocols sigv4 endpoints; do
    folder=${2:+$2/$each}
    "$program" "$each" "${folder:-$(default_of "$each")}" | tee -a "$said" || code=1
  done
  awk '/^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$/ { p += $1; f += $3; s += $5 }
       END { printf "%d passed, %d failed, %d skipped\n", p, f, s }' "$said"
  exit $code
fi
exec "$program" "$what" "${2:-$(default_of "$what")}"
