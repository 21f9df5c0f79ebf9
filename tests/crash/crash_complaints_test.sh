#!/bin/sh
# Customers complain and are answered, the server is killed, and nothing that was acknowledged is lost or goes twice.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
sh "$(dirname "$0")/crash_complaints.sh" "$TUNTUMA" "$(dirname "$TUNTUMA")" 3 "$folder"
