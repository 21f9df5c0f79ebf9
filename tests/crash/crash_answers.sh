#!/bin/sh
# crash_answers: kills the server with SIGKILL at random moments while customers answer, and looks at what is left: every
# press that was acknowledged is there, and the answers that were ended become facts, each once, by whoever asks for figures next.
#   crash_answers.sh PROGRAM TOOLS TIMES FOLDER [SEED [lose]]
# TOOLS is the folder with bench_answers and bench_peer_duckdb. With "lose" a press is looked for that nobody made: this
# must fail.
set -eu
program=$1 answers=$2/bench_answers peer=$2/bench_peer_duckdb times=$3 folder=$4 seed=${5:-$$} lose=${6:-}
here=$(cd "$(dirname "$0")" && pwd)
store=$folder/answers.duckdb
pid=
trap '[ -z "$pid" ] || kill -9 "$pid" 2>/dev/null || true' EXIT
mkdir -p "$folder"

stop() {
    printf 'crash_answers: %s (seed %s, time %s)\n' "$1" "$seed" "${time:-0}" >&2
    exit 1
}

own() {
    "$program" "$@" --store "duckdb:$store"
}

server_start() {
    : >"$folder/out"
    "$program" serve --listen 127.0.0.1:0 --proxy loopback --store "duckdb:$store" >"$folder/out" 2>"$folder/log" &
    pid=$!
    tries=0
    until grep -q 'http://' "$folder/out"; do
        kill -0 "$pid" 2>/dev/null || stop "the server did not come up again: $(tail -n 3 "$folder/log")"
        tries=$((tries + 1))
        [ "$tries" -lt 3000 ] || stop "the server was silent for half a minute"
        sleep 0.01
    done
    port=$(sed -n 's,^Tuntuma is at http://[0-9.]*:\([0-9]*\)/.*,\1,p' "$folder/out")
}

# Customers answer while it is killed, after a while between 0.3 and 2.3 s. Exit status 3: it went away, as it should.
attack() {
    "$answers" secrets "duckdb:$store" 1 100000 >"$folder/secrets"
    server_start
    "$answers" run "$port" "$folder/secrets" 32 0 60 "$folder/acknowledged" >"$folder/load" 2>&1 &
    answering=$!
    seed=$(((seed * 1103515245 + 12345) % 2147483648))
    sleep "$(awk -v n=$((seed / 65536 % 1000)) 'BEGIN { print 0.3 + n / 500 }')"
    kill -9 "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
    pid=
    status=0
    wait "$answering" || status=$?
    [ "$status" = 3 ] || stop "the answering ended otherwise: $(tail -n 3 "$folder/load")"
}

# Of a press whose acknowledgement was written when the server died, half a line may stand in the list.
verify() {
    own figures nps >"$folder/figures" 2>&1 || stop "the answers could not be counted: $(tail -n 5 "$folder/figures")"
    own check >"$folder/check" 2>&1 || stop "the store is not as it should be: $(tail -n 5 "$folder/check")"
    grep -E '^[0-9]+,(nps|why)$' "$folder/acknowledged" >"$folder/told" || true
    "$peer" "$store" 1 "
        WITH told AS (SELECT answer, question FROM read_csv('$folder/told', header = false, auto_detect = false, delim = ',',
                                                            columns = {'answer': 'BIGINT', 'question': 'VARCHAR'})),
             ended AS (SELECT DISTINCT answer FROM told WHERE question = 'why'),
             kept AS (SELECT external, count(*) AS times FROM fact f JOIN metric m ON m.id = f.metric AND m.name = 'nps'
                      GROUP BY external)
        SELECT (SELECT count(*) FROM told ANTI JOIN answer_part USING (answer, question)),
               (SELECT count(*) FROM ended ANTI JOIN kept ON kept.external = 'answer-' || ended.answer),
               (SELECT count(*) FROM kept WHERE times > 1),
               (SELECT count(*) FROM (SELECT id FROM answer GROUP BY id HAVING count(*) > 1) twice),
               (SELECT count(*) FROM told)" >"$folder/verdict" || stop "the store could not be read"
    read -r _ lost without twice begun told <<END
$(grep '^row' "$folder/verdict")
END
    [ "$lost" = 0 ] || stop "$lost of $told acknowledged presses are lost"
    [ "$without" = 0 ] || stop "$without answers that were ended became no facts"
    [ "$twice" = 0 ] || stop "$twice answers counted more than once"
    [ "$begun" = 0 ] || stop "$begun answers began more than once"
}

rm -f "$store" "$store.wal" "$store.sock"
: >"$folder/acknowledged"
own key new till >"$folder/made" 2>&1 && own record survey add --set name=Delivery >"$folder/made" && own survey put Delivery "$here/../bench/answers.json" >>"$folder/made" &&
    own survey publish Delivery >>"$folder/made" &&
    own record campaign add --set name=Deliveries --set survey=Delivery --set way=link >>"$folder/made" &&
    own record campaign step 1 start >>"$folder/made" || stop "no campaign: $(tail -n 3 "$folder/made")"
time=0 told=0
while [ "$time" -lt "$times" ]; do
    attack
    [ -z "$lose" ] || echo "1,why" >>"$folder/acknowledged"
    verify
    time=$((time + 1))
done
[ "$told" -gt 0 ] || stop "nobody answered anything"
rm -f "$store" "$store.wal"
printf 'killed %s times while customers answered: %s acknowledged presses, each there\n' "$times" "$told"
