# shellcheck shell=bash
# Functions that the scripts of ./dev share; to be sourced, in the root of the project.

venv=.venv/bin
# Colour only for people.
if [ -t 1 ]; then bold=$'\e[1m' plain=$'\e[0m'; else bold='' plain=''; fi

say() { printf '%s%s%s\n' "$bold" "$*" "$plain"; }
fail() {
  printf 'dev: %s\n' "$*" >&2
  exit 1
}

# A word for everything that setup reads: when it changes, setup runs again.
setup_fingerprint() {
  cat tools/setup/apt.txt tools/setup/requirements.txt tools/setup/sources.txt \
    tools/dev/setup.sh tools/dev/unpack.py tests/doubles/dynalite/package-lock.json \
    tests/doubles/elasticmq/pom.xml tests/doubles/elasticmq/jars.sha256 | sha256sum | cut -d' ' -f1
}

setup_is_done() {
  [ -f .cache/setup.stamp ] && [ -x $venv/python3 ] && [ -x "$(command -v clang++-19)" ] &&
    [ "$(cat .cache/setup.stamp)" = "$(setup_fingerprint)" ]
}

ensure_setup() { setup_is_done || tools/dev/setup.sh; }

# configure PRESET: once, and again when the presets change; ninja does the rest by itself.
configure() {
  local preset=$1 log=build/$1/configure.log
  if [ -f "build/$preset/build.ninja" ] && [ ! CMakePresets.json -nt "build/$preset/build.ninja" ]
  then
    return
  fi
  mkdir -p "build/$preset"
  if ! cmake --preset "$preset" >"$log" 2>&1; then
    cat "$log" >&2
    fail "CMake could not configure '$preset'; its words are above."
  fi
  touch "build/$preset/build.ninja"
}

# What was compiled in one clone of the project serves in another: the compiler cache leaves out where
# the project lies, and knows precompiled headers by their words (cmake/precompiled.cmake).
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1 CCACHE_PCH_EXTSUM=1
export CCACHE_SLOPPINESS=pch_defines,time_macros

# compile PRESET TARGET…: configures when needed, builds. Progress is shown to people alone.
compile() {
  local preset=$1 options=()
  shift
  configure "$preset"
  if [ ! -t 1 ]; then options=(--quiet); fi
  ninja -C "build/$preset" "${options[@]}" "$@" ||
    fail "the build '$preset' failed; the reason is above."
}

# All C++ files that people write.
cxx_files() {
  local folder folders=()
  for folder in src simcloud bench fuzz tests; do
    if [ -d $folder ]; then folders+=("$folder"); fi
  done
  find "${folders[@]}" \( -name '*.cc' -o -name '*.h' \) -type f | sort
}

jobs_max() { nproc; }
