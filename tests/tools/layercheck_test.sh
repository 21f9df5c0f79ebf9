#!/bin/sh
# The tree keeps its layers, and layercheck notices when one does not.
set -eu
check=$PWD/tools/layercheck.awk

cd src
find . -name '*.[ch]' | sed 's,^\./,,' | LC_ALL=C sort | xargs awk -f "$check" LAYERS

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir low high odd

# Expects the check of all files here to say exactly $1 (nothing: to pass).
expect() {
    # shellcheck disable=SC2035 # the names here are ours
    said=$(awk -f "$check" LAYERS main.c */*.c 2>&1) || true
    [ "$said" = "$1" ] || { printf 'expected: %s\nsaid:     %s\n' "$1" "$said"; exit 1; }
}
files() {
    printf 'low\nhigh low\n' >LAYERS
    printf '#include "high/x.h"\n' >main.c
    printf '#include "low/y.h"\n#include "bounds.h"\n#include <odd/system.h>\n' >low/low.c
    printf '#include "low/low.h"\n' >high/high.c
    rm -f odd/odd.c
}

files
sed -i 's,^\./,,' LAYERS
expect ''
printf '\n  # include "high/high.h"\n' >low/low.c
expect 'low/low.c:2: low may not include high/high.h (src/LAYERS)'
files
printf 'low high\nhigh low\n' >LAYERS
expect 'LAYERS:1: low may not use high: it does not stand above it'
files
echo >odd/odd.c
expect 'odd/odd.c:1: the folder odd does not stand in LAYERS'
