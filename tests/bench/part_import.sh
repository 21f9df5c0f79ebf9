# import: a file against DuckDB's bare COPY, PostgreSQL's COPY and sqlite3's .import into keyed tables, in turns,
# so that each round's noise meets all. Sourced by run.sh.
# shellcheck shell=sh disable=SC2154

part_import() {
    rm -f "$work"/time.*
    round=1
    while [ "$round" -le "$rounds" ]; do
        say "Import, round $round of $rounds"
        import_own
        peer_duckdb_copy
        import_postgres
        import_sqlite
        round=$((round + 1))
    done
    import_again
    note "import $rows facts, up to the first figure" "$(column "$work/time.own" 1 | median)" s
    note "  of this the import itself" "$(column "$work/time.import" 1 | median)" s
    note "  processor time" "$(column "$work/time.own" 2 | median)" s
    note "  most memory" "$(column "$work/time.own" 3 | sort -g | tail -n 1)" MiB "<= 1024"
    note "  the same file again: nothing is taken" "$(column "$work/time.again" 1 | median)" s
    for engine in duckdb postgres sqlite; do
        note "$engine alone" "$(column "$work/time.$engine" 1 | median)" s
        [ "$engine" = postgres ] || note "  processor time" "$(column "$work/time.$engine" 2 | median)" s
    done
    note "the import itself: speed over DuckDB's bare COPY" "$(ratio "$work/time.duckdb" "$work/time.import")" times
    note "import: speed over DuckDB's bare COPY" "$(ratio "$work/time.duckdb" "$work/time.own")" times ">= 0.5"
    note "import: speed over PostgreSQL's keyed COPY" "$(ratio "$work/time.postgres" "$work/time.own")" times ">= 2.5"
    note "import: speed over sqlite3's keyed .import" "$(ratio "$work/time.sqlite" "$work/time.own")" times ">= 1.7"
}

# An import is done when its figures can be looked at: what is folded for the first one belongs to it.
import_own() {
    store=$work/own.duckdb
    rm -f "$store" "$store.wal" "$work/customers.done"
    measured time.import "$program" import "$events" --map "$work/events.json" --store "duckdb:$store"
    grep -q "taken $rows rows" "$work/output" || stop "import took not all: $(cat "$work/output")"
    measured time.first "$program" figures nps --by year --store "duckdb:$store"
    paste -d ' ' "$work/time.import" "$work/time.first" |
        awk '{ print $1 + $4, $2 + $5, ($3 > $6 ? $3 : $6) }' >"$work/time.own"
}

import_again() {
    measured time.again "$program" import "$events" --map "$work/events.json" --store "duckdb:$store"
    grep -q "repeated $rows" "$work/output" || stop "the second import found not all repeats: $(cat "$work/output")"
}

import_postgres() {
    pg_start
    psql_own() { "$pg_bin/psql" -q -h "$pg_data" -U "$1" -d postgres -v ON_ERROR_STOP=1 -c "$2"; }
    user=$(id -un)
    [ "$user" != root ] || user=postgres
    psql_own "$user" "CREATE TABLE event (id text, happened timestamptz, customer text, touchpoint text, channel text,
        unit text, segment text, score smallint, amount numeric(18, 4), PRIMARY KEY (id, happened))"
    measured time.postgres "$pg_bin/psql" -q -h "$pg_data" -U "$user" -d postgres -v ON_ERROR_STOP=1 \
        -c "\\copy event FROM '$events' (FORMAT csv, HEADER)"
    pg_stop
}

import_sqlite() {
    rm -f "$work/peer.sqlite"*
    cat >"$work/sqlite.sql" <<END
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE event (id TEXT, happened TEXT, customer TEXT, touchpoint TEXT, channel TEXT, unit TEXT, segment TEXT,
score INTEGER, amount NUMERIC, PRIMARY KEY (id, happened));
.import --csv --skip 1 $events event
END
    measured time.sqlite sqlite3 -init "$work/sqlite.sql" "$work/peer.sqlite" ".exit"
    rm -f "$work/peer.sqlite"*
}
