#!/bin/sh
# crash_complaints: kills the server with SIGKILL at random moments while customers complain, somebody answers them, and
# letters go out to a real mail server, and looks at what is left: every complaint and letter that was acknowledged is in
# its case, none twice; every letter of ours has its mail; each mail comes, and none again that was noted as sent.
#   crash_complaints.sh PROGRAM TOOLS TIMES FOLDER [SEED]
# TOOLS is the folder with bench_peer_duckdb. In the end a complaint is looked for that nobody made: that must be noticed.
set -eu
program=$1 peer=$2/bench_peer_duckdb times=$3 folder=$4 seed=${5:-$$}
here=$(cd "$(dirname "$0")" && pwd)
python=/usr/bin/python3 # Debian's, which its packages are for
store=$folder/complaints.duckdb
pid=
mail=
trap '[ -z "$pid" ] || kill -9 "$pid" 2>/dev/null || true; [ -z "$mail" ] || kill "$mail" 2>/dev/null || true' EXIT
mkdir -p "$folder"

stop() {
    printf 'crash_complaints: %s (seed %s, time %s)\n' "$1" "$seed" "${time:-0}" >&2
    exit 1
}

own() {
    "$program" "$@" --store "duckdb:$store"
}

set_up() {
    own settings set "$1" "$2" >>"$folder/made" 2>&1 || stop "$1: $(tail -n 3 "$folder/made")"
}

