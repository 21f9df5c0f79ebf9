#!/bin/sh
# Templates show nothing unescaped but fields whose name ends with _html, and only record/markdown.c makes such fields.
set -eu
cd "$(dirname "$0")/../.."
status=0
raw=$(grep -noE '\{\{(\{|&)[^}]*\}' ui/templates/*.mustache | grep -vE '\{\{(\{|&) *([a-z_]+\.)*[a-z_]+_html *\}' || true)
if [ -n "$raw" ]; then
    printf 'shown unescaped, but not made by markdown_put:\n%s\n' "$raw"
    status=1
fi
made=$(grep -rnE '_html"' src --include='*.c' --include='*.h' | grep -vE 'markdown_put\(|json_put_null\(|^src/record/markdown\.c:|#include' || true)
if [ -n "$made" ]; then
    printf 'a field named _html that markdown_put did not make:\n%s\n' "$made"
    status=1
fi
exit $status
