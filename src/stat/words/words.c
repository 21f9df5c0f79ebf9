// words: connects the built-in models of words (language, sentiment, emotions) with remarks of a
// file, block by block.
#include "stat/analyses.h"

#include <math.h>

#include "insight/sure/interval.h"
#include "stat/words/words_told.h"
#include "words/language.h"

// clang-format off
static const struct stat_role roles[] = {
    {"text", STAT_TEXT, STAT_ONE, true, "the remarks"},
    {0},
};

static const struct stat_option options[] = {
    {"language", "fi|en|sv|auto", "auto", false, "of all remarks, where it is known"},
    {"sure", "CHANCE", "0.5", false, "a sentiment that is less likely than this is \"not sure\""},
    {0},
};

static const struct answer_field fields[] = {
    {"read", "remarks whose sentiment and emotions were told"},
    {"not_sure", "of them those whose likeliest sentiment was not likely enough"},
    {"no_model", "remarks in a language without a model, or in one that was not recognised"},
    {"too_short", "remarks with fewer than 3 letters"},
    {"empty", "rows without a remark"},
    {"measured_accuracy", "share of film subtitles, not seen in training, whose sentiment was told right (both models together where both were used)"},
    {"measured_macro_f1", "mean over the three sentiments of F1 on those"},
    {"measured_emotions_macro_f1", "mean over the eight emotions of F1 on those"},
    {"languages.language", "fi, en, sv or unknown"},
    {"languages.texts", "remarks in it"},
    {"languages.share", "of the remarks that are not empty"},
    {"languages.low", "lower limit of that, by chance alone (Wilson)"},
    {"languages.high", "upper limit"},
    {"sentiment.label", "positive, negative or neutral"},
    {"sentiment.texts", "remarks of which it was said"},
    {"sentiment.share", "of the remarks that were read"},
    {"sentiment.low", "lower limit of that, by chance alone (Wilson)"},
    {"sentiment.high", "upper limit"},
    {"sentiment.expected", "share that the chances add up to: counts likely mistakes in"},
    {"sentiment.measured_f1", "how well it was told of film subtitles"},
    {"emotions.label", "one of Plutchik's eight"},
    {"emotions.texts", "remarks of which it was said; a remark may have several, or none"},
    {"emotions.share", "of the remarks that were read"},
    {"emotions.low", "lower limit of that, by chance alone (Wilson)"},
    {"emotions.high", "upper limit"},
    {"emotions.expected", "share that the chances add up to: counts likely mistakes in"},
    {"emotions.measured_f1", "how well it was told of film subtitles"},
    {"remarks.row", "row of the file, from 1, rows that --where left out not counted"},
    {"remarks.language", "fi, en, sv or unknown"},
    {"remarks.sentiment", "positive, negative or neutral: the likeliest"},
    {"remarks.confidence", "its chance"},
    {"remarks.emotions", "all that are likely enough"},
    {"remarks.note", "not sure, no model, too short or empty"},
    {0},
};
// clang-format on

enum { MODELS = 2 }; // Finnish, English: the first two of enum words_language

struct reading {
    struct model sentiment[MODELS], emotions[MODELS];
    struct words_asker *asker;
    struct words_told *sentiments, *felt;
    f64 sure;
    i64 given; // language of all; -1: detect
    i64 read[MODELS];
    i64 languages[WORDS_UNKNOWN + 1];
    i64 count, room;
    u8 *language; // of each remark; 255: empty
};

static bool begin(ctx *c, struct stat_job *stat)
{
    static const char *const words[] = {"fi", "en", "sv", "auto"};
    struct reading *r = stat->state = NEW(c->arena, struct reading);
    i64 given = 3;
    r->sure = 0.5;
    if (!stat_choice(c, stat, "language", words, COUNT_OF(words), &given) ||
        !stat_f64(c, stat, "sure", (struct stat_bounds){0, 1}, &r->sure))
        return false;
    r->given = given == 3 ? -1 : given;
    if (!words_model_load(c, S("sentiment-fi"), &r->sentiment[WORDS_FI]) ||
        !words_model_load(c, S("sentiment-en"), &r->sentiment[WORDS_EN]) ||
        !words_model_load(c, S("emotions-fi"), &r->emotions[WORDS_FI]) ||
        !words_model_load(c, S("emotions-en"), &r->emotions[WORDS_EN]))
        return false;
    r->asker = words_asker_new(c, r->sentiment[WORDS_FI].form);
    r->sentiments = words_told_new(c, &r->sentiment[WORDS_FI], true);
    r->felt = words_told_new(c, &r->emotions[WORDS_FI], true);
    return true;
}

