#!/bin/sh
# A campaign's invites at a real mail server: what is in them, one click that takes a customer off, and a server
# that is killed while it sends: everybody is asked, and nobody twice whose mail was known to be taken.
set -eu
python=/usr/bin/python3 # Debian's, which its packages are for
here=$(dirname "$0")
folder=$(mktemp -d)
mail=
pid=
end() {
    [ -z "$pid" ] || kill -9 "$pid" 2>/dev/null || true
    [ -z "$mail" ] || kill "$mail" 2>/dev/null || true
    rm -rf "$folder"
}
trap end EXIT
stop() {
    echo "$1" >&2
    exit 1
}
$python -c 'import aiosmtpd' 2>/dev/null || stop "python3-aiosmtpd is missing: ./do test installs it"
customers=300
store="duckdb:$folder/store.duckdb"

mail_start() { # seconds that a message takes
    mkdir -p "$folder/mails"
    rm -f "$folder/port"
    $python "$here/mailbox.py" "$folder/mails" "$1" >"$folder/port" 2>"$folder/mail.log" &
    mail=$!
    until [ -s "$folder/port" ]; do sleep 0.05; done
}
serve_start() {
    : >"$folder/out"
    "$TUNTUMA" serve --listen 127.0.0.1:0 --store "$store" >"$folder/out" 2>>"$folder/log" &
    pid=$!
    until grep -q 'http://' "$folder/out"; do
        kill -0 "$pid" 2>/dev/null || stop "the server did not come up: $(tail -n 3 "$folder/log")"
        sleep 0.05
    done
    address=$(sed -n 's,^Tuntuma is at \(http://[0-9.:]*\)/.*,\1,p' "$folder/out")
}
serve_kill() {
    kill -9 "$pid"
    wait "$pid" 2>/dev/null || true
    pid=
}
count() { find "$folder/mails" -name '*.eml' | wc -l; }
run() { "$TUNTUMA" "$@" --store "$store" >>"$folder/said" 2>&1 || stop "$*: $(tail -n 3 "$folder/said")"; }

# ---- A company, its customers of today, a survey and a campaign ----
now=$(date -u -d '1 day ago' +%Y-%m-%d)
{
    echo 'id,when,who,where,mail,speaks,paid'
    i=1
    while [ $i -le $customers ]; do
        name=c$i
        [ $i -ne 7 ] || name=gone
        lang=fi
        [ $((i % 2)) -eq 0 ] || lang=sv
        echo "$i,$now,C$i,Turku,$name@example.com,$lang,20"
        i=$((i + 1))
    done
} >"$folder/bought.csv"
cat >"$folder/map.json" <<MAP
{"source": "shop", "row_id": {"column": "id"}, "customer": {"column": "who"},
 "happened": {"column": "when", "format": "%Y-%m-%d"}, "unit": {"column": "where"}, "touchpoint": "checkout",
 "attributes": {"email": {"column": "mail"}, "language": {"column": "speaks"}},
 "facts": [{"metric": "purchase", "value": {"column": "paid"}}]}
MAP
cat >"$folder/survey.json" <<SURVEY
{"format": 1, "languages": ["fi", "sv"], "title": {"fi": "Miten onnistuimme?", "sv": "Hur lyckades vi?"},
 "questions": [{"name": "nps", "type": "nps", "text": {"fi": "Suosittelisitteko meitä?", "sv": "Skulle ni rekommendera oss?"}}]}
SURVEY
mail_start 0.05
run import "$folder/bought.csv" --map "$folder/map.json"
run settings set company.name Kauppa
run settings set company.address https://cx.example.com
run settings set mail.host 127.0.0.1
run settings set mail.port "$(cat "$folder/port")"
run settings set mail.tls none
run settings set mail.from cx@example.com
run record survey add --set name=Kysely
run survey put Kysely "$folder/survey.json"
run survey publish Kysely
run record campaign add --set name=Kierros --set survey=Kysely --set touchpoint=checkout
run record campaign step 1 start
run campaign preview 1
grep -q "300 of 300 asked" "$folder/said" || stop "the preview says something else: $(tail -n 5 "$folder/said")"

