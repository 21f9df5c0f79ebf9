#!/bin/sh
# Every npm package is pinned by checksum and by no registry; ./do help names every subcommand.
set -eu
die() { echo "$1" >&2 && exit 1; }

grep -nE '"resolved"|https?://[^"]*registry' package-lock.json && die 'package-lock.json names a registry'
packages=$(grep -c '^    "node_modules/' package-lock.json)
[ "$packages" -gt 10 ] || die 'package-lock.json names no packages'
[ "$packages" = "$(grep -c '^      "integrity": "sha512-' package-lock.json)" ] || die 'a package has no checksum'
grep -nE '": "[~^><*]' package.json | grep -v '"node"' && die 'package.json pins no exact version'

# shellcheck disable=SC2013 # they are words
for subcommand in $(sed -n 's/^do_\([a-z]*\)() {$/\1/p' ./do); do
    [ "$subcommand" != help ] || continue
    ./do help | grep -q "^./do $subcommand" || die "./do help does not name $subcommand"
done
! ./do nonsense 2>/dev/null || die './do takes any word'
