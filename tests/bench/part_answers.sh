# answers: customers who answer a survey, each press acknowledged when it is on disk: as many as go, and how fast
# pages come while 2,000 answers a second come in. Sourced by run.sh.
# shellcheck shell=sh disable=SC2154

part_answers() {
    store=$work/answers.duckdb
    rm -f "$store" "$store.wal"
    answers_prepare $((seconds * 30000))
    server_start --proxy loopback # each answer has an address of its own
    answers_run 256 0 "$seconds"
    note "answers: as fast as they go, of two questions each" "$(answers_value answers_per_s)" answers/s ">= 2000"
    note "  presses acknowledged on disk" "$(answers_value presses_per_s)" presses/s
    note "  the server's time for an answer" "$answers_cpu_ms" ms
    server_stop
    rm -f "$store" "$store.wal"
    answers_prepare $((seconds * 2000))
    server_start --proxy loopback # each answer has an address of its own
    answers_run 256 2000 "$seconds"
    note "answers: at 2,000 a second, came in" "$(answers_value answers_per_s)" answers/s
    note "  95th percentile of a page" "$(answers_value page_p95_ms)" ms "<= 50"
    note "  95th percentile of a press, from when it was due" "$(answers_value press_p95_ms)" ms
    server_stop
    own check >"$work/output" || stop "the store is not as it should be: $(tail -n 3 "$work/output")"
}

answers_prepare() {
    own key new bench >"$work/output" && own record survey add --set name=Delivery >"$work/output" && own survey put Delivery "$here/answers.json" >>"$work/output" &&
        own survey publish Delivery >>"$work/output" &&
        own record campaign add --set name=Deliveries --set survey=Delivery --set way=link >>"$work/output" &&
        own record campaign step 1 start >>"$work/output" || stop "no campaign: $(tail -n 3 "$work/output")"
    "$build/bench_answers" secrets "duckdb:$store" 1 "$1" >"$work/secrets"
}

# answers_run CONNECTIONS RATE SECONDS
answers_run() {
    before=$(answers_ticks)
    "$build/bench_answers" run "${address##*:}" "$work/secrets" "$1" "$2" "$3" >"$work/answered" 2>"$work/refused" ||
        stop "the answers ended otherwise: $(tail -n 3 "$work/refused")"
    [ "$(answers_value failed)" = 0 ] || stop "answers were refused: $(head -n 20 "$work/refused")"
    answers_cpu_ms=$(awk -v ticks=$(($(answers_ticks) - before)) -v n="$(answers_value answers)" -v hz="$(getconf CLK_TCK)" \
        'BEGIN { print 1000 * ticks / hz / n }')
}

answers_ticks() {
    awk '{ print $14 + $15 }' "/proc/$server_pid/stat"
}

answers_value() {
    awk -v name="$1" '$1 == name { print $2 }' "$work/answered"
}
