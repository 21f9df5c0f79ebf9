#!/bin/sh
# No two files of the program give one name to two things: a linker that takes libraries says nothing of it, and takes
# either.
set -eu
build=$(dirname "$TUNTUMA")
twice=$(nm -g --defined-only "$build"/libtuntuma_*.a 2>/dev/null | awk 'NF == 3 && $2 ~ /[TDBR]/ { print $3 }' | sort | uniq -d)
[ -z "$twice" ] || { echo "these names are defined twice: $twice" >&2 && exit 1; }
nm -g --defined-only "$build"/libtuntuma_base.a | grep -q ' T arena_alloc$' || { echo "there was nothing to look at in $build" >&2 && exit 1; }