static void language_keep(ctx *c, struct reading *r, u8 language)
{
    if (r->count == r->room) {
        i64 more = r->room ? r->room * 2 : 4096;
        r->language = arena_grow(c->arena, r->language, r->room, more, 1);
        r->room = more;
    }
    r->language[r->count++] = language;
}

static void remark_read(ctx *c, struct reading *r, str text)
{
    enum words_language language = WORDS_UNKNOWN;
    if (r->given >= 0)
        language = (enum words_language)r->given;
    else
        language = language_of(text).language;
    bool has_model = language == WORDS_FI || language == WORDS_EN;
    i64 which = has_model ? (i64)language : 0;
    struct words_said said = words_ask(r->asker, &r->sentiment[which], text, r->sure);
    bool is_told = said.note == WORDS_TOLD || said.note == WORDS_NOT_SURE;
    if (is_told && !has_model) {
        said.note = WORDS_NO_MODEL;
        said.confidence = (f64)NAN;
        said.best = -1;
    }
    words_told_add(c, r->sentiments, &said);
    bool is_read = is_told && has_model;
    if (is_read) {
        said = words_ask_again(r->asker, &r->emotions[which], r->sure);
        r->read[which]++;
    }
    words_told_add(c, r->felt, &said);
    if (said.note != WORDS_EMPTY) r->languages[language]++;
    language_keep(c, r, said.note == WORDS_EMPTY ? UINT8_MAX : (u8)language);
}

static bool take(ctx *c, struct stat_job *stat, const struct frame *block)
{
    if (!stat->state && !begin(c, stat)) return false;
    const struct frame_column *text = frame_column(block, "text");
    for (i64 i = 0; i < block->count; i++)
        remark_read(c, stat->state, text->text[i]);
    return true;
}

// --- Answer ---

static const str language_names[] = {
    {"fi",      2},
    {"en",      2},
    {"sv",      2},
    {"unknown", 7}
};

// Counts of both models, so that their F1 are those of texts of both languages.
static const struct quality *merged(ctx *c, const struct quality *a, const struct quality *b)
{
    struct quality *out = NEW(c->arena, struct quality);
    *out = *a;
    out->n += b->n;
    out->exact += b->exact;
    out->hits = NEW_ARRAY(c->arena, i64, a->labels);
    out->misses = NEW_ARRAY(c->arena, i64, a->labels);
    out->false_alarms = NEW_ARRAY(c->arena, i64, a->labels);
    for (i32 j = 0; j < a->labels; j++) {
        out->hits[j] = a->hits[j] + b->hits[j];
        out->misses[j] = a->misses[j] + b->misses[j];
        out->false_alarms[j] = a->false_alarms[j] + b->false_alarms[j];
    }
    return out;
}

// What is known of the models that were used.
static const struct quality *measured(ctx *c, const struct reading *r, const struct model *models)
{
    if (!r->read[WORDS_EN]) return &models[WORDS_FI].quality;
    if (!r->read[WORDS_FI]) return &models[WORDS_EN].quality;
    return merged(c, &models[WORDS_FI].quality, &models[WORDS_EN].quality);
}

static void languages_tell(ctx *c, const struct stat_job *stat, const struct reading *r)
{
    i64 rows = COUNT_OF(r->languages), all = 0;
    f64 *share = NEW_ARRAY(c->arena, f64, rows), *low = NEW_ARRAY(c->arena, f64, rows);
    f64 *high = NEW_ARRAY(c->arena, f64, rows);
    for (i64 i = 0; i < rows; i++)
        all += r->languages[i];
    for (i64 i = 0; i < rows; i++) {
        struct interval interval =
            interval_rate((struct rate_counts){r->languages[i], all}, stat->level);
        share[i] = interval.value;
        low[i] = interval.low;
        high[i] = interval.high;
    }
    struct answer_table *table = answer_table(stat->answer, "languages", rows);
    answer_column_str(table, "language", language_names);
    answer_column_i64(table, "texts", r->languages);
    answer_column_f64(table, "share", share);
    answer_column_f64(table, "low", low);
    answer_column_f64(table, "high", high);
}

static void remarks_tell(ctx *c, struct answer *answer, const struct reading *r)
{
    i64 *row = NEW_ARRAY(c->arena, i64, r->count + 1);
    i32 *language = NEW_ARRAY(c->arena, i32, r->count + 1);
    for (i64 i = 0; i < r->count; i++) {
        row[i] = i + 1;
        language[i] = r->language[i] == UINT8_MAX ? -1 : r->language[i];
    }
    struct answer_table *table = answer_table(answer, "remarks", r->count);
    answer_column_i64(table, "row", row);
    answer_column_code(table, "language", language, language_names);
    words_remark_columns(c, table, r->sentiments,
                         (struct words_names){"sentiment", "confidence", NULL});
    words_remark_columns(c, table, r->felt, (struct words_names){"emotions", NULL, NULL});
    words_remark_columns(c, table, r->sentiments, (struct words_names){NULL, NULL, "note"});
}

