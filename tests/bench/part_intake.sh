# intake: facts over HTTP, acknowledged when they are on disk: in batches and one by one; and whether every
# acknowledged group had its sync, counted outside the program. Sourced by run.sh.
# shellcheck shell=sh disable=SC2154

part_intake() {
    intake_begin intake
    for connections in 1 16 64; do
        load /facts --key "$key" --facts 1000 --connections "$connections" --seconds "$seconds" --prefix "b$connections"
        [ "$connections" = 16 ] && target=">= 100000" || target=
        note "intake: batches of 1,000, $connections connections" "$(load_value facts_per_s)" facts/s "$target"
        note "  99th percentile" "$(load_value p99_ms)" ms
    done
    for connections in 1 64 256; do
        load /facts --key "$key" --facts 1 --connections "$connections" --seconds "$seconds" --prefix "o$connections"
        [ "$connections" = 256 ] && target=">= 10000" || target=
        note "intake: one by one, $connections connections" "$(load_value facts_per_s)" facts/s "$target"
        note "  99th percentile" "$(load_value p99_ms)" ms
    done
    note "intake: memory afterwards, at most" "$(server_mib VmHWM)" MiB
    server_stop
    own check >"$work/output" || stop "the store is not as it should be: $(tail -n 3 "$work/output")"
    intake_syncs
}

intake_begin() {
    store=$work/$1.duckdb
    rm -f "$store" "$store.wal"
    server_start
    key=$(own key new bench 2>/dev/null)
}

# One fact at a time on one connection: each is a group of its own, so there must be as many syncs as answers.
# Then 64 connections share them.
intake_syncs() {
    intake_begin syncs
    for connections in 1 64; do
        strace -f -qq -e trace=fsync,fdatasync,sync_file_range -o "$work/syncs" -p "$server_pid" &
        tracer=$!
        sleep 1
        load /facts --key "$key" --facts 1 --connections "$connections" --count 2000 --prefix "s$connections"
        kill -INT "$tracer"
        wait "$tracer" || true
        syncs=$(grep -c 'sync(' "$work/syncs" || true)
        answers=$(load_value requests)
        note "intake: syncs for $answers acknowledged facts, $connections connections" "$syncs" syncs
        [ "$connections" != 1 ] || [ "$syncs" -ge "$answers" ] || stop "$answers groups were acknowledged with $syncs syncs"
    done
    server_stop
}
