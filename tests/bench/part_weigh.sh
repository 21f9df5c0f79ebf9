# weigh: 100,000 answers raked to five margins, against R survey's rake of the same answers. Ours is the whole command,
# reading included; of survey the raking alone counts. Sourced by run.sh.
# shellcheck shell=sh disable=SC2154

weigh_rows=${BENCH_WEIGH_ROWS:-100000}

part_weigh() {
    rm -f "$work"/time.weigh "$work"/time.rake
    weigh_files
    round=1
    while [ "$round" -le "$rounds" ]; do
        say "Weigh, round $round of $rounds"
        measured time.weigh "$program" stat weigh "$work/answers.csv" --value score --by plan --by country --by age \
            --by channel --by tenure --margins "$work/counts.csv" --format json
        cp "$work/output" "$work/weigh.json"
        Rscript "$here/peer_rake.R" "$work/answers.csv" "$work/counts.csv" >>"$work/time.rake" ||
            stop "survey did not run"
        round=$((round + 1))
    done
    weigh_agree
    note "weigh, $weigh_rows rows, 5 margins, reading included" "$(column "$work/time.weigh" 1 | median)" s
    note "  most memory" "$(column "$work/time.weigh" 3 | sort -g | tail -n 1)" MiB
    note "survey's rake, the raking alone" "$(column "$work/time.rake" 1 | median)" s
    note "  with the mean and its error" "$(column "$work/time.rake" 2 | median)" s
    note "weigh: speed over survey's rake" \
        "$(paste -d ' ' "$work/time.rake" "$work/time.weigh" | awk '{ print $1 / $5 }' | median)" times ">= 5"
}

# Five properties that hang together a little, and answer unevenly; counts of a million customers.
weigh_files() {
    awk -v rows="$weigh_rows" -v counts="$work/counts.csv" 'BEGIN {
        srand(11)
        split("plan country age channel tenure", name)
        split("3 4 6 5 8", size)
        print "score,plan,country,age,channel,tenure"
        for (i = 0; i < rows; i++) {
            kind = rand()
            line = ""
            sum = 0
            for (m = 1; m <= 5; m++) {
                code[m] = int(size[m] * (rand() < 0.3 ? kind : rand()) ^ 1.3)
                line = line "," substr(name[m], 1, 1) code[m]
                sum += code[m] / size[m]
            }
            print int(4 + sum + 3 * rand()) line
        }
        print "margin,category,count" >counts
        for (m = 1; m <= 5; m++)
            for (j = 0; j < size[m]; j++)
                printf "%s,%s%d,%.9f\n", name[m], substr(name[m], 1, 1), j,
                    1000000 * (j + 2) / (size[m] * (size[m] + 3) / 2) >counts
    }' >"$work/answers.csv"
}

# The same mean and error as survey, or the times say nothing.
weigh_agree() {
    tail -n 1 "$work/time.rake" | awk '{ print $3, $4 }' >"$work/rake.wanted"
    tr -d '\n' <"$work/weigh.json" | sed 's/.*"figure": "mean"[^}]*"weighted": \([0-9.]*\), "error": \([0-9.]*\).*/\1 \2/' |
        paste -d ' ' - "$work/rake.wanted" |
        awk '{ if ($1 <= 0 || ($1 / $3 - 1) ^ 2 > 1e-10 || ($2 / $4 - 1) ^ 2 > 1e-6) exit 1 }' ||
        stop "weigh and survey do not agree: $(cat "$work/rake.wanted")"
}
