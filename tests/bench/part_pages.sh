# pages: how long each page takes for somebody signed in, with a hundred thousand records beside the facts; then two
# hundred people who click at once. Sourced by run.sh.
# shellcheck shell=sh disable=SC2154

people=200 records=100000

part_pages() {
    need_store
    pages_fill
    server_start
    pages_let_in
    pages_list
    while read -r path; do
        page "$path"
    done <"$work/paths"
    page_weight
    pages_crowd
    server_stop
}

# Records by hand of no kind come in hundreds of thousands; people stand for them.
pages_fill() {
    [ ! -f "$work/pages.done" ] || return 0
    awk -v n="$records" 'BEGIN {
        print "name,email,telephone,task"
        for (i = 1; i <= n; i++) printf "Worker %d,worker%d@example.fi,+358 40 %07d,Task %d\n", i, i, i, i % 97
    }' >"$work/persons.csv"
    say "Taking $records records in"
    measured time.records "$program" record import person "$work/persons.csv" --store "duckdb:$store"
    note "records: taken in" "$(awk -v n="$records" '{ print n / $1 }' "$work/time.records")" "records/s"
    touch "$work/pages.done"
}

pages_let_in() {
    sed -n 's,.*\(/join/[0-9a-f]*\).*,\1,p' "$work/server.out" >"$work/links"
    i=1
    while [ "$i" -lt "$people" ]; do
        own people invite "Person $i" "person$i@example.fi" cx_owner
        i=$((i + 1))
    done | sed -n 's,.*\(/join/[0-9a-f]*\).*,\1,p' >>"$work/links"
    [ "$(wc -l <"$work/links")" = "$people" ] || stop "there are $(wc -l <"$work/links") links for $people people"
    node "$here/people.mjs" "$address" "$work/links" >"$work/cookies"
}

# Every page that one gets to by the places of the house.
pages_list() {
    customer=$(curl_page /customers | grep -o '/customers/[A-Za-z0-9_-]*' | head -n 1)
    person=$(curl_page /people | grep -o '/people/[0-9][0-9]*' | head -n 1)
    cat >"$work/paths" <<END
/
/figures?metric=nps&by=month
/figures?metric=nps&by=unit
/figures?metric=nps&by=month&where=unit:Oulu&where=channel:web
/remarks
/customers
/customers?sort=value
$customer
/journey
/people
/people?search=worker+9
/people?sort=task&down=1
$person
$person/history
/touchpoints
/search?q=worker+77
/set-up
/set-up/accounts
/set-up/log
/imports
END
}

curl_page() {
    node -e 'fetch(process.argv[1], { headers: { cookie: process.argv[2], accept: "text/html" } })
        .then((answer) => answer.text()).then((text) => console.log(text))' \
        "$address$1" "$(head -n 1 "$work/cookies")"
}

page() {
    load "$1" --connections 1 --seconds "$seconds" --accept text/html --cookies "$work/cookies"
    note "$1" "$(load_value p50_ms)" "ms p50"
    note "  95th percentile" "$(load_value p95_ms)" ms "<= 100"
    [ "$(load_value failed)" = 0 ] || note "  REFUSED, status" "$(load_value last_bad_status)" "" "<= 0"
}

# What a page weighs after the first visit: its own bytes, compressed.
page_weight() {
    while read -r path; do
        node -e 'require("http").get(process.argv[1], { headers: { cookie: process.argv[2], accept: "text/html", "accept-encoding": "gzip" } },
            (answer) => { let size = 0; answer.on("data", (part) => (size += part.length)).on("end", () => console.log(size / 1024)); })' \
            "$address$path" "$(head -n 1 "$work/cookies")"
    done <"$work/paths" | sort -g | tail -n 1 >"$work/weight"
    note "the heaviest page, compressed, without what is kept" "$(cat "$work/weight")" KB "<= 20"
}

pages_crowd() {
    load / --connections "$people" --seconds $((seconds * 3)) --accept text/html --cookies "$work/cookies" --paths "$work/paths"
    note "$people people as fast as they can: pages" "$(load_value requests_per_s)" "pages/s"
    note "  95th percentile" "$(load_value p95_ms)" ms
    note "  refused or failed" "$(load_value failed)" pages "<= 0"
    # Somebody who reads clicks every five seconds.
    load / --connections "$people" --rate $((people / 5)) --seconds $((seconds * 3)) --accept text/html --cookies "$work/cookies" --paths "$work/paths"
    note "$people people who click every five seconds: 95th percentile" "$(load_value p95_ms)" ms
    note "  refused or failed" "$(load_value failed)" pages "<= 0"
    note "  memory of the server" "$(server_mib VmHWM)" MiB
}
