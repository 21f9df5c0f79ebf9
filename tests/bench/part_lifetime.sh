# lifetime: a million customers' chances of buying again: the whole command, from the file to the answer, for each
# model; and the same customers as purchases, once and several times over, whose memory must not grow. R's BTYD is not
# in Debian: its time is the one that was measured for our notes, on two such cores, and is not run here. Sourced by
# run.sh.
# shellcheck shell=sh disable=SC2154

btyd_s=107 # BTYD 2.4.3, BG/NBD, 1 M customers

part_lifetime() {
    say "Models of buying, $customers customers"
    rm -f "$work"/time.bg_nbd "$work"/time.pareto_nbd "$work"/time.nbd "$work"/time.purchases "$work"/time.thrice
    "$build/bench_customers" "$customers" >"$work/buyers.csv"
    "$build/bench_customers" --purchases "$customers" >"$work/purchases.csv"
    round=1
    while [ "$round" -le "$rounds" ]; do
        for model in nbd bg_nbd pareto_nbd; do
            lifetime_own "$model"
        done
        round=$((round + 1))
    done
    note "lifetime: BG/NBD of $customers customers, whole command" "$(column "$work/time.bg_nbd" 1 | median)" s \
        "$(lifetime_target '<= 2')"
    note "  processor time" "$(column "$work/time.bg_nbd" 2 | median)" s
    note "lifetime: Pareto/NBD, whole command" "$(column "$work/time.pareto_nbd" 1 | median)" s "$(lifetime_target '<= 10')"
    note "  processor time" "$(column "$work/time.pareto_nbd" 2 | median)" s
    note "  of this reading and writing, and the NBD" "$(column "$work/time.nbd" 1 | median)" s
    note "  most memory" "$(column "$work/time.pareto_nbd" 3 | sort -g | tail -n 1)" MiB
    if [ "$customers" = 1000000 ]; then
        note "lifetime: BG/NBD: R BTYD as published in our notes, not run here" "$btyd_s" s
        note "lifetime: BG/NBD: times as fast as that" \
            "$(column "$work/time.bg_nbd" 1 | median | awk -v peer="$btyd_s" '{ print peer / $1 }')" times ">= 53"
    fi
    lifetime_purchases
}

# Targets are for a million customers on two cores.
lifetime_target() {
    [ "$customers" != 1000000 ] || printf '%s' "$1"
}

lifetime_own() {
    measured "time.$1" "$program" stat lifetime "$work/buyers.csv" --customer customer --frequency repeats \
        --recency recency --age age --model "$1" --rows 1
}

# Every row three times: the same days, so the same answer and the same memory.
lifetime_purchases() {
    { cat "$work/purchases.csv" && tail -n +2 "$work/purchases.csv" && tail -n +2 "$work/purchases.csv"; } \
        >"$work/thrice.csv"
    for file in purchases thrice; do
        measured "time.$file" "$program" stat lifetime "$work/$file.csv" --customer customer --time day \
            --model bg_nbd --rows 1
    done
    rows_of_purchases=$(($(wc -l <"$work/purchases.csv") - 1))
    note "lifetime: BG/NBD from $rows_of_purchases purchases" "$(column "$work/time.purchases" 1 | median)" s
    note "  most memory" "$(column "$work/time.purchases" 3 | median)" MiB
    note "lifetime: memory for three times the rows" "$(paste -d ' ' "$work/time.thrice" "$work/time.purchases" |
        awk '{ print $3 / $6 }')" times "<= 1.1"
}
