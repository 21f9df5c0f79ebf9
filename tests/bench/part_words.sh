# words: remarks of 100 characters labelled by a model of three labels, per second of one processor; training of such
# a model; and, where the Finnish parliament's sentences are at hand (../shared/data/eduskunta_vkk), the accuracy of
# routing to 15 ministries, for which the reference is .763. Sourced by run.sh.
# shellcheck shell=sh disable=SC2154

words_rows=${BENCH_WORDS_ROWS:-500000}

part_words() {
    rm -f "$work"/time.train "$work"/time.classify
    words_file "$words_rows" >"$work/words.csv"
    words_file 20000 >"$work/labelled.csv"
    round=1
    while [ "$round" -le "$rounds" ]; do
        say "Words, round $round of $rounds"
        measured time.train "$program" stat words train "$work/labelled.csv" --text text --label label \
            --to "$work/words.model"
        measured time.classify "$program" stat words classify "$work/words.csv" --text text \
            --model "$work/words.model" --to "$work/labels.csv"
        round=$((round + 1))
    done
    [ "$(wc -l <"$work/labels.csv")" -eq $((words_rows + 1)) ] || stop "not all remarks were labelled"
    note "words train, 20,000 remarks, five-fold, processor time" "$(column "$work/time.train" 2 | median)" s
    note "words classify: remarks of 100 characters a processor second" \
        "$(column "$work/time.classify" 2 | median | awk -v rows="$words_rows" '{ print rows / $1 }')" 1/s ">= 50000"
    note "  most memory" "$(column "$work/time.classify" 3 | sort -g | tail -n 1)" MiB
    words_routing
}

# Remarks of three kinds with words of their own, padded with syllables to some more than 100 bytes.
words_file() {
    awk -v rows="$1" 'BEGIN {
        srand(7)
        split("myöhässä odotin toimitus viivästyi kuljetus ystävällinen kiitos palvelu hymyili apua hinta kallis lasku maksoin hyvitys", word, " ")
        split("ka li to ven si mä rö pu nen sta ssa lle tai jos niin", part, " ")
        split("delivery service price", label, " ")
        print "label,text"
        for (i = 0; i < rows; i++) {
            kind = int(3 * rand()); text = ""
            while (length(text) < 100) {
                if (rand() < 0.3) text = text word[5 * kind + 1 + int(5 * rand())]
                else for (k = int(1 + 3 * rand()); k > 0; k--) text = text part[1 + int(15 * rand())]
                text = text " "
            }
            print label[kind + 1] "," text
        }
    }'
}

words_routing() {
    data=${TUNTUMA_SHARED:-$here/../../../shared}/data/eduskunta_vkk
    if ! command -v bunzip2 >/dev/null || [ ! -f "$data/train.csv.bz2" ]; then
        say "Words: no routing, there is no $data or no bunzip2"
        return 0
    fi
    bunzip2 -c "$data/train.csv.bz2" >"$work/vkk_train.csv"
    bunzip2 -c "$data/dev.csv.bz2" >"$work/vkk_dev.csv"
    rm -f "$work/time.vkk"
    measured time.vkk "$program" stat words train "$work/vkk_train.csv" --text sentence --label ministry --folds 2 \
        --to "$work/vkk.model"
    "$program" stat words classify "$work/vkk_dev.csv" --text sentence --label ministry --model "$work/vkk.model" \
        --format json >"$work/vkk.json" || stop "routing failed"
    note "routing: 49,105 sentences learnt, processor time" "$(column "$work/time.vkk" 2 | median)" s
    note "routing: share of 2,998 sentences sent to the right one of 15" \
        "$(awk '/"accuracy":/ { gsub(/[^0-9.]/, "", $2); print $2 }' "$work/vkk.json")" share ">= 0.743"
}
