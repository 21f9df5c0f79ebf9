#!/bin/sh
# A company from nothing, in a browser: the first administrator, the house, a file, a second person, by mouse and by keyboard;
# then every page of it, as both of them. With SHOTS=FOLDER every page is kept there as pictures.
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

TUNTUMA_LINK=$link node --test tests/ui/company.mjs
