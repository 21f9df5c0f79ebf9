#!/bin/sh
# Customers answer, the server is killed, and nothing that was acknowledged is lost.
set -eu
build=$(dirname "$TUNTUMA")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
sh "$(dirname "$0")/crash_answers.sh" "$TUNTUMA" "$build" 3 "$folder"
# It must be able to fail: a press that was acknowledged and is not there.
if sh "$(dirname "$0")/crash_answers.sh" "$TUNTUMA" "$build" 1 "$folder" 1 lose >"$folder/lost" 2>&1; then
    echo "a lost press went unnoticed" >&2
    exit 1
fi
grep -q '1 of .* acknowledged presses are lost' "$folder/lost" || { cat "$folder/lost" >&2; exit 1; }
