# heard: how long a customer who complains waits while a file of all the facts is imported beside
# the server. Sourced by run.sh.
# shellcheck shell=sh disable=SC2154

part_heard() {
    store=$work/heard.duckdb
    rm -f "$store" "$store.wal"
    own key new bench >"$work/output"
    server_start --proxy loopback # each customer has an address of its own
    : >"$work/complained"
    own import "$events" --map "$work/events.json" >"$work/output" 2>&1 &
    import_pid=$!
    began=$(now_s)
    n=0
    while kill -0 "$import_pid" 2>/dev/null; do
        n=$((n + 1))
        curl -sS -o /dev/null -w '%{time_total} %{http_code}\n' -X POST "$address/complain" -H 'Content-Type: application/json' \
            -H "X-Forwarded-For: 10.$((n / 65536 % 256)).$((n / 256 % 256)).$((n % 256))" \
            -d "{\"text\":\"Complaint number $n came late\"}" >>"$work/complained"
    done
    took_s=$(awk -v a="$began" -v b="$(now_s)" 'BEGIN { print b - a }')
    wait "$import_pid" || stop "the import failed: $(tail -n 3 "$work/output")"
    [ "$(awk '$2 != 201' "$work/complained" | wc -l)" = 0 ] || stop "complaints were refused: $(awk '$2 != 201' "$work/complained" | head -n 3)"
    note "heard: an import of $rows facts beside the server" "$took_s" s
    note "  complaints taken meanwhile" "$n" complaints
    note "  95th percentile of a complaint" "$(awk '{ print 1000 * $1 }' "$work/complained" | quantile 0.95)" ms
    note "  the slowest" "$(awk '{ print 1000 * $1 }' "$work/complained" | quantile 1)" ms
    server_stop
    own check >"$work/output" || stop "the store is not as it should be: $(tail -n 3 "$work/output")"
}

quantile() {
    sort -g | awk -v q="$1" '{ x[NR] = $1 } END { i = int(q * NR + 0.999); if (i < 1) i = 1; print x[i] }'
}
