# lib: what the parts of the bench share: running, servers, medians, results. Sourced by run.sh.
# shellcheck shell=sh disable=SC2154,SC2034 # run.sh sets the folders and sizes; parts use what is set here

say() {
    printf '· %s\n' "$1"
}

stop() {
    printf 'bench: %s\n' "$1" >&2
    exit 1
}

# --- Files and tools ---

tools_build() {
    cmake --build "$build" --target bench_tools >"$build/bench_tools.log" 2>&1 ||
        stop "could not build the tools: see $build/bench_tools.log"
}

work_begin() {
    mkdir -p "$work"
    results=$work/results
    : >"$results"
    free_gb=$(df -Pk "$work" | awk 'NR == 2 { print int($4 / 1048576) }')
    [ "$free_gb" -ge $((rows / 1000000 + 2)) ] || stop "only $free_gb GB are free in $work"
}

# Stops what still runs, and leaves no gigabytes behind.
work_end() {
    [ -z "${server_pid:-}" ] || kill -9 "$server_pid" 2>/dev/null || true
    [ -z "${pg_data:-}" ] || pg_stop
    if [ -z "${BENCH_KEEP:-}" ]; then rm -rf "$work"; fi
}

files_make() {
    events=$work/events-$rows.csv
    [ -f "$events" ] || "$build/bench_events" "$rows" "$customers" >"$events"
    "$build/bench_events" --customers "$customers" >"$work/customers.csv"
    cat >"$work/events.json" <<'END'
{"source": "bench", "row_id": {"column": "id"}, "customer": {"column": "customer"},
 "happened": {"column": "happened"}, "touchpoint": {"column": "touchpoint"},
 "channel": {"column": "channel"}, "unit": {"column": "unit"}, "segment": {"column": "segment"},
 "facts": [{"metric": "nps", "value": {"column": "score"}},
           {"metric": "purchase", "value": {"column": "amount"}}]}
END
    cat >"$work/customers.json" <<'END'
{"source": "bench", "name": "customers", "customer": {"column": "customer"},
 "attributes": {"plan": {"column": "plan"}}}
END
}

# --- Numbers ---

# The middle of the numbers on standard input, one a line.
median() {
    sort -g | awk '{ x[NR] = $1 } END { if (NR) print NR % 2 ? x[(NR + 1) / 2] : (x[NR / 2] + x[NR / 2 + 1]) / 2 }'
}

# Column $2 of file $1.
column() {
    awk -v n="$2" '{ print $n }' "$1"
}

# The median of line-by-line quotients of column 1 of two files: what was measured in one round is compared.
ratio() {
    paste -d ' ' "$1" "$2" | awk '{ print $1 / $4 }' | median
}

# note NAME VALUE UNIT [TARGET]: keeps a result; a target is like ">= 0.5".
note() {
    name=${at:-}$1
    printf '%s\t%s\t%s\t%s\n' "$name" "$2" "$3" "${4:-}" >>"$results"
    printf '  %-58s %12s %s\n' "$name" "$(number "$2")" "$3"
}

number() {
    awk -v x="$1" 'BEGIN { if (x >= 1000) printf "%.0f", x; else printf "%.4g", x }'
}

table_print() {
    printf '\n%-58s %12s %-9s %-11s %s\n' what measured unit target reached
    while IFS='	' read -r name value unit target; do
        printf '%-58s %12s %-9s %-11s %s\n' "$name" "$(number "$value")" "$unit" "$target" "$(reached "$value" "$target")"
    done <"$results"
}

reached() {
    awk -v x="$1" -v target="$2" 'BEGIN {
        if (split(target, part, " ") < 2) exit
        is_met = part[1] == ">=" ? x >= part[2] + 0 : x <= part[2] + 0
        print is_met ? "yes" : "NO"
    }'
}

json_write() {
    {
        printf '{"when": "%s", "processors": %s, "rows": %s, "rounds": %s, "load_at_end": %s, "results": [' \
            "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$(nproc)" "$rows" "$rounds" "$(cut -d ' ' -f 1 /proc/loadavg)"
        awk -F '\t' '{
            printf "%s\n  {\"name\": \"%s\", \"value\": %s, \"unit\": \"%s\", \"target\": \"%s\"}", (NR > 1 ? "," : ""), $1, $2, $3, $4
        }' "$results"
        printf '\n]}\n'
    } >"$1"
}

# --- Running ---

# measured NAME COMMAND…: runs it; its seconds, processor seconds and MiB are added to the file NAME.
measured() {
    kept_in=$work/$1
    shift
    "$build/bench_measure" "$kept_in" "$@" >"$work/output" 2>&1 || {
        tail -n 5 "$work/output" >&2
        stop "this failed: $*"
    }
}

own() {
    "$program" "$@" --store "duckdb:$store"
}

