#!/usr/bin/env bash
# ./dev screenshots [light|dark] [1440|390] [pt-BR|en] [PAGE…]: a picture of each page of the panel in
# build/screens, with what axe and the width of the screen have against it. --readme: the pictures of
# README.md, in docs/pictures. Other binaries by MIRANTE_BIN and MIRANTE_SIMCLOUD_BIN.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."
source tools/dev/lib.sh

if [ -z "${MIRANTE_BIN:-}" ]; then tools/dev/build.sh release; fi
exec $venv/python3 tests/journeys/browser/tour.py "$@"
