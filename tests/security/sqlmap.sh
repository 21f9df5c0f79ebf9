#!/bin/sh
# Lets sqlmap (Debian) at every address that takes something, signed in as an administrator. By hand: it takes a quarter of
# an hour. sh tests/security/sqlmap.sh [STORE]; STORE is a fresh one of its own where none is given (postgres://… works too).
set -eu
: "${TUNTUMA:=build/tuntuma}"
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null && wait "$server" 2>/dev/null; rm -rf "$folder"' EXIT
store=${1:-duckdb:$folder/house.duckdb}

"$TUNTUMA" demo --store "$store" --folder "$folder/demo" --customers 1000 --until 2026-10-31 >/dev/null
"$TUNTUMA" serve --store "$store" --listen 127.0.0.1:0 >"$folder/said" &
server=$!
tries=300
until grep -q /join/ "$folder/said" || [ $tries = 0 ]; do sleep 0.1 && tries=$((tries - 1)); done
link=$(sed -n 's,^.*\(http://127[0-9.:]*/join/[0-9a-f]*\).*$,\1,p' "$folder/said")
base=${link%/join/*}
jar=$folder/jar
token() { sed -n 's/.*name="csrf" value="\([0-9a-f]*\)".*/\1/p' | head -1; }
csrf=$(curl -s -c "$jar" -b "$jar" -H 'Accept: text/html' "$link" | token)
curl -s -c "$jar" -b "$jar" -H 'Accept: text/html' -o /dev/null "$link" -d "csrf=$csrf" \
  --data-urlencode name=Aino --data-urlencode email=aino@example.fi --data-urlencode 'password=tuoli kuusi kanto'
session=$(awk '$6 == "session" { print $7 }' "$jar")
[ -n "$session" ] || { echo 'could not sign in' >&2 && exit 1; }

try() { # ADDRESS [FORM]
  curl -s -b "session=$session" -H 'Accept: text/html' "$base/account/name" >"$folder/page"
  csrf=$(token <"$folder/page")
  echo "== $1 ${2:-}"
  if [ -n "${2:-}" ]; then set -- "$1" --data "$2" --headers "X-CSRF-Token: $csrf"; fi
  address=$1
  shift
  sqlmap --batch --disable-coloring --level 2 --risk 2 --technique BEUST --threads 2 --flush-session --output-dir "$folder/out" \
    --cookie "session=$session" --timeout 60 --ignore-code 400,401,403,404,409,429 -u "$base$address" "$@" >"$folder/log" 2>&1 || true
  grep -E 'is vulnerable|injectable|appears to be|do not appear|no parameter|CRITICAL|all tested' "$folder/log" | tail -4
  if grep -qE 'Parameter: |is vulnerable|appears to be .* injectable' "$folder/log"; then found=yes; fi
  # What it could not reach it has not tested.
  if ! grep -qE 'do not appear to be injectable|Parameter: ' "$folder/log"; then untested="$untested $address"; fi
}
found=no untested=
while read -r address form; do
  case $address in '' | '#'*) continue ;; esac
  try "$address" "$form"
done <"${ROUTES:-tests/security/routes.txt}"
kill -0 "$server" || { echo 'the server fell' >&2 && exit 1; }
echo "found: $found; not tested:${untested:- none}"
[ "$found$untested" = no ]
