#!/bin/sh
# The program's own pages in a browser, over a small invented company: keyboard, no scripts, accessibility, weight.
set -eu
browser=${CHROMIUM:-/usr/bin/chromium}
[ -x "$browser" ] || { echo "skipped: there is no $browser (apt-get install chromium, or name one in CHROMIUM)" && exit 0; }
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null && wait "$server" 2>/dev/null; rm -rf "$folder"' EXIT

"$TUNTUMA" demo --store "duckdb:$folder/demo.duckdb" --folder "$folder/demo" --customers 3000 --until 2026-10-31 >/dev/null
"$TUNTUMA" serve --store "duckdb:$folder/demo.duckdb" --listen 127.0.0.1:0 >"$folder/said" &
server=$!
tries=300
until grep -q http "$folder/said" || [ $tries = 0 ]; do sleep 0.1 && tries=$((tries - 1)); done
address=$(sed -n 's,^Tuntuma is at \(http://127[0-9.:]*\)/.*$,\1,p' "$folder/said")
[ -n "$address" ] || { echo 'the server did not start' >&2 && exit 1; }

link=$(grep -o '/join/[^ ]*' "$folder/said") # of the first start
TUNTUMA_SESSION=$(TUNTUMA_URL=$address node tests/ui/first_administrator.mjs "$link")
export TUNTUMA_SESSION
TUNTUMA_URL=$address node --test --test-concurrency=2 tests/ui/*.test.mjs
