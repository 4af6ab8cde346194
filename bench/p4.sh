#!/usr/bin/env bash
# ./dev bench p4: how much faster than real time rules are evaluated (goal: 100,000 times, for 10,000
# schedules on one core), and how much faster the whole program lives in the simulation (goal: 1,000).
set -euo pipefail
source tools/dev/lib.sh
compile release mirante_p4 mirante_simulate
build/release/bench/mirante_p4
echo "the whole program, one seed after the other (CPU seconds are of this machine's one core):"
time build/release/tests/simulation/mirante_simulate --seeds 100 --days 1 --from 1000
