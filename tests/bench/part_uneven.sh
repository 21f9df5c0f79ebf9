# uneven: variance components of 1 M rows of 1,000 units against lme4's fit of the same rows. Ours is the whole
# command, reading included; of lme4 the fit alone counts. Sourced by run.sh.
# shellcheck shell=sh disable=SC2154

uneven_rows=${BENCH_UNEVEN_ROWS:-1000000}
uneven_units=1000

part_uneven() {
    rm -f "$work"/time.uneven "$work"/time.lme4
    uneven_file
    round=1
    while [ "$round" -le "$rounds" ]; do
        say "Uneven, round $round of $rounds"
        measured time.uneven "$program" stat uneven "$work/uneven.csv" --value value --unit unit --format json
        cp "$work/output" "$work/uneven.json"
        Rscript "$here/peer_uneven.R" "$work/uneven.csv" >>"$work/time.lme4" || stop "lme4 did not run"
        round=$((round + 1))
    done
    uneven_agree
    note "uneven, $uneven_rows rows of $uneven_units units, reading included" "$(column "$work/time.uneven" 1 | median)" s
    note "  most memory" "$(column "$work/time.uneven" 3 | sort -g | tail -n 1)" MiB
    note "lme4, the fit alone" "$(column "$work/time.lme4" 1 | median)" s
    note "uneven: speed over lme4's fit" \
        "$(paste -d ' ' "$work/time.lme4" "$work/time.uneven" | awk '{ print $1 / $4 }' | median)" times ">= 10"
}

# Units that differ by a standard deviation of 0.3, rows by 1: sums of 12 uniform numbers are nearly normal.
uneven_file() {
    awk -v rows="$uneven_rows" -v units="$uneven_units" 'BEGIN {
        srand(7)
        print "unit,value"
        for (u = 0; u < units; u++) {
            for (k = 0; k < 12; k++) level[u] += rand()
            level[u] = 0.3 * (level[u] - 6)
        }
        for (i = 0; i < rows; i++) {
            u = int(units * rand() * rand())
            x = -6
            for (k = 0; k < 12; k++) x += rand()
            printf "%d,%.4f\n", u, 7 + level[u] + x
        }
    }' >"$work/uneven.csv"
}

# Both must have found the same, to a thousandth.
uneven_agree() {
    awk -v peer="$(tail -n 1 "$work/time.lme4")" '
        /"between_variance"/ { gsub(/[^0-9.e-]/, "", $2); ours = $2 }
        END {
            split(peer, p, " ")
            off = ours / p[2] - 1
            if (off < 0) off = -off
            exit !(ours > 0 && off < 1e-3)
        }' "$work/uneven.json" || stop "uneven and lme4 do not agree: $(tail -n 1 "$work/time.lme4")"
}
