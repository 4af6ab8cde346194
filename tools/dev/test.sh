#!/usr/bin/env bash
# ./dev test: everything, as CI does it. ./dev test ROOM: that room's unit tests, in the debug build.
#
# A step that fails does not hide those after it: all that can still run does, the counts come last,
# and the exit code is that of the whole. Only a build that fails ends the run at once.
#
# The slow steps whose inputs are known (simulation, doubles, judges, journeys, clang-tidy, the web
# interface) are not repeated when nothing that they read has changed since they passed here; their
# counts are.
# `./dev test --fresh` (and CI, which begins with a fresh clone) repeats them.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."
source tools/dev/lib.sh

fresh=${CI:-}
if [ "${1:-}" = --fresh ]; then
  fresh=yes
  shift
fi
if [ $# -gt 0 ]; then
  code=0
  for room in "$@"; do
    target=mirante_${room##*/}_test
    compile debug "$target"
    "$(find build/debug -type f -name "$target" -perm -u+x | head -1)" --gtest_brief=1 || code=1
  done
  exit $code
fi

results=$PWD/build/asan/results
failed=()

step() {  # step NAME COMMAND…: runs it, says how long it took, remembers that it failed.
  local name=$1 start=$SECONDS code=0
  shift
  "$@" || code=$?
  if [ $code = 0 ]; then
    say "✓ $name ($((SECONDS - start)) s)"
  else
    say "✗ $name ($((SECONDS - start)) s)"
    failed+=("$name")
  fi
}

end() {
  $venv/python3 tools/dev/count.py "$results" || failed+=("counts")
  if [ ${#failed[@]} -gt 0 ]; then
    printf 'failed: %s\n' "${failed[*]}" >&2
    exit 1
  fi
}

unless_unchanged() {  # unless_unchanged NAME KEY COMMAND…: KEY stands for all that COMMAND reads.
  local name=$1 key=$2 kept=.cache/passed/$1
  shift 2
  if [ -z "$fresh" ] && [ "$(cat "$kept/key" 2>/dev/null)" = "$key" ]; then
    find "$kept" -type f ! -name key -exec cp {} "$results" \;
    say "  $name: nothing that it reads has changed since it passed on $(date -r "$kept/key" '+%F %R')"
    return
  fi
  rm -rf "$kept"
  "$@" || return
  mkdir -p "$kept"
  find "$results" \( -name "$name*.pytest.xml" -o -name "$name*.txt" \) -exec cp {} "$kept" \;
  echo "$key" >"$kept/key"
}

key_of() {  # key_of PATH…: of these files and all in these folders, but what Python leaves behind.
  find "$@" -type f ! -path '*/__pycache__/*' -print0 | sort -z | xargs -0 sha256sum | sha256sum |
    cut -d' ' -f1
}

must_build() {  # must_build PRESET TARGET…
  step "build $1" in_subshell compile "$@"
  if [ ${#failed[@]} -gt 0 ] && [ "${failed[-1]}" = "build $1" ]; then end; fi
}

in_subshell() { ("$@"); }  # For what ends in `fail`.


# The conformance runs answer in their last line, which count.py adds to the rest.
conformance() {
  MIRANTE_PRESET=asan tools/dev/conformance.sh "$1" "$2" >"$results/conformance_$1.txt" 2>&1 || {
    tail -n 40 "$results/conformance_$1.txt" >&2
    return 1
  }
}

# 2,000 requests and 1,000 answers, made at random, as botocore and as we write and read them; and the
# generated tables of all operations.
oracle() {
  MIRANTE_CONFORMANCE_BIN=$PWD/build/asan/tests/conformance/mirante_conformance \
    $venv/python3 -m pytest tests/oracle --junit-xml "$results/oracle.pytest.xml"
}

journeys() {
  MIRANTE_BIN=$PWD/build/release/mirante MIRANTE_SIMCLOUD_BIN=$PWD/build/asan/mirante-simcloud \
    $venv/python3 -m pytest tests/journeys --numprocesses "$(jobs_max)" --dist loadfile \
    --junit-xml "$results/journeys.pytest.xml"
}

# The program dies after every effect, some thousand lives in all, so without sanitizers; the log
# tells each of them. One process for each core.
simulation() {
  local shard pid pids=() code=0
  for shard in $(seq 0 $(($(jobs_max) - 1))); do
    GTEST_TOTAL_SHARDS=$(jobs_max) GTEST_SHARD_INDEX=$shard \
      build/release/tests/simulation/mirante_simulation_test --gtest_brief=1 \
      --gtest_output="xml:$results/simulation.$shard.pytest.xml" \
      >"$results/simulation.$shard.log" 2>&1 &
    pids+=($!)
  done
  for pid in "${pids[@]}"; do wait "$pid" || code=1; done
  if [ $code != 0 ]; then
    grep -hv ' info \| warning ' "$results"/simulation.*.log | tail -n 60 >&2
  fi
  return $code
}

# 360 days by seed and 120 with more drawn, with faults, held against an oracle: about a minute on
# two cores. Always the same seeds; `./dev simulate` runs others.
seeds_total=360 wide_total=120
days_of_shard() {  # days_of_shard SHARD: its part of the seeds, then of those with more drawn.
  local each wide code=0
  each=$((seeds_total / $(jobs_max))) wide=$((wide_total / $(jobs_max)))
  build/release/tests/simulation/mirante_simulate --days 1 --seeds $each \
    --from $((1 + $1 * each)) >"$results/seeds.$1.txt" 2>"$results/seeds.$1.log" || code=1
  build/release/tests/simulation/mirante_simulate --days 1 --wide --seeds $wide \
    --from $((1 + $1 * wide)) >"$results/seeds.wide.$1.txt" 2>"$results/seeds.wide.$1.log" || code=1
  return $code
}
seeds() {
  local shard pid pids=() code=0
  for shard in $(seq 0 $(($(jobs_max) - 1))); do
    days_of_shard "$shard" &
    pids+=($!)
  done
  for pid in "${pids[@]}"; do wait "$pid" || code=1; done
  if [ $code != 0 ]; then
    grep -h -A 20 failed "$results"/seeds.*.txt | tail -n 60 >&2
  fi
  return $code
}

# A million minutes of random schedules in all zones, as told twice. MIRANTE_SCHEDULE_CHECKS asks for
# more.
schedules() {
  $venv/python3 tests/schedules/check.py --bin "$PWD/build/release/mirante" \
    >"$results/schedules.txt" 2>&1 || {
    tail -n 40 "$results/schedules.txt" | cut -c1-2000 >&2
    return 1
  }
}

# boto3 and the AWS command line, which know nothing of us, judge the simulated AWS.
judges() {
  MIRANTE_SIMCLOUD_BIN=$PWD/build/asan/mirante-simcloud \
    $venv/python3 -m pytest tests/judges --numprocesses "$(jobs_max)" --dist loadfile \
    --junit-xml "$results/judges.pytest.xml"
}

# Servers written by other people, driven by our client.
doubles() {
  MIRANTE_DOUBLES_BIN=$PWD/build/asan/tests/doubles/mirante_doubles \
    $venv/python3 -m pytest tests/doubles --junit-xml "$results/doubles.pytest.xml"
}

ui() {
  MIRANTE_UI_RESULTS=$results/ui.pytest.xml tools/dev/ui.sh --check >"$results/ui.log" 2>&1 || {
    tail -n 40 "$results/ui.log" >&2
    return 1
  }
}

tools_tests() {
  $venv/python3 -m pytest tools --junit-xml "$results/tools.pytest.xml"
}

# On a pushed branch, what it changed; on main itself, its last commit.
tidy_changes() {
  local since
  since=$(git merge-base HEAD origin/main 2>/dev/null || true)
  if [ -z "$since" ] || [ "$since" = "$(git rev-parse HEAD)" ]; then
    since=$(git rev-parse --verify --quiet HEAD^) || return 0
  fi
  MIRANTE_TIDY_SINCE=$since MIRANTE_TIDY_PRESET=asan tools/dev/check.sh --tidy
}

# Tests leave the project's folder as it was.
unchanged_tree() {
  diff <(echo "$tree_before") <(echo "$(git status --porcelain)") >&2 || {
    echo "the tests changed these files; what they write belongs in build/" >&2
    return 1
  }
}

rm -rf "$results"
mkdir -p "$results"
tree_before=$(git status --porcelain)
step format tools/dev/format.sh --check
step tidy $venv/python3 tools/tidy.py
# The simulated AWS is judged, and serves the journeys, with sanitizers; the product runs as it ships.
must_build asan mirante_tests mirante_conformance mirante_doubles mirante_simcloud_server
step "unit and contract tests" tools/dev/ctest.sh asan
step "protocol cases" conformance protocols "$(echo .cache/botocore-*/tests/unit/protocols)"
step "signature cases" conformance sigv4 tests/data/sigv4
step "endpoint cases" conformance endpoints \
  "$(echo .cache/botocore-*/tests/functional/endpoint-rules)"
step "botocore as an oracle" oracle
step doubles unless_unchanged doubles \
  "$(key_of build/asan/tests/doubles/mirante_doubles tests/doubles tools/setup/requirements.txt)" \
  doubles
step clang-tidy unless_unchanged clang-tidy \
  "$(git rev-parse HEAD) $(cxx_files | xargs cat .clang-tidy tools/dev/check.sh | sha256sum)" \
  tidy_changes
step "tests of the tools" tools_tests
step "web interface" unless_unchanged ui \
  "$(git ls-files -z ui api | xargs -0 sha256sum | sha256sum)" ui
must_build release mirante_main mirante_simulation_test mirante_simulate
step simulation unless_unchanged simulation \
  "$(sha256sum build/release/tests/simulation/mirante_simulation_test)" simulation
step "simulated days by seed" unless_unchanged seeds \
  "$(sha256sum build/release/tests/simulation/mirante_simulate)" seeds
step "schedules and their oracle" schedules
step judges unless_unchanged judges \
  "$(key_of build/asan/mirante-simcloud tests/judges tools/setup/requirements.txt)" judges
step journeys unless_unchanged journeys \
  "$(key_of build/release/mirante build/asan/mirante-simcloud tests api/openapi.yaml \
    tools/setup/requirements.txt)" \
  journeys
step "the tree is as it was" unchanged_tree
end