now_s() {
    date +%s.%N
}

# Starts the server over $store; sets server_pid, address and server_start_s.
server_start() {
    : >"$work/server.out"
    began=$(now_s)
    "$program" serve --listen 127.0.0.1:0 --store "duckdb:$store" "$@" >"$work/server.out" 2>"$work/server.log" &
    server_pid=$!
    until grep -q 'http://' "$work/server.out"; do
        kill -0 "$server_pid" 2>/dev/null || stop "the server did not start: $(tail -n 3 "$work/server.log")"
        sleep 0.01
    done
    server_start_s=$(awk -v a="$began" -v b="$(now_s)" 'BEGIN { print b - a }')
    address=$(sed -n 's,^Tuntuma is at \(http://[0-9.:]*\)/.*,\1,p' "$work/server.out")
}

server_stop() {
    kill "$server_pid"
    wait "$server_pid" || stop "the server ended badly: $(tail -n 3 "$work/server.log")"
    server_pid=
}

# server_mib VmRSS | VmHWM
server_mib() {
    awk -v field="$1:" '$1 == field { print $2 / 1024 }' "/proc/$server_pid/status"
}

# load OPTION…: asks the server at $address; load_value NAME then tells a number of its result.
load() {
    path=$1
    shift
    "$build/load" "$address$path" "$@" >"$work/load.out" || {
        tail -n 3 "$work/load.out" >&2
        stop "the server refused: $path $*"
    }
}

load_value() {
    awk -v name="$1" '$1 == name { print $2 }' "$work/load.out"
}

# The store with all events and customers, made once; imports that were measured leave it.
need_store() {
    store=$work/own.duckdb
    if [ ! -f "$store" ]; then
        say "Importing $rows facts to measure on"
        own import "$events" --map "$work/events.json" >/dev/null
    fi
    if [ ! -f "$work/customers.done" ]; then
        own import "$work/customers.csv" --map "$work/customers.json" >/dev/null
        own figures nps --by year >/dev/null # folds what came in, so that no server does it meanwhile
        touch "$work/customers.done"
    fi
}

# The same facts in DuckDB alone.
event_table='(id VARCHAR, happened TIMESTAMP, customer VARCHAR, touchpoint VARCHAR, channel VARCHAR, unit VARCHAR,
segment VARCHAR, score SMALLINT, amount DECIMAL(18, 4))'
csv_options="(FORMAT csv, HEADER, AUTO_DETECT false, DELIMITER ',', QUOTE '\"')"

need_peer() {
    peer=$work/peer.duckdb
    [ -f "$peer" ] || peer_duckdb_copy
    [ -f "$work/peer_customers.done" ] || "$build/bench_peer_duckdb" "$peer" 1 \
        "CREATE TABLE customer (customer VARCHAR, plan VARCHAR)" \
        "COPY customer FROM '$work/customers.csv' $csv_options" >/dev/null
    touch "$work/peer_customers.done"
}

peer_duckdb_copy() {
    peer=$work/peer.duckdb
    rm -f "$peer" "$peer.wal" "$work/peer_customers.done"
    measured time.duckdb "$build/bench_peer_duckdb" "$peer" 1 "SET preserve_insertion_order = false" \
        "CREATE TABLE event $event_table" "COPY event FROM '$events' $csv_options"
}

# --- PostgreSQL of our own ---

# PostgreSQL does not run as root: then as nobody's superior, user postgres.
as_postgres() {
    if [ "$(id -u)" = 0 ]; then setpriv --reuid postgres --regid postgres --clear-groups "$@"; else "$@"; fi
}

pg_start() {
    pg_bin=$(dirname "$(find /usr/lib/postgresql -name initdb | sort -V | tail -n 1)")
    pg_data=$(mktemp -d "$work/pg.XXXXXX")
    chmod 755 "$work"
    [ "$(id -u)" != 0 ] || chown postgres: "$pg_data"
    (cd / && as_postgres "$pg_bin/initdb" -D "$pg_data/data" -A trust -E UTF8 --locale C >"$work/pg.log" 2>&1) ||
        stop "initdb: $(tail -n 1 "$work/pg.log")"
    (cd / && as_postgres "$pg_bin/pg_ctl" -D "$pg_data/data" -l "$pg_data/log" -w -t 60 -o \
        "-c listen_addresses= -c unix_socket_directories=$pg_data -c shared_buffers=1GB -c max_wal_size=8GB" \
        start >"$work/pg.log" 2>&1) || stop "PostgreSQL: $(tail -n 1 "$work/pg.log")"
}

pg_stop() {
    (cd / && as_postgres "$pg_bin/pg_ctl" -D "$pg_data/data" -m immediate stop >/dev/null 2>&1) || true
    rm -rf "$pg_data"
    pg_data=
}
