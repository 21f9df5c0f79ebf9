#!/bin/sh
# bench: measures this machine's work with the program against engines alone, in one run, so that a ratio means
# something wherever it runs. docs/performance.md tells what and why. Prints one table; writes build/bench.json.
#   run.sh [quick] [PART…]    quick: 1 M facts and fewer rounds; parts: those below; coverage (an hour) only when named
# BENCH_ROWS, BENCH_CUSTOMERS, BENCH_ROUNDS and BENCH_KILLS say otherwise. BENCH_100M=1 measures imports and figures of 100 M facts besides (about 30 GB of disk, half an hour).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=${BENCH_BUILD:-$here/../../build}
build=$(cd "$build" && pwd)
work=${BENCH_WORK:-$build/bench}
program=$build/tuntuma

# shellcheck disable=SC2034 # the parts use them
rows=10000000 customers=1000000 rounds=3 seconds=8 kills=100
if [ "${1:-}" = quick ]; then
    shift
    # shellcheck disable=SC2034
    rows=1000000 customers=100000 rounds=1 seconds=3 kills=5
fi
rows=${BENCH_ROWS:-$rows} customers=${BENCH_CUSTOMERS:-$customers} rounds=${BENCH_ROUNDS:-$rounds} kills=${BENCH_KILLS:-$kills}
# Parts that measure the store, and those that measure analyses of a file.
store_parts="import serve figures pages late intake answers heard crash" insight_parts="journey lifetime uneven weigh words"
# shellcheck disable=SC2086 # lists of words
[ $# -gt 0 ] || set -- $store_parts $insight_parts ${BENCH_100M:+hundred}

# shellcheck source=tests/bench/lib.sh
. "$here/lib.sh"
for part in "$@"; do
    [ -f "$here/part_$part.sh" ] || stop "there is no part \"$part\""
    # shellcheck disable=SC1090 # one of the files beside this one
    . "$here/part_$part.sh"
done

say "Measuring with $rows facts of $customers customers; a table comes at the end"
tools_build
work_begin
trap work_end EXIT
trap 'exit 1' INT TERM
for part in "$@"; do
    case " $store_parts hundred " in *" $part "*) files_make && break ;; esac
done
for part in "$@"; do
    "part_$part"
done
table_print
json_write "$build/bench.json"
say "The same as JSON: $build/bench.json"
