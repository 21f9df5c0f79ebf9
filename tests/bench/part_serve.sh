# serve: how soon the server answers on a large store, and what it weighs. Sourced by run.sh.
# shellcheck shell=sh disable=SC2154

part_serve() {
    need_store
    : >"$work/starts"
    for _ in 1 2 3 4 5; do
        server_start
        echo "$server_start_s" >>"$work/starts"
        load /health --connections 1 --count 1
        sleep 1
        server_mib VmRSS >>"$work/idle"
        server_stop
    done
    note "serve: start on $rows facts" "$(median <"$work/starts")" s "<= 0.5"
    note "serve: memory when idle" "$(median <"$work/idle")" MiB "<= 100"
    note "store on disk, for each fact" "$(wc -c <"$store" | awk -v n="$rows" '{ print $1 / n }')" bytes
}