server_start() {
    : >"$folder/out"
    "$program" serve --listen 127.0.0.1:0 --proxy loopback --store "duckdb:$store" >"$folder/out" 2>>"$folder/log" &
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

server_kill() {
    kill -9 "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
    pid=
}

# Killed after a while between 0.5 and 2.5 s from the first acknowledgement.
attack() {
    server_start
    before=$(wc -l <"$folder/told")
    $python "$here/complaints.py" "$port" "$cookie" "$folder/told" "$time" >"$folder/load" 2>&1 &
    complaining=$!
    tries=0
    until [ "$(wc -l <"$folder/told")" -gt "$before" ]; do
        tries=$((tries + 1))
        [ "$tries" -lt 3000 ] || stop "nobody could complain: $(tail -n 3 "$folder/load")"
        sleep 0.01
    done
    seed=$(((seed * 1103515245 + 12345) % 2147483648))
    sleep "$(awk -v n=$((seed / 65536 % 1000)) 'BEGIN { print 0.5 + n / 500 }')"
    server_kill
    wait "$complaining" || stop "somebody was refused: $(tail -n 3 "$folder/load")"
}

# A mail that was in the air when the server died may have been taken and not noted: one for each time, which goes again.
verify() {
    own check >"$folder/check" 2>&1 || stop "the store is not as it should be: $(tail -n 5 "$folder/check")"
    cat "$folder"/mails/*.eml 2>/dev/null | tr -d '\r' | sed -n 's/^Message-ID: <\([0-9a-f]*\)@.*/\1/p' >"$folder/taken"
    "$peer" "$store" 1 "
        WITH told AS (SELECT who, words FROM read_csv('$folder/told', header = false, delim = '|',
                                                      columns = {'who': 'VARCHAR', 'words': 'VARCHAR'})),
             taken AS (SELECT code, count(*) AS times FROM read_csv('$folder/taken', header = false,
                                                                    columns = {'code': 'VARCHAR'}) GROUP BY code),
             noted AS (SELECT code, times FROM read_csv('$folder/noted', header = false,
                                                        columns = {'code': 'VARCHAR', 'times': 'BIGINT'})),
             kept AS (SELECT l.who, l.text AS words FROM case_letter l JOIN rec_case c ON c.id = l.case_id
                      WHERE l.text LIKE 'Kolli R%' OR l.text LIKE 'Vastaus R%'),
             posted AS (SELECT split_part(message_id, '@', 1) AS code FROM case_letter WHERE who = 'us' AND message_id <> '')
        SELECT (SELECT count(*) FROM told ANTI JOIN kept USING (who, words)),
               (SELECT count(*) FROM (SELECT words FROM kept GROUP BY words HAVING count(*) > 1) twice),
               (SELECT count(*) FROM rec_case c WHERE NOT EXISTS (SELECT 1 FROM case_letter l WHERE l.case_id = c.id)),
               (SELECT count(*) FROM posted ANTI JOIN outbox USING (code)),
               (SELECT count(*) FROM outbox o ANTI JOIN posted USING (code) WHERE o.what = 'case'),
               (SELECT count(*) FROM outbox o LEFT JOIN taken USING (code)
                WHERE o.state = 'sent' AND times IS NULL OR o.state = 'waiting' AND o.tries = 0 AND times > 0),
               (SELECT count(*) FROM noted n LEFT JOIN taken t USING (code) WHERE n.times <> coalesce(t.times, 0)),
               (SELECT coalesce(sum(times - 1), 0)::BIGINT FROM taken),
               (SELECT count(*) FROM outbox WHERE state NOT IN ('sent', 'sending')),
               (SELECT count(*) FROM outbox WHERE state = 'sending'),
               (SELECT count(*) FROM told)" >"$folder/verdict" || stop "the store could not be read"
    read -r _ lost twice empty unposted strange wrong again more left air told <<END
$(grep '^row' "$folder/verdict")
END
    [ "$lost" = 0 ] || stop "$lost of $told that were acknowledged are lost"
    [ "$twice" = 0 ] || stop "$twice came twice"
    [ "$empty" = 0 ] || stop "$empty cases have no words"
    [ "$unposted" = 0 ] || stop "$unposted letters have no mail"
    [ "$strange" = 0 ] || stop "$strange mails have no letter"
    [ "$wrong" = 0 ] || stop "$wrong mails went and are not noted, or did not go and are"
    [ "$again" = 0 ] || stop "$again mails went again though it was noted that they were sent"
    [ $((more + air)) -le "$time" ] || stop "$more mails went again and $air are in the air, of $time that could be"
    "$peer" "$store" 1 "
        COPY (SELECT o.code, count(*) AS times FROM outbox o
              JOIN read_csv('$folder/taken', header = false, columns = {'code': 'VARCHAR'}) t USING (code)
              WHERE o.state = 'sent' GROUP BY o.code UNION ALL SELECT 'none', 0) TO '$folder/noted' (FORMAT csv, HEADER false)" >"$folder/verdict" ||
        stop "what was sent could not be written down"
}

rm -rf "$store" "$store.wal" "$store.sock" "$folder/mails" "$folder/port"
mkdir -p "$folder/mails"
: >"$folder/told"
echo none,0 >"$folder/noted" # DuckDB reads no empty table
: >"$folder/log"
: >"$folder/made"
$python -c 'import aiosmtpd' 2>/dev/null || stop "python3-aiosmtpd is missing: ./do test installs it"
$python "$here/../mail/mailbox.py" "$folder/mails" 0.01 >"$folder/port" 2>"$folder/mail.log" &
mail=$!
until [ -s "$folder/port" ]; do sleep 0.05; done
own key new till >>"$folder/made" 2>&1 || stop "no store: $(tail -n 3 "$folder/made")"
set_up company.name Kauppa
set_up company.address https://cx.example.com
set_up mail.host 127.0.0.1
set_up mail.port "$(cat "$folder/port")"
set_up mail.tls none
set_up mail.from cx@example.com
time=0
server_start
sed -n 's,.*\(/join/[0-9a-f]*\).*,\1,p' "$folder/out" >"$folder/links"
[ -s "$folder/links" ] || stop "nobody may come in: $(cat "$folder/out")"
cookie=$(node "$here/../bench/people.mjs" "http://127.0.0.1:$port" "$folder/links")
server_kill
while [ "$time" -lt "$times" ]; do
    time=$((time + 1))
    attack
    verify
done
# What waits goes out once the server is left in peace.
expected=$(($(wc -l <"$folder/taken") + left + air))
server_start
tries=0
until [ "$(find "$folder/mails" -name '*.eml' | wc -l)" -ge "$expected" ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 600 ] || stop "of $expected mails only $(find "$folder/mails" -name '*.eml' | wc -l) came"
    sleep 0.1
done
sleep 1
kill "$pid"
wait "$pid" || true
pid=
verify
[ $((left + air)) = 0 ] || stop "$((left + air)) mails were left behind"
[ "$told" -gt 0 ] || stop "nobody complained"
acknowledged=$told
echo "customer|Kolli R0 that nobody sent." >>"$folder/told"
(verify) 2>"$folder/noticed" && stop "a lost complaint went unnoticed"
grep -q '1 of .* that were acknowledged are lost' "$folder/noticed" || stop "$(cat "$folder/noticed")"
rm -f "$store" "$store.wal"
printf 'killed %s times: %s complaints and letters were acknowledged, each there once; %s mails came, %s of them again\n' \
    "$times" "$acknowledged" "$(wc -l <"$folder/taken")" "$more"
