# late: facts that come months after they happened, into a large store: a few by file, wide batches over HTTP.
# Sourced by run.sh.
# shellcheck shell=sh disable=SC2154

part_late() {
    need_store
    cp "$store" "$work/late.duckdb"
    store=$work/late.duckdb
    "$build/bench_events" --late 50 "$customers" >"$work/late.csv"
    server_start
    key=$(own key new late 2>/dev/null)
    began=$(now_s)
    own import "$work/late.csv" --map "$work/events.json" >"$work/output"
    took=$(awk -v a="$began" -v b="$(now_s)" 'BEGIN { print b - a }')
    grep -q 'taken 50 rows' "$work/output" || stop "late facts were not all taken: $(cat "$work/output")"
    note "50 late facts over nine months, by file beside a server" "$took" s
    load /facts --key "$key" --facts 50 --connections 1 --count 40 --customers "$customers" --prefix late50
    note "50 facts over ten months, over HTTP: 50th percentile" "$(load_value p50_ms)" ms
    note "  95th percentile" "$(load_value p95_ms)" ms
    load /facts --key "$key" --facts 1000 --connections 1 --count 20 --customers "$customers" --prefix late1k
    note "1,000 facts over ten months, over HTTP: 50th percentile" "$(load_value p50_ms)" ms
    load /facts --key "$key" --facts 1000 --connections 16 --seconds "$seconds" --customers "$customers" --prefix wide
    note "wide batches into $rows facts, 16 connections" "$(load_value facts_per_s)" facts/s
    server_stop
    rm -f "$store" "$store.wal"
}
