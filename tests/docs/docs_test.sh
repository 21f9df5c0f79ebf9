#!/bin/sh
# Runs the examples of the documentation: what README.md and docs/guide show is what happens. A fenced block is told
# by what stands after its language:
#   ```sh run              runs, after those before it in the same file, in a folder of the file's own; it must succeed
#   ```sh run=server       runs until the file's end; the next block waits until it answers
#   ```sh run=refused      runs, and must fail
#   ```text output         what the block before it writes, on both streams; "…" stands for any text within a line,
#                          alone on a line for any lines
#   ```json file=NAME      is a file that the blocks after it find
# Other blocks are left alone. tuntuma is the built one; port 8080 is another one here, so that tests may run at once.
set -u
: "${TUNTUMA:?is the program to test}"
root=$PWD
work=$(mktemp -d)
server=
failures=0
blocks=0

stop_server() {
    [ -n "$server" ] || return 0
    kill "$server" 2>/dev/null
    wait "$server" 2>/dev/null
    server=
}
trap 'stop_server; rm -rf "$work"' EXIT
trap 'exit 1' INT TERM

port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close() })')
mkdir "$work/bin"
ln -s "$TUNTUMA" "$work/bin/tuntuma"
PATH="$work/bin:$PATH"
LC_ALL=C.UTF-8
export PATH LC_ALL
unset TUNTUMA_STORE

# Writes the blocks of file $1 that are marked to folder $2: NNN.KIND, with the name of a "file" in NNN.name.
blocks_of() {
    awk -v folder="$2" '
        /^```/ && !inside {
            inside = 1
            out = ""
            for (i = 2; i <= NF; i++) {
                if ($i == "run") kind = "run"
                else if ($i == "run=server") kind = "server"
                else if ($i == "run=refused") kind = "refused"
                else if ($i == "output") kind = "output"
                else if ($i ~ /^file=/) kind = "file"
                else continue
                out = sprintf("%s/%03d.%s", folder, ++number, kind)
                printf "" >out
                if (kind == "file") print substr($i, 6) >sprintf("%s/%03d.name", folder, number)
            }
            next
        }
        /^```$/ { inside = 0; if (out) close(out); next }
        inside && out { print >out }' "$1"
}

# True when the lines of file $2 are those that file $1 shows.
is_shown() {
    awk '
        NR == FNR { shown[++shown_count] = $0; next }
        { got[++got_count] = $0 }
        function fits(pattern, line,    parts, n, i, at) {
            sub(/[ \t]+$/, "", pattern); sub(/[ \t\r]+$/, "", line)
            n = split(pattern, parts, "…")
            if (n < 2) return pattern == line
            if (substr(line, 1, length(parts[1])) != parts[1]) return 0
            line = substr(line, length(parts[1]) + 1)
            for (i = 2; i < n; i++) {
                if (!(at = index(line, parts[i]))) return 0
                line = substr(line, at + length(parts[i]))
            }
            return length(line) >= length(parts[n]) && substr(line, length(line) - length(parts[n]) + 1) == parts[n]
        }
        function all_fit(s, g) {
            for (; s <= shown_count; s++) {
                if (shown[s] == "…") {
                    for (; g <= got_count + 1; g++) if (all_fit(s + 1, g)) return 1
                    return 0
                }
                if (g > got_count || !fits(shown[s], got[g])) return 0
                g++
            }
            return g > got_count
        }
        END { exit !all_fit(1, 1) }' "$1" "$2"
}

wait_for_server() {
    [ -n "$server" ] || return 0
    tries=0
    until node -e 'fetch(process.argv[1]).then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))' \
        "http://127.0.0.1:$port/health"; do
        tries=$((tries + 1))
        if [ $tries = 200 ] || ! kill -0 "$server" 2>/dev/null; then return 1; fi
        sleep 0.1
    done
}

# Says that block $2 of file $1 did not do as shown.
differ() {
    failures=$((failures + 1))
    printf '%s: %s\n--- the block\n' "$1" "$3"
    cat "$2"
    printf -- '--- what it wrote\n'
    cat "$work/got"
}

run_block() { # FILE BLOCK KIND
    blocks=$((blocks + 1))
    sed "s/127\.0\.0\.1:8080/127.0.0.1:$port/g" "$2" >"$work/script"
    if [ "$3" = server ]; then
        sed -i "s/tuntuma serve/exec tuntuma serve --listen 127.0.0.1:$port/" "$work/script"
        sh -eu "$work/script" >"$work/got" 2>&1 &
        server=$!
        wait_for_server || differ "$1" "$2" 'the server does not answer'
        return
    fi
    sh -eu "$work/script" >"$work/got" 2>&1
    status=$?
    [ "$3" = refused ] && status=$((!status))
    [ $status = 0 ] || differ "$1" "$2" 'the block does not end as it should'
}

run_file() {
    mkdir "$work/blocks" "$work/place"
    ln -s "$root/docs" "$work/place/docs"
    blocks_of "$1" "$work/blocks"
    cd "$work/place" || exit 1
    for block in "$work"/blocks/*; do
        case $block in
        *.file) cp "$block" "$(cat "${block%.file}.name")" ;;
        *.output)
            sed -i "s/127\.0\.0\.1:$port/127.0.0.1:8080/g" "$work/got"
            is_shown "$block" "$work/got" || differ "$1" "$block" 'this is shown, but not what happens'
            ;;
        *.run | *.server | *.refused) run_block "$1" "$block" "${block##*.}" ;;
        esac
    done
    stop_server
    cd "$root" || exit 1
    rm -rf "$work/blocks" "$work/place"
}

for file in README.md docs/guide/*.md docs/surveys.md; do
    run_file "$file"
done
[ $blocks -ge 10 ] || { echo "only $blocks blocks are marked to run" && failures=$((failures + 1)); }
echo "$blocks blocks ran"
exit $((failures > 0))
