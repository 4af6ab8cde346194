#!/usr/bin/env bash
# ./dev bench p9: what schedules really save of what an all-knowing scheduler would, on 1,000 simulated
# estates with 2 % of all API calls failing; and whether what the panel says it saved is what the bill
# says. The peer decides by Instance Scheduler's documented rules every five minutes.
set -euo pipefail
source tools/dev/lib.sh
compile release mirante_p9
build/release/bench/mirante_p9 "$@"
