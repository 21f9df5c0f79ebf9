#!/bin/sh
# The source that the program hands out is this source: whole, small, the same for the same files, with git and without.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
fail() { echo "$1" >&2 && exit 1; }
pack() { tools/pack_source "$1" tuntuma-1 "$2"; }

pack "$PWD" "$folder/one.tar.gz"
before=$(stat -c %y "$folder/one.tar.gz")
pack "$PWD" "$folder/one.tar.gz"
[ "$(stat -c %y "$folder/one.tar.gz")" = "$before" ] || fail "it was written again though nothing changed"
[ "$(stat -c %s "$folder/one.tar.gz")" -le 5000000 ] || fail "it is larger than 5 MB"

tar -C "$folder" -xzf "$folder/one.tar.gz"
for file in do LICENSE CMakeLists.txt .clang-format src/main.c ui/build.mjs package-lock.json tools/pack_source; do
  cmp "$file" "$folder/tuntuma-1/$file" || fail "$file is not in it as it stands here"
done
mkdir "$folder/tuntuma-1/build" "$folder/tuntuma-1/node_modules"
touch "$folder/tuntuma-1/build/made" "$folder/tuntuma-1/node_modules/fetched" "$folder/tuntuma-1/tuntuma.duckdb"
pack "$folder/tuntuma-1" "$folder/two.tar.gz"
cmp "$folder/one.tar.gz" "$folder/two.tar.gz" || fail "without git it is another source"

echo changed >>"$folder/tuntuma-1/README.md"
pack "$folder/tuntuma-1" "$folder/two.tar.gz"
cmp -s "$folder/one.tar.gz" "$folder/two.tar.gz" && fail "a change is not in it"
exit 0
