# hundred: ten times the facts, once: import against DuckDB's bare COPY, start, figures. Sourced by run.sh.
# shellcheck shell=sh disable=SC2154,SC2034

# shellcheck source=tests/bench/part_import.sh
. "$here/part_import.sh"
# shellcheck source=tests/bench/part_serve.sh
. "$here/part_serve.sh"
# shellcheck source=tests/bench/part_figures.sh
. "$here/part_figures.sh"

part_hundred() {
    say "Ten times the facts"
    rm -f "$events" "$work"/time.* "$work/idle"
    rows=$((rows * 10)) at='ten times: '
    files_make
    import_own
    peer_duckdb_copy
    note "import $rows facts" "$(column "$work/time.own" 1)" s
    note "  most memory" "$(column "$work/time.own" 3)" MiB "<= 1024"
    note "import: speed over DuckDB's bare COPY" "$(ratio "$work/time.duckdb" "$work/time.own")" times ">= 0.5"
    part_serve
    part_figures
    at=
}