static void warn(ctx *c, struct answer *answer, const struct quality *sentiment, i64 no_model)
{
    answer_warn(answer, "trained_on_subtitles",
                fmt(c->arena,
                    tr(c, "these models learnt from film subtitles, of which they told the "
                          "sentiment right in %s; of what customers write it is less: of 11,613 "
                          "tweets to airlines the English one was right in 42%%"),
                    words_percent(c, quality_accuracy(sentiment))),
                tr(c, "Take single remarks and shares as hints only. Label some hundred remarks of "
                      "your own and use `tuntuma stat words train`."));
    if (no_model)
        answer_warn(answer, "no_model",
                    fmt(c->arena,
                        tr(c, "%lld remarks are in Swedish or in a language that was not "
                              "recognised: nothing is said of their feelings"),
                        (long long)no_model),
                    tr(c, "Where all remarks are in Finnish or English, say so with --language."));
}

static void say(ctx *c, const struct stat_job *stat, const struct reading *r)
{
    const struct words_counts *n = words_told_counts(r->sentiments);
    i64 read = r->read[WORDS_FI] + r->read[WORDS_EN];
    if (!read) {
        answer_say(stat->answer,
                   tr(c, "No remark is long enough and in a language that can be read."));
        return;
    }
    f64 shares[3] = {0}; // negative, neutral, positive, as the labels are sorted
    for (i64 i = 0; i < COUNT_OF(shares); i++)
        shares[i] = (f64)n->said[i] / (f64)read;
    answer_say(stat->answer,
               fmt(c->arena,
                   tr(c, "Of %lld remarks that could be read %s sound negative, %s positive and %s "
                         "neither; of %lld the machine was not sure."),
                   (long long)read, words_percent(c, shares[0]), words_percent(c, shares[2]),
                   words_percent(c, shares[1]), (long long)n->notes[WORDS_NOT_SURE]));
}

static bool run(ctx *c, struct stat_job *stat)
{
    struct answer *answer = stat->answer;
    struct reading *r = stat->state;
    if (!r || !r->count) return fail_with(c, ERR_REFUSED, tr(c, "the file has no rows"), NULL);
    const struct words_counts *n = words_told_counts(r->sentiments);
    const struct quality *sentiment = measured(c, r, r->sentiment);
    const struct quality *emotions = measured(c, r, r->emotions);
    i64 read = r->read[WORDS_FI] + r->read[WORDS_EN];
    answer_n(answer, read);
    say(c, stat, r);
    answer_i64(answer, "read", read);
    answer_i64(answer, "not_sure", n->notes[WORDS_NOT_SURE]);
    answer_i64(answer, "no_model", n->notes[WORDS_NO_MODEL]);
    answer_i64(answer, "too_short", n->notes[WORDS_SHORT]);
    answer_i64(answer, "empty", n->notes[WORDS_EMPTY]);
    answer_f64(answer, "measured_accuracy", quality_accuracy(sentiment));
    answer_f64(answer, "measured_macro_f1", quality_macro_f1(sentiment));
    answer_f64(answer, "measured_emotions_macro_f1", quality_macro_f1(emotions));
    words_told_measured(r->sentiments, sentiment);
    words_told_measured(r->felt, emotions);
    languages_tell(c, stat, r);
    words_tell_shares(c, answer, "sentiment", r->sentiments, stat->level);
    words_tell_shares(c, answer, "emotions", r->felt, stat->level);
    remarks_tell(c, answer, r);
    warn(c, answer, sentiment, n->notes[WORDS_NO_MODEL]);
    return true;
}

// clang-format off
const struct analysis analysis_words = {
    .name = "words",
    .what = "Language, sentiment and emotions of remarks.",
    .question = "In which languages do customers write, and what feelings sound in their words?",
    .method = "Language: the likelihood of each letter after the two before it. Sentiment and the eight emotions of Plutchik, for Finnish and English: hashed runs of 2 to 5 characters and a linear support vector machine, trained on the film subtitles of XED.",
    .source = "Öhman, Pàmies, Kajava & Tiedemann 2020, XED (data, CC BY 4.0); Hsieh et al. 2008; Dunning 1994 (language)",
    .assumptions = "Remarks sound as film subtitles do, which they seldom do: the measured accuracy is that of subtitles.",
    .not_for = "Judging single customers or employees; Swedish remarks (language only); irony. A model trained on your own labels (`words train`) does better.",
    .file = STAT_FILE_NEEDED,
    .roles = roles,
    .options = options,
    .fields = fields,
    .take = take,
    .run = run,
};
// clang-format on
