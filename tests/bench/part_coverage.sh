# coverage: how often intervals hold a known truth, and tests speak without cause, in simulation: every
# tests/bench/coverage_*.c in turn. Their lines go into docs/statistics. COVERAGE_RUNS says how many of each. Sourced by
# run.sh.
# shellcheck shell=sh disable=SC2154

part_coverage() {
    for simulation in "$build"/bench_coverage_*; do
        say "$(basename "$simulation" | sed 's/^bench_coverage_//'): how often limits hold the truth"
        "$simulation" ${COVERAGE_RUNS:+"$COVERAGE_RUNS"} || stop "$simulation failed"
    done
}
