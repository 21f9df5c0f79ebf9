#!/bin/sh
# crash: kills the server with SIGKILL at random moments under load, and imports half-way, and looks at what is left:
# every acknowledged fact is there exactly once, the store is as `tuntuma check` wants it, and of a killed import
# nothing. What SIGKILL cannot tell, whether the disk has it, part_intake.sh counts by its syncs.
#   crash.sh PROGRAM TOOLS TIMES FOLDER [SEED [lose]]
# TOOLS is the folder with load and bench_peer_duckdb. With "lose" a fact is looked for that nobody sent: this must fail.
set -eu
program=$1 load=$2/load peer=$2/bench_peer_duckdb times=$3 folder=$4 seed=${5:-$$} lose=${6:-}
store=$folder/crash.duckdb
pid=
trap '[ -z "$pid" ] || kill -9 "$pid" 2>/dev/null || true' EXIT
mkdir -p "$folder"

stop() {
    printf 'crash: %s (seed %s, time %s)\n' "$1" "$seed" "${time:-0}" >&2
    exit 1
}

own() {
    "$program" "$@" --store "duckdb:$store"
}

# A number from 0 to 999, by the seed and how often it was asked.
chance() {
    seed=$(((seed * 1103515245 + 12345) % 2147483648))
    chance=$((seed / 65536 % 1000))
}

server_start() {
    : >"$folder/out"
    "$program" serve --listen 127.0.0.1:0 --store "duckdb:$store" >"$folder/out" 2>"$folder/log" &
    pid=$!
    tries=0
    until grep -q 'http://' "$folder/out"; do
        kill -0 "$pid" 2>/dev/null || stop "the server did not come up again: $(tail -n 3 "$folder/log")"
        tries=$((tries + 1))
        [ "$tries" -lt 3000 ] || stop "the server was silent for half a minute"
        sleep 0.01
    done
    address=$(sed -n 's,^Tuntuma is at \(http://[0-9.:]*\)/.*,\1,p' "$folder/out")
}

# Kills what runs as $pid after a while between 0.05 and 1.05 s.
kill_soon() {
    chance
    sleep "$(awk -v n="$chance" 'BEGIN { print 0.05 + n / 1000 }')"
    kill -9 "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
    pid=
}

# Loads the server in one of three manners while it is killed. Exit status 3: the server went away, as it should.
attack() {
    server_start
    case $((time % 3)) in
    0) facts=1 connections=64 ;;
    1) facts=100 connections=16 ;;
    *) facts=1000 connections=4 ;;
    esac
    "$load" "$address/facts" --key "$key" --prefix "c$time" --facts "$facts" --connections "$connections" \
        --seconds 60 --customers 5000 \
        --acknowledged "$folder/acknowledged" >"$folder/load" 2>&1 &
    loading=$!
    kill_soon
    status=0
    wait "$loading" || status=$?
    [ "$status" = 3 ] || stop "the load ended otherwise: $(tail -n 3 "$folder/load")"
}

# What is there is asked of the engine alone, so that no mistake of ours can hide it: every acknowledged fact once,
# no fact twice, and of no request a part.
verify() {
    own check >"$folder/check" 2>&1 || stop "the store is not as it should be: $(tail -n 5 "$folder/check")"
    "$peer" "$store" 1 "
        WITH told AS (SELECT id FROM read_csv('$folder/acknowledged', header = false, columns = {'id': 'VARCHAR'})),
             kept AS (SELECT external AS id, count(*) AS times FROM fact GROUP BY external),
             request AS (SELECT count(*) AS facts FROM fact WHERE external LIKE 'c$time-%'
                         GROUP BY split_part(external, '-', 2)::BIGINT // $facts)
        SELECT (SELECT count(*) FROM told ANTI JOIN kept USING (id)), (SELECT count(*) FROM kept WHERE times > 1),
               (SELECT count(*) FROM request WHERE facts <> $facts), (SELECT count(*) FROM told)" >"$folder/verdict" ||
        stop "the store could not be read"
    read -r _ lost twice half told <<END
$(grep '^row' "$folder/verdict")
END
    [ "$lost" = 0 ] || stop "$lost of $told acknowledged facts are lost"
    [ "$twice" = 0 ] || stop "$twice facts are there more than once"
    [ "$half" = 0 ] || stop "of $half requests only a part is there"
}

# Kills an import. Then the same import finds all of it or, mostly, nothing.
attack_import() {
    awk -v time="$time" 'BEGIN {
        print "id,happened,customer,amount"
        for (i = 0; i < 100000; i++)
            printf "w%d-%d,2026-%02d-%02d,C%d,%d\n", time, i, i % 10 + 1, i % 28 + 1, i % 5000, i % 100
    }' >"$folder/wide.csv"
    "$program" import "$folder/wide.csv" --map "$folder/wide.json" --store "duckdb:$store" >"$folder/import" 2>&1 &
    pid=$!
    kill_soon
    own check >"$folder/check" 2>&1 || stop "a killed import spoilt the store: $(tail -n 5 "$folder/check")"
    own import "$folder/wide.csv" --map "$folder/wide.json" >"$folder/import" 2>&1 || stop "$(cat "$folder/import")"
    grep -Eq 'taken 100000 rows.* repeated 0,|taken 0 rows.* repeated 100000,' "$folder/import" ||
        stop "an import was left half-way: $(cat "$folder/import")"
}

store_new() {
    rm -f "$store" "$store.wal" "$store.sock"
    : >"$folder/acknowledged"
    key=$(own key new crash 2>/dev/null)
}

cat >"$folder/wide.json" <<'END'
{"source": "wide", "row_id": {"column": "id"}, "customer": {"column": "customer"},
 "happened": {"column": "happened", "format": "%Y-%m-%d"},
 "facts": [{"metric": "purchase", "value": {"column": "amount"}}]}
END
time=0 told_before=0 told=0
while [ "$time" -lt "$times" ]; do
    if [ $((time % 10)) = 0 ]; then
        told_before=$((told_before + told)) told=0
        store_new
    fi
    attack
    [ -z "$lose" ] || echo "c$time-never-sent" >>"$folder/acknowledged"
    verify
    if [ $((time % 5)) = 4 ]; then attack_import; fi
    time=$((time + 1))
done
rm -f "$store" "$store.wal"
printf 'killed %s times under load: %s acknowledged facts, each there once; the store always whole\n' \
    "$times" $((told_before + told))
