#!/usr/bin/env bash
# precompile.sh OUT HEADER COMMAND…: makes OUT from HEADER by this compiler command; OUT.sum, by
# which a compiler cache knows it, and OUT's .d.
set -euo pipefail
out=$1 header=$2
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
shift 2
# What checks say of where they stand begins at the root, wherever that is.
set -- "$@" "-fmacro-prefix-map=$root/="

"$@" -fpch-instantiate-templates -Xclang -fno-pch-timestamp -MD -MT "$out" -MF "${out%.pch}.d" \
  -x c++-header -c "$header" -o "$out"
# Without its line markers the text names no folder.
"$@" -x c++-header -E -P "$header" | sha256sum >"$out.sum"
