#!/usr/bin/env bash
# precompile.sh OUT HEADER COMMAND…: makes OUT from HEADER by this compiler command.
#
# The compiler writes into OUT where HEADER lay and wants it there, or nothing can be compiled with
# OUT. A compiler cache may give what it kept from a clone that is gone: then OUT is made anew.
set -euo pipefail
out=$1 header=$2
shift 2

make() {
  "$@" -MD -MT "$out" -MF "${out%.pch}.d" -x c++-header -c "$header" -o "$out"
}
is_usable() {
  "$@" -fsyntax-only -include-pch "$out" -Xclang -fno-validate-pch -x c++ - \
    <<<'std::string something;' 2>/dev/null
}

make "$@"
is_usable "$@" || CCACHE_RECACHE=1 make "$@"
