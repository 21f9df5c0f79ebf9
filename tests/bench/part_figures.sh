# figures: how long a page takes over HTTP, as JSON and as HTML, against DuckDB alone computing the same sums from
# the facts. First the numbers must agree. Sourced by run.sh.
# shellcheck shell=sh disable=SC2154

nps_sums="count(*), sum(score), sum(score * score), count(*) FILTER (score <= 6), count(*) FILTER (score >= 9)"
sales_sums="count(*), sum(amount), sum(amount * amount)"
answers="FROM event WHERE score IS NOT NULL"
sales="FROM event WHERE amount IS NOT NULL"

part_figures() {
    need_store
    need_peer
    figures_agree
    server_start
    figure 'nps by month' 'metric=nps&by=month' \
        "SELECT date_trunc('month', happened), $nps_sums $answers GROUP BY 1" "<= 50"
    figure 'nps by unit' 'metric=nps&by=unit' "SELECT unit, $nps_sums $answers GROUP BY 1" "<= 50"
    figure 'nps by month, one unit and channel' 'metric=nps&by=month&where=unit%3DOulu&where=channel%3Dweb' \
        "SELECT date_trunc('month', happened), $nps_sums $answers AND unit = 'Oulu' AND channel = 'web' GROUP BY 1" "<= 50"
    figure 'purchase by month and unit' 'metric=purchase&by=month,unit' \
        "SELECT date_trunc('month', happened), unit, $sales_sums $sales GROUP BY 1, 2" "<= 50"
    figure 'purchase by day, a quarter' 'metric=purchase&by=day&from=2026-07-01&to=2026-09-30' \
        "SELECT happened::DATE, $sales_sums $sales AND happened::DATE BETWEEN '2026-07-01' AND '2026-09-30' GROUP BY 1" "<= 50"
    figure 'nps by a customer attribute' 'metric=nps&by=plan' \
        "SELECT plan, sum(n), count(*), sum(s) FROM (SELECT customer, count(*) n, sum(score) s $answers GROUP BY 1) f
         LEFT JOIN customer USING (customer) GROUP BY 1" "<= 2000"
    server_stop
}

# figure WHAT QUESTION SQL TARGET
figure() {
    for form in application/json text/html; do
        load "/figures?$2" --connections 1 --seconds "$seconds" --accept "$form"
        [ "$form" != text/html ] || short=HTML
        [ "$form" = text/html ] || short=JSON
        note "$1, $short: 50th percentile" "$(load_value p50_ms)" ms
        note "  95th percentile" "$(load_value p95_ms)" ms "$4"
        note "  99th percentile" "$(load_value p99_ms)" ms
        [ "$short" = HTML ] || own_ms=$(load_value p50_ms)
    done
    "$build/bench_peer_duckdb" "$peer" $((rounds * 2 + 1)) "$3" >"$work/peer.out"
    peer_ms=$(awk '$1 == "ms" { print $2 }' "$work/peer.out" | median)
    note "  DuckDB alone, from the facts" "$peer_ms" ms
    note "  speed over it" "$(awk -v a="$peer_ms" -v b="$own_ms" 'BEGIN { print a / b }')" times
}

# What is fast must also be right: answers and score by unit, as both count them.
figures_agree() {
    own figures nps --by unit --format csv |
        awk -F , 'NR > 1 && $1 != "All" { printf "%s %d %.4f\n", $1, $2, $4 }' | sort >"$work/own.agree"
    "$build/bench_peer_duckdb" "$peer" 1 "SELECT unit, count(*),
        printf('%.4f', 100.0 * (count(*) FILTER (score >= 9) - count(*) FILTER (score <= 6)) / count(*))
        $answers GROUP BY 1" | awk '$1 == "row" { print $2, $3, $4 }' | sort >"$work/peer.agree"
    [ -s "$work/own.agree" ] || stop "there are no figures to compare"
    diff "$work/own.agree" "$work/peer.agree" >&2 || stop "the figures differ from what DuckDB counts"
    say "Figures agree with what DuckDB counts from the file"
}
