# crash: SIGKILL under load, again and again (tests/crash/crash.sh tells what is looked at). Sourced by run.sh.
# shellcheck shell=sh disable=SC2154

part_crash() {
    say "Killing the server $kills times"
    sh "$here/../crash/crash.sh" "$program" "$build" "$kills" "$work/crash" >"$work/output" ||
        stop "facts were lost or the store was spoilt: see above"
    note "kills under load survived, every acknowledged fact there once" "$kills" kills
    note "  acknowledged facts meanwhile" "$(sed 's/.*: \([0-9]*\) acknowledged.*/\1/' "$work/output")" facts
}
