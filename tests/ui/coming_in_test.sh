#!/bin/sh
# From nothing, by keyboard alone: the first administrator comes in, switches one-time codes on, and invites somebody who
# sees what they may.
set -eu
browser=${CHROMIUM:-/usr/bin/chromium}
[ -x "$browser" ] || { echo "skipped: there is no $browser (apt-get install chromium, or name one in CHROMIUM)" && exit 0; }
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null && wait "$server" 2>/dev/null; rm -rf "$folder"' EXIT

"$TUNTUMA" serve --store "duckdb:$folder/house.duckdb" --listen 127.0.0.1:0 >"$folder/said" &
server=$!
tries=600
until grep -q /join/ "$folder/said" || [ $tries = 0 ]; do sleep 0.1 && tries=$((tries - 1)); done
link=$(sed -n 's,^.*\(http://127[0-9.:]*/join/[0-9a-f]*\).*$,\1,p' "$folder/said")
[ -n "$link" ] || { echo 'the server did not tell a link' >&2 && exit 1; }

TUNTUMA_LINK=$link node --test tests/ui/coming_in.mjs
