#!/bin/sh
# Makes the models of words that the program carries (src/words/models) from XED's files:
#   sh tools/train_words.sh PROGRAM FOLDER OUT_FOLDER
# FOLDER has xed and snowball (vocabularies, BSD licence). The language model needs no PROGRAM, only a C compiler.
# XED (Öhman, Pàmies, Kajava & Tiedemann 2020; CC BY 4.0) has lines of film subtitles with the numbers of eight
# emotions, and neutral lines. From the English lines go what would give neutral ones away by their form alone: blanks
# before marks, and [PERSON] for names.
set -eu
[ $# = 3 ] || { echo "usage: train_words.sh PROGRAM FOLDER OUT_FOLDER" >&2; exit 2; }
program=$1 xed=$2/xed snowball=$2/snowball out=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

about='Trained on XED, annotated film subtitles by E. Öhman, M. Pàmies, K. Kajava and J. Tiedemann (COLING 2020), CC BY 4.0, https://github.com/Helsinki-NLP/XED; made into numbers by tools/train_words.sh. Subtitles are not what customers write.'

# Lines "numbers TAB text" of language $1; neutral ones without a number.
lines() {
    cat "$xed/$1-annotated_train.tsv" >"$work/annotated"
    awk -F '\t' 'NF == 2 { print $2 "\t" $1 }' "$work/annotated"
    awk -F '\t' 'NF >= 2 { print "\t" $2 }' "$xed/neu_$1_train.txt"
}

plain() {
    sed -E -e 's/\[[A-Z]+\]//g' -e 's/ +([].,!?:;%)])/\1/g' -e 's/ - / /g' -e 's/  +/ /g' -e 's/\t +/\t/'
}

# Of eight numbers their names.
emotions_csv() {
    awk -F '\t' 'BEGIN { split("anger anticipation disgust fear joy sadness surprise trust", name, " "); print "label,text" }
        { n = split($1, number, /, */); label = ""
          for (i = 1; i <= n; i++) if (number[i] in name) label = label (label == "" ? "" : "|") name[number[i]]
          gsub(/"/, "\"\"", $2); print label ",\"" $2 "\"" }'
}

# As the paper has it: anticipation, joy and trust are positive; anger, disgust, fear and sadness negative; surprise
# is neither. Lines of both kinds, or of surprise alone, are left out.
sentiment_csv() {
    awk -F '\t' 'BEGIN { print "label,text" }
        { n = split($1, number, /, */); good = bad = 0
          for (i = 1; i <= n; i++) { good += number[i] ~ /^[258]$/; bad += number[i] ~ /^[1346]$/ }
          if (n && (good > 0) == (bad > 0)) next
          gsub(/"/, "\"\"", $2); print (n == 0 ? "neutral" : good ? "positive" : "negative") ",\"" $2 "\"" }'
}

# Running Swedish is not at hand: the commonest words, the commonest most often (Zipf), among words of the vocabulary.
swedish='och i att det som en på är av för med till den har de inte om ett han men var jag från vi så kan när år under också
efter eller nu sin där vid mot ska skulle kommer ut får finns vara hade alla andra mycket än här då sedan över bara in blir
upp även vad få två vill ha många hon mer går sig detta nya hur säger varit du ni er min mitt mina din ditt vår vårt våra
någon något några ingen inget inga denna dessa man oss dem honom henne mig dig tack hej bra dåligt dålig bättre bäst lång
långt länge väntade vänta fick fått tog gick kom såg sade bli blev blivit göra gör gjorde gjort måste borde kunde vet visste
tycker tyckte tror hela hel helt alltid aldrig ofta ibland redan igen tillbaka hem hemma dag dagar dagen vecka veckor månad
tid timmar minuter först sista båda samma själv kanske därför eftersom fast utan genom mellan innan medan tills ju väl nog
lite mest kund kunden service personal personalen hjälp hjälpte butik butiken beställning leverans faktura svar svarade ringde'

swedish_lines() {
    awk -v common="$swedish" 'BEGIN { srand(1); n = split(common, word, /[ \n]+/)
            for (i = 1; i <= n; i++) { all += 1 / (i + 3); upto[i] = all } }
        function often(   at, low, high, mid) { at = rand() * all; low = 1; high = n
            while (low < high) { mid = int((low + high) / 2); if (upto[mid] < at) low = mid + 1; else high = mid }
            return word[low] }
        { line = line " " often() " " $1 " " often(); if (NR % 4 == 0) { print line; line = "" } }' "$snowball/swedish_voc.txt"
}

language_lines() {
    awk -v language="$2" '{ print language "\t" $0 }' "$snowball/$1_voc.txt"
}

mkdir -p "$out"
"${CC:-cc}" -O2 -iquote "$(dirname "$0")/../src" -o "$work/letters" "$(dirname "$0")/letters.c" -lm
for language in 'fi' en; do
    lines "$language" | plain | cut -f 2 | sed "s/^/$language\t/" >"$work/$language"
done
swedish_lines | sed 's/^/sv\t/' >"$work/sv"
language_lines finnish 'fi' >>"$work/fi"
language_lines english en >>"$work/en"
language_lines swedish sv >>"$work/sv"
cat "$work/fi" "$work/en" "$work/sv" | "$work/letters" "$out/language.model"
for language in 'fi' en; do
    lines "$language" | plain >"$work/lines"
    sentiment_csv <"$work/lines" >"$work/sentiment.csv"
    emotions_csv <"$work/lines" >"$work/emotions.csv"
    "$program" stat words train "$work/sentiment.csv" --text text --label label --bits 16 --strength 0.3 \
        --about "$about" --to "$out/sentiment-$language.model"
    "$program" stat words train "$work/emotions.csv" --text text --label label --separator '|' --bits 16 --strength 0.3 \
        --about "$about" --to "$out/emotions-$language.model"
done