# ---- Killed while it sends ----
serve_start
tries=0
until [ "$(count)" -ge 60 ]; do
    tries=$((tries + 1))
    [ $tries -lt 1200 ] || stop "no invites came: $(tail -n 3 "$folder/log")"
    sleep 0.1
done
serve_kill
sleep 1
taken=$(count)
known=$("$TUNTUMA" campaign list --store "$store" | sed -n 's/.*asked \([0-9]*\),.*/\1/p')
[ "$taken" -lt $customers ] || stop "all were sent before it was killed"
[ "$known" -le "$taken" ] || stop "$known are said to be sent, $taken came"
# A server that begins anew, alone with its store, takes up what was in the air.
kill "$mail"
wait "$mail" 2>/dev/null || true
mail_start 0
run settings set mail.port "$(cat "$folder/port")"
serve_start
tries=0
until [ "$(cat "$folder"/mails/*.eml | grep -c '^X-RcptTo\|^To: ' || true)" -ge $((customers - 1)) ] &&
    "$TUNTUMA" campaign list --store "$store" | grep -q "asked $((customers - 1))"; do
    tries=$((tries + 1))
    [ $tries -lt 1200 ] || stop "they did not all come: $("$TUNTUMA" campaign list --store "$store")"
    sleep 0.1
done
$python - "$folder/mails" "$known" "$taken" $customers <<'CHECK'
import collections, email, email.policy, glob, re, sys
folder, known, taken, customers = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
mails = [email.message_from_binary_file(open(name, "rb"), policy=email.policy.default)
         for name in sorted(glob.glob(folder + "/*.eml"))]
to = collections.Counter(str(mail["To"]) for mail in mails)
assert len(to) == customers - 1, "asked %d customers" % len(to)
twice = len(mails) - len(to)
assert twice <= taken - known, "%d came twice, but only %d were in the air" % (twice, taken - known)
ids = collections.defaultdict(set)
for mail in mails:
    ids[str(mail["To"])].add(mail["Message-ID"])
assert all(len(one) == 1 for one in ids.values()), "who got it twice got it under one Message-ID"
mail = next(mail for mail in mails if mail["To"] == "c2@example.com")
assert mail["Subject"] == "Miten onnistuimme?", mail["Subject"]
assert mail["From"] == "Kauppa <cx@example.com>", mail["From"]
assert mail["Auto-Submitted"] == "auto-generated"
assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
assert re.fullmatch(r"<https://cx.example.com/unsubscribe/[\w-]{32}>", mail["List-Unsubscribe"])
plain = mail.get_body(("plain",)).get_content()
html = mail.get_body(("html",)).get_content()
assert "Suosittelisitteko meitä?" in plain and "Suosittelisitteko meitä?" in html
links = re.findall(r'href="(https://cx.example.com/answer/[\w-]{32})\?nps=(\d+)"', html)
assert [int(n) for _, n in links] == list(range(11)) and len({a for a, _ in links}) == 1, links
assert links[0][0] in plain
print("%d mails, %d twice of %d in the air" % (len(mails), twice, taken - known))
open(folder + "/../unsubscribe", "w").write(mail["List-Unsubscribe"][len("<https://cx.example.com"):-1])
CHECK

# ---- One click takes a customer off; opening the link does not ----
path=$(cat "$folder/unsubscribe")
curl -sf "$address$path" | grep -q "sähköpostitse" || stop "the page does not ask in Finnish"
"$TUNTUMA" customer show C2 --store "$store" >"$folder/before" 2>&1 || true
! grep -qi withdrawn "$folder/before" || stop "opening the link took the customer off"
curl -sf -d 'List-Unsubscribe=One-Click' "$address$path" >/dev/null || stop "the one click was refused"
"$TUNTUMA" customer show C2 --store "$store" >"$folder/after" 2>&1 || true
"$TUNTUMA" campaign list --store "$store" | grep -q "bounced 1" || stop "the address that is gone did not bounce"
"$TUNTUMA" customer export C2 --why test --store "$store" >"$folder/copy" 2>/dev/null || true
grep -q '"said": "withdrawn"' "$folder/copy" || stop "nothing was noted: $(head -c 300 "$folder/copy")"
