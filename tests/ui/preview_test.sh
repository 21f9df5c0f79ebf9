#!/bin/sh
# The pages in a browser, shown with the samples of ui/samples: keyboard, no scripts, accessibility.
set -eu
built=$(dirname "$TUNTUMA")/ui
folder=$(mktemp -d)
trap 'kill "$server" 2>/dev/null; rm -rf "$folder"' EXIT
server=
[ -d "$built" ] || { built=$folder/ui && node ui/build.mjs "$built" >/dev/null; }

port=$(node -e 'const s = require("net").createServer().listen(0, () => { console.log(s.address().port); s.close() })')
node ui/preview.mjs "$built" "$port" >"$folder/said" &
server=$!
tries=100
until grep -q http "$folder/said" || [ $tries = 0 ]; do sleep 0.1 && tries=$((tries - 1)); done

TUNTUMA_URL=http://127.0.0.1:$port node --test tests/ui/
