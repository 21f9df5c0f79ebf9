#!/bin/sh
# Every translation keeps the placeholders of its English text, so no message can print rubbish.
set -eu
for file in po/*.po; do
    msgfmt --check-format --check-domain --output-file=/dev/null "$file"
done
