#!/bin/sh
# embed finds what is wrong with named SQL, says where, and makes C of what is right.
# shellcheck disable=SC2016 # the dollars are SQL's
set -eu
embed=$(dirname "$TUNTUMA")/embed
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder/src/facts" "$folder/out"
printf '# facts\nfact\n' >"$folder/src/facts/TABLES"
status=0

# complains EXPECTED TEXT: embed fails on the text with these words.
complains() {
    printf '%b' "$2" > "$folder/src/a.sql"
    if said=$("$embed" sql "$folder/out" "$folder/src" 2>&1); then
        echo "taken, though it should not be: $2"
        status=1
    fi
    case $said in
    *"$1"*) ;;
    *)
        echo "expected '$1', got '$said'"
        status=1
        ;;
    esac
}

complains 'a.sql:2: error: parameter $1 is not used, but $2 is' '\n-- a(x, y) → i64: s\nSELECT $2;\n'
complains 'a.sql:1: error: a names 0 parameters, its text uses 1' '-- a() → i64: s\nSELECT $1;\n'
complains 'a.sql:3: error: a is defined twice' '-- a() → i64: s\nSELECT 1;\n-- a() → i64: s\nSELECT 2;\n'
complains 'a.sql:5: error: a is defined already at' '-- a() → i64: s\nSELECT 1;\n-- b() → i64: s\nSELECT 2;\n-- a() → i64: s\nSELECT 3;\n'
complains 'a.sql:1: error: a has no text for duck' '-- a@pg() → i64: s\nSELECT 1;\n'
complains 'a.sql:1: error: unknown engine @lite' '-- a@lite() → i64: s\nSELECT 1;\n'
complains 'a.sql:1: error: a has no text' '-- a() → i64: s\n'
complains 'a.sql:3: error: a statement needs a line that names it' '-- a(): s\nSELECT 1;\nSELECT 2;\n'
complains "a.sql:1: error: a quote (') is not closed" "-- a(): s\nSELECT 'x;\n"

printf '%b' "-- a@pg(x) → i64: s\nSELECT '\$9', \$1; \n-- a@duck(x) → i64: s\nSELECT \$1 -- \$7 isn't\n;\n" \
    > "$folder/src/a.sql"
mkdir "$folder/src/migrations"
echo 'SELECT 1;' > "$folder/src/migrations/0007_more.pg.sql"
"$embed" sql "$folder/out" "$folder/src"
grep -q 'SQL_a, ' "$folder/out/sql.h" || { echo "no SQL_a in sql.h"; status=1; }
grep -q '1, "i64", 0}' "$folder/out/sql.c" || { echo "not one parameter, or it writes"; status=1; }
grep -q '{7, "more", "pg",' "$folder/out/sql.c" || { echo "no migration"; status=1; }

# needs LOCKS TEXT: what a statement writes says which locks it needs: 1 facts', 2 records'.
needs() {
    printf '%b' "-- a(): s\n$2;\n" >"$folder/src/a.sql"
    "$embed" sql "$folder/out" "$folder/src"
    grep -q "0, \"none\", $1}" "$folder/out/sql.c" || { echo "not locks $1: $2"; status=1; }
}
needs 0 'SELECT 1 FROM fact FOR UPDATE'
needs 1 'INSERT INTO fact SELECT 1'
needs 1 'DELETE FROM fact'
needs 2 'UPDATE facts SET a = 1'
needs 3 'WITH gone AS (DELETE FROM fact RETURNING 1)\nINSERT INTO other SELECT 1'
needs 2 'INSERT INTO other VALUES (1) ON CONFLICT DO UPDATE SET a = 1'

mkdir -p "$folder/ui/css"
printf 'a{}\n' > "$folder/ui/css/a.css"
"$embed" assets "$folder/out" "$folder/ui"
grep -q '{"css/a.css",' "$folder/out/assets.c" || { echo "no asset"; status=1; }
grep -q '4, "text/css; charset=utf-8", "' "$folder/out/assets.c" || { echo "no size or type"; status=1; }
exit $status
