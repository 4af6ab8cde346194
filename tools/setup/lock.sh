#!/usr/bin/env bash
# Makes requirements.txt (all versions, all hashes) from requirements.in. Run it after editing the
# latter, with the network at hand; it changes nothing else.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset PIP_FIND_LINKS  # Hashes come from the index alone, whatever lies on this machine.

/usr/bin/python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet 'pip-tools==7.6.2'
cd "$here"
CUSTOM_COMPILE_COMMAND=tools/setup/lock.sh "$work/venv/bin/pip-compile" --quiet --generate-hashes \
  --allow-unsafe --strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
  --output-file=requirements.txt requirements.in
echo "requirements.txt: $(grep -c '^[a-z].*==' requirements.txt) packages"
