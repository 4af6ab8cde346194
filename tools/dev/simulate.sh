#!/usr/bin/env bash
# ./dev simulate [--seeds N] [--from SEED] [--days D] [--seconds S] [--seed SEED]: whole days of the
# panel by seed: processes, people and faults beside the simulated AWS, held against an oracle that
# knows the schedules. --seed runs one and tells what happens. MIRANTE_PRESET chooses the build.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."
source tools/dev/lib.sh

preset=${MIRANTE_PRESET:-release}
compile "$preset" mirante_simulate
exec "build/$preset/tests/simulation/mirante_simulate" "$@"
