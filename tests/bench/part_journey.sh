# journey: the directly-follows graph of a file of events, against the same graph in DuckDB's SQL from the same file.
# Sourced by run.sh.
# shellcheck shell=sh disable=SC2154

part_journey() {
    log=$work/journeys.csv
    [ -f "$log" ] || "$build/bench_journeys" "$rows" >"$log"
    : >"$work/journey.ours"
    : >"$work/journey.theirs"
    for _ in $(seq "$rounds"); do
        began=$(now_s)
        "$program" stat journey "$log" --case case --activity activity --time time --format json >"$work/journey.json"
        awk -v a="$began" -v b="$(now_s)" 'BEGIN { print b - a }' >>"$work/journey.ours"
        began=$(now_s)
        "$build/bench_peer_duckdb" :memory: 1 "
            SELECT a, b, count(*) AS n, median(t) AS median_s FROM (
                SELECT activity AS a, lead(activity) OVER w AS b, epoch(lead(time) OVER w - time) AS t
                FROM read_csv('$log') WINDOW w AS (PARTITION BY \"case\" ORDER BY time))
            WHERE b IS NOT NULL GROUP BY ALL ORDER BY n DESC, a, b" >"$work/journey.duckdb"
        awk -v a="$began" -v b="$(now_s)" 'BEGIN { print b - a }' >>"$work/journey.theirs"
    done
    # The same graph, or the times say nothing.
    awk -F'\t' '$1 == "row" { sum += $4 } END { print sum }' "$work/journey.duckdb" >"$work/journey.sum"
    grep -o '"count": [0-9]*, "median_seconds"' "$work/journey.json" | awk '{ gsub(",", "", $2); sum += $2 } END { print sum }' |
        cmp -s - "$work/journey.sum" || stop "the two graphs of journey differ"
    note "journey: $rows events from a file, whole command" "$(median <"$work/journey.ours")" s
    note "  DuckDB: the graph and its medians alone" "$(median <"$work/journey.theirs")" s
    note "  speed against it" "$(paste -d ' ' "$work/journey.theirs" "$work/journey.ours" | awk '{ print $1 / $2 }' | median)" x ">= 2"
    rm -f "$log"
}
