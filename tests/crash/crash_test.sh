#!/bin/sh
# A few rounds of what ./do bench does a hundred times: kill the server under load, look at what is left.
set -eu
build=$(dirname "$TUNTUMA")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
sh "$(dirname "$0")/crash.sh" "$TUNTUMA" "$build" 5 "$folder"
# It must be able to fail: a fact that was acknowledged and is not there.
if sh "$(dirname "$0")/crash.sh" "$TUNTUMA" "$build" 1 "$folder" 1 lose >"$folder/lost" 2>&1; then
    echo "a lost fact went unnoticed" >&2
    exit 1
fi
grep -q '1 of .* acknowledged facts are lost' "$folder/lost" || { cat "$folder/lost" >&2; exit 1; }
