#!/bin/sh
# po2c keeps what is translated and refuses what would be read wrongly.
set -eu
po2c=$(dirname "$TUNTUMA")/po2c
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Says whether po2c takes the text of standard input as fi.po; its words go to said.
takes() {
    cat > "$work/fi.po"
    "$po2c" "$work/out.c" "$work/fi.po" 2> "$work/said"
}
expect_refused() { # what its words must hold
    if takes; then
        echo "taken, but should be refused: $1"
        exit 1
    fi
    grep -qF "$1" "$work/said" || { echo "expected: $1"; cat "$work/said"; exit 1; }
}

takes << 'EOF'
# heading
msgid ""
msgstr "Language: fi\n"

msgid "two %s of %d at 95 % "
"and \"more\"\n"
msgstr "kaksi %s / %d, 95 %:n "
"ja \"lisää\"\n"

#, fuzzy
msgid "unsure"
msgstr "epävarma"

msgid "not yet"
msgstr ""
msgid "apple"
msgstr "omena"
EOF
grep -qF '{"two %s of %d at 95 % and \"more\"\012", "kaksi %s / %d, 95 %:n ja \"lis\303\244\303\244\"\012"}' "$work/out.c"
if grep "unsure\|not yet\|Language" "$work/out.c"; then exit 1; fi
first=$(grep -n '"apple"' "$work/out.c" | cut -d: -f1)
second=$(grep -n '"two ' "$work/out.c" | cut -d: -f1)
[ "$first" -lt "$second" ] # sorted

expect_refused 'needs the same %' << 'EOF'
msgid "%s of %d"
msgstr "%d / %s"
EOF
expect_refused 'needs the same %' << 'EOF'
msgid "plain"
msgstr "%s"
EOF
expect_refused 'fi.po:3: error: the text stands twice' << 'EOF'
msgid "a"
msgstr "b"
msgid "a"
msgstr "c"
EOF
expect_refused 'msgid without its msgstr' << 'EOF'
msgid "a"

EOF
expect_refused 'msgstr without its msgid' << 'EOF'
msgstr "a"
EOF
expect_refused 'the line must end with its quote' << 'EOF'
msgid "a" b
EOF
expect_refused 'not known: \q' << 'EOF'
msgid "a\q"
EOF
expect_refused 'fi.po:1: error: neither msgid' << 'EOF'
msgctxt "menu"
EOF

touch "$work/Finnish.po"
if "$po2c" "$work/out.c" "$work/Finnish.po" 2> /dev/null; then exit 1; fi
"$po2c" "$work/out.c"
grep -q 'lang_register_built_in' "$work/out.c"
