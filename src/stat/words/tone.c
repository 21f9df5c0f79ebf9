// tone: connects words/tone with a file of texts, and asks `uneven` of each measure between units
// and channels.
#include "words/tone.h"

#include <math.h>

#include "insight/units/components.h"
#include "insight/sure/difference.h"
#include "insight/maths/sample.h"
#include "stat/analyses.h"
#include "stat/words/words_told.h"

enum measure {
    SENTENCE,
    WORD,
    LIX,
    FAMILIAR,
    FORMAL,
    PASSIVE,
    WE,
    POLITE,
    SORRY,
    SENTIMENT,
    MEASURES,
};

enum { GROUPS_MAX = 1000, BY = 2 };

// clang-format off
static const char *const measures[MEASURES] = {
    "sentence_words", "word_letters", "lix", "familiar_per_100", "formal_per_100", "passive_per_100",
    "we_per_100", "polite_per_100", "sorry_per_100", "sentiment",
};
static const struct stat_role roles[] = {
    {"text", STAT_TEXT, STAT_ONE, false, "the letter, chat, invoice or reply"},
    {"unit", STAT_NAME, STAT_OPTIONAL, true, "the unit that wrote it"},
    {"channel", STAT_NAME, STAT_OPTIONAL, true, "the channel that it went by"},
    {0},
};
static const struct stat_option options[] = {
    {"language", "fi|en|sv|auto", "auto", false, "of the texts; auto: each one's own, as far as it can be told"},
    {0},
};
static const struct answer_field fields[] = {
    {"sentence_words", "words in a sentence, mean of the texts"},
    {"word_letters", "letters in a word"},
    {"lix", "LIX: below 30 very easy, 40 a newspaper, 50 an official letter, above 60 very hard"},
    {"familiar_per_100", "sinä, du (English: all of you) in 100 words"},
    {"formal_per_100", "te, ni in 100 words"},
    {"passive_per_100", "verbs in the passive in 100 words"},
    {"we_per_100", "we in 100 words"},
    {"polite_per_100", "please, thank you, greetings in 100 words"},
    {"sorry_per_100", "words of regret in 100 words"},
    {"sentiment", "chance of positive less chance of negative, -1 to 1, by the built-in model; null: no text in its languages"},
    {"mixed_address", "share of texts that say sinä and te, or du and ni, in one"},
    {"measures.measure", "one of the measures above"},
    {"measures.mean", "mean of the texts"},
    {"measures.low", "its lower limit (Student)"},
    {"measures.high", "its upper limit"},
    {"measures.deviation", "standard deviation between texts"},
    {"differences.by", "unit or channel"},
    {"differences.measure", "the measure"},
    {"differences.between_deviation", "standard deviation between the groups, chance taken off (REML)"},
    {"differences.icc", "share of the variance that lies between the groups"},
    {"differences.p", "chance of such differences when there are none (F), by Holm over all measures"},
    {"differences.differs", "yes when that is beyond chance"},
    {"differences.lowest", "the group with the least of it"},
    {"differences.highest", "the group with the most of it"},
    {"groups.by", "unit or channel"},
    {"groups.group", "its name"},
    {"groups.texts", "texts"},
    {"groups.sentence_words", "mean of its texts, as above"}, {"groups.word_letters", "the same"},
    {"groups.lix", "the same"}, {"groups.familiar_per_100", "the same"},
    {"groups.formal_per_100", "the same"}, {"groups.passive_per_100", "the same"},
    {"groups.we_per_100", "the same"}, {"groups.polite_per_100", "the same"},
    {"groups.sorry_per_100", "the same"}, {"groups.sentiment", "the same"},
    {0},
};
// clang-format on

struct texts {
    i64 count, unknown, mixed;
    f64 *value[MEASURES]; // NaN: not known of that text
};

struct judge { // of sentiment, in one language
    struct model model;
    struct words_asker *asker;
    i32 positive, negative;
};

static i32 label_index(const struct model *model, const char *name)
{
    i32 i = 0;
    while (i < model->quality.labels && !str_equal(model->names[i], str_of(name)))
        i++;
    assert(i < model->quality.labels);
    return i;
}

static bool judges_new(ctx *c, struct judge judges[2])
{
    static const char *const names[] = {"sentiment-fi", "sentiment-en"};
    for (i64 i = 0; i < COUNT_OF(names); i++) {
        if (!words_model_load(c, str_of(names[i]), &judges[i].model)) return false;
        judges[i].asker = words_asker_new(c, judges[i].model.form);
        judges[i].positive = label_index(&judges[i].model, "positive");
        judges[i].negative = label_index(&judges[i].model, "negative");
    }
    return true;
}

static f64 sentiment_of(struct judge judges[2], str text, enum words_language language)
{
    if (language != WORDS_FI && language != WORDS_EN) return (f64)NAN;
    struct judge *judge = &judges[language == WORDS_EN];
    struct words_said said = words_ask(judge->asker, &judge->model, text, 0);
    if (said.note != WORDS_TOLD && said.note != WORDS_NOT_SURE) return (f64)NAN;
    return said.chances[judge->positive] - said.chances[judge->negative];
}

static void text_measure(struct texts *texts, i64 i, const struct tone *tone,
                         enum words_language language, f64 sentiment)
{
    f64 words = (f64)tone->words, hundred = words > 0 ? 100 / words : (f64)NAN;
    bool told = language != WORDS_UNKNOWN;
    const f64 measured[MEASURES] = {
        [SENTENCE] = words > 0 ? words / (f64)MAX(tone->sentences, 1) : (f64)NAN,
        [WORD] = words > 0 ? (f64)tone->letters / words : (f64)NAN,
        [LIX] = tone_lix(tone),
        [FAMILIAR] = told ? (f64)tone->familiar * hundred : (f64)NAN,
        [FORMAL] = told && language != WORDS_EN ? (f64)tone->formal * hundred : (f64)NAN,
        [PASSIVE] = told ? (f64)tone->passive * hundred : (f64)NAN,
        [WE] = told ? (f64)tone->we * hundred : (f64)NAN,
        [POLITE] = told ? (f64)tone->polite * hundred : (f64)NAN,
        [SORRY] = told ? (f64)tone->sorry * hundred : (f64)NAN,
        [SENTIMENT] = sentiment,
    };
    for (i64 m = 0; m < MEASURES; m++)
        texts->value[m][i] = measured[m];
    texts->mixed += tone->familiar > 0 && tone->formal > 0;
}

static bool texts_read(ctx *c, const struct stat_job *stat, struct texts *texts)
{
    static const char *const languages[] = {"fi", "en", "sv", "auto"};
    i64 asked = WORDS_UNKNOWN;
    struct judge judges[2];
    const str *text = frame_column(&stat->frame, "text")->text;
    if (!stat_choice(c, stat, "language", languages, COUNT_OF(languages), &asked) ||
        !judges_new(c, judges))
        return false;
    *texts = (struct texts){.count = stat->frame.count};
    for (i64 m = 0; m < MEASURES; m++)
        texts->value[m] = NEW_ARRAY(c->arena, f64, MAX(texts->count, 1));
    for (i64 i = 0; i < texts->count; i++) {
        if (i % 1024 == 0 && ctx_stopped(c)) return false;
        enum words_language language = (enum words_language)asked;
        if (asked == WORDS_UNKNOWN) language = language_of(text[i]).language;
        texts->unknown += language == WORDS_UNKNOWN;
        struct tone tone = tone_of(c, text[i], language);
        text_measure(texts, i, &tone, language, sentiment_of(judges, text[i], language));
    }
    return true;
}

// --- Of all texts ---

static struct moments measure_moments(ctx *c, const struct texts *texts, i64 m)
{
    struct moments moments = {0};
    struct arena_mark mark = arena_mark(c->arena);
    f64 *known = NEW_ARRAY(c->arena, f64, MAX(texts->count, 1));
    for (i64 i = 0; i < texts->count; i++)
        if (!isnan(texts->value[m][i])) known[moments.n++] = texts->value[m][i];
    sample_moments(known, moments.n, &moments.mean, &moments.variance);
    arena_rewind(c->arena, mark);
    return moments;
}

// Address and the passive are told in some languages only.
static void say_measures(ctx *c, struct answer *answer, const f64 mean[])
{
    if (isnan(mean[SENTENCE]) || isnan(mean[LIX]))
        answer_say(answer, tr(c, "No text has words that could be measured."));
    else if (isnan(mean[FAMILIAR]) || isnan(mean[PASSIVE]))
        answer_say(answer, fmt(c->arena, tr(c, "A sentence has %.0f words and LIX is %.0f."),
                               mean[SENTENCE], mean[LIX]));
    else
        answer_say(
            answer,
            fmt(c->arena,
                tr(c, "A sentence has %.0f words and LIX is %.0f; in 100 words sinä or du is said "
                      "%.1f times, te or ni %.1f times, and %.1f verbs are in the passive."),
                mean[SENTENCE], mean[LIX], mean[FAMILIAR], isnan(mean[FORMAL]) ? 0 : mean[FORMAL],
                mean[PASSIVE]));
}

static void put_measures(ctx *c, struct stat_job *stat, const struct texts *texts)
{
    str *name = NEW_ARRAY(c->arena, str, MEASURES);
    f64 *part[4];
    for (i64 k = 0; k < COUNT_OF(part); k++)
        part[k] = NEW_ARRAY(c->arena, f64, MEASURES);
    for (i64 m = 0; m < MEASURES; m++) {
        struct moments moments = measure_moments(c, texts, m);
        struct interval mean = interval_mean(moments, stat->level);
        const f64 values[] = {mean.value, mean.low, mean.high, sqrt(moments.variance)};
        name[m] = str_of(measures[m]);
        for (i64 k = 0; k < COUNT_OF(values); k++)
            part[k][m] = moments.n ? values[k] : (f64)NAN;
        answer_f64(stat->answer, measures[m], part[0][m]);
    }
    answer_f64(stat->answer, "mixed_address", (f64)texts->mixed / (f64)texts->count);
    struct answer_table *table = answer_table(stat->answer, "measures", MEASURES);
    answer_column_str(table, "measure", name);
    answer_column_f64(table, "mean", part[0]);
    answer_column_f64(table, "low", part[1]);
    answer_column_f64(table, "high", part[2]);
    answer_column_f64(table, "deviation", part[3]);
    say_measures(c, stat->answer, part[0]);
}

// --- Between groups ---

struct between {
    const char *by;
    i64 groups;
    struct unit_sums *sums[MEASURES];
    struct components fit[MEASURES];
    f64 adjusted[MEASURES];
};

static void between_find(ctx *c, const struct texts *texts, const struct frame_column *column,
                         struct between *b)
{
    f64 p[MEASURES];
    size_t order[MEASURES];
    b->groups = column->name_count;
    for (i64 m = 0; m < MEASURES; m++) {
        b->sums[m] = NEW_ARRAY(c->arena, struct unit_sums, MAX(b->groups, 1));
        for (i64 i = 0; i < texts->count; i++)
            if (column->code[i] >= 0 && !isnan(texts->value[m][i]))
                unit_sums_add(&b->sums[m][column->code[i]], texts->value[m][i]);
        b->fit[m] = components_fit(b->sums[m], b->groups, COMPONENTS_REML);
        p[m] = b->fit[m].status == COMPONENTS_FOUND ? b->fit[m].f_p : (f64)NAN;
    }
    difference_adjust_holm(p, MEASURES, b->adjusted, order);
}

static i64 extreme(const struct unit_sums *sums, i64 count, f64 sign)
{
    i64 best = -1;
    for (i64 g = 0; g < count; g++)
        if (sums[g].n && (best < 0 || sign * sums[g].mean > sign * sums[best].mean)) best = g;
    return best;
}

struct difference_rows {
    i64 count;
    str by[BY * MEASURES], measure[BY * MEASURES], lowest[BY * MEASURES], highest[BY * MEASURES];
    f64 deviation[BY * MEASURES], icc[BY * MEASURES], p[BY * MEASURES];
    bool differs[BY * MEASURES];
};

static void difference_add(struct difference_rows *rows, const struct between *b, i64 m,
                           const struct frame_column *column, f64 level)
{
    const struct components *fit = &b->fit[m];
    if (fit->status != COMPONENTS_FOUND) return;
    i64 at = rows->count++, low = extreme(b->sums[m], b->groups, -1),
        high = extreme(b->sums[m], b->groups, 1);
    rows->by[at] = str_of(b->by);
    rows->measure[at] = str_of(measures[m]);
    rows->deviation[at] = sqrt(fit->between);
    rows->icc[at] = fit->between / (fit->between + fit->within);
    rows->p[at] = b->adjusted[m];
    rows->differs[at] = difference_beyond_chance(b->adjusted[m], level);
    rows->lowest[at] = low >= 0 ? column->names[low] : (str){0};
    rows->highest[at] = high >= 0 ? column->names[high] : (str){0};
}

static void put_differences(struct answer *answer, const struct difference_rows *rows)
{
    struct answer_table *table = answer_table(answer, "differences", rows->count);
    answer_column_str(table, "by", rows->by);
    answer_column_str(table, "measure", rows->measure);
    answer_column_f64(table, "between_deviation", rows->deviation);
    answer_column_f64(table, "icc", rows->icc);
    answer_column_f64(table, "p", rows->p);
    answer_column_bool(table, "differs", rows->differs);
    answer_column_str(table, "lowest", rows->lowest);
    answer_column_str(table, "highest", rows->highest);
}

static void put_groups(ctx *c, struct answer *answer, const struct between *b, i64 by_count,
                       const struct frame_column *const columns[])
{
    i64 n = 0, at = 0;
    for (i64 k = 0; k < by_count; k++)
        n += b[k].groups;
    str *by = NEW_ARRAY(c->arena, str, MAX(n, 1)), *name = NEW_ARRAY(c->arena, str, MAX(n, 1));
    i64 *count = NEW_ARRAY(c->arena, i64, MAX(n, 1));
    f64 *mean[MEASURES];
    for (i64 m = 0; m < MEASURES; m++)
        mean[m] = NEW_ARRAY(c->arena, f64, MAX(n, 1));
    for (i64 k = 0; k < by_count; k++)
        for (i64 g = 0; g < b[k].groups; g++, at++) {
            by[at] = str_of(b[k].by);
            name[at] = columns[k]->names[g];
            count[at] = b[k].sums[SENTENCE][g].n;
            for (i64 m = 0; m < MEASURES; m++)
                mean[m][at] = b[k].sums[m][g].n ? b[k].sums[m][g].mean : (f64)NAN;
        }
    struct answer_table *table = answer_table(answer, "groups", n);
    answer_column_str(table, "by", by);
    answer_column_str(table, "group", name);
    answer_column_i64(table, "texts", count);
    for (i64 m = 0; m < MEASURES; m++)
        answer_column_f64(table, measures[m], mean[m]);
}

static void say_differences(ctx *c, struct answer *answer, const struct difference_rows *rows)
{
    i64 differ = 0, most = -1;
    for (i64 i = 0; i < rows->count; i++) {
        if (!rows->differs[i]) continue;
        differ++;
        if (most < 0 || rows->icc[i] > rows->icc[most]) most = i;
    }
    if (most < 0)
        answer_say(answer, tr(c, "The tone does not differ between the groups beyond chance."));
    else
        answer_say(
            answer,
            fmt(c->arena,
                tr(c, "%lld of %lld measures differ beyond chance; most of all %.*s, between %.*s "
                      "(least) and %.*s (most)."),
                (long long)differ, (long long)rows->count, STR(rows->measure[most]),
                STR(rows->lowest[most]), STR(rows->highest[most])));
}

static bool compare(ctx *c, struct stat_job *stat, const struct texts *texts)
{
    static const char *const by[BY] = {"unit", "channel"};
    const struct frame_column *columns[BY];
    struct between b[BY];
    struct difference_rows *rows = NEW(c->arena, struct difference_rows);
    i64 count = 0;
    for (i64 k = 0; k < BY; k++) {
        const struct frame_column *column = frame_column(&stat->frame, by[k]);
        if (!column) continue;
        if (column->name_count > GROUPS_MAX)
            return fail_with(
                c, ERR_BAD_INPUT,
                fmt(c->arena, tr(c, "--%s has more than %d different values"), by[k], GROUPS_MAX),
                tr(c, "Name a column of units or channels."));
        if (column->name_count < 2)
            return fail_with(c, ERR_REFUSED, tr(c, "there is one group only"),
                             tr(c, "Whether the tone differs can only be told between several."));
        columns[count] = column;
        b[count].by = by[k];
        between_find(c, texts, column, &b[count]);
        for (i64 m = 0; m < MEASURES; m++)
            difference_add(rows, &b[count], m, column, stat->level);
        count++;
    }
    if (!count) return true;
    say_differences(c, stat->answer, rows);
    put_differences(stat->answer, rows);
    put_groups(c, stat->answer, b, count, columns);
    return true;
}

static bool run(ctx *c, struct stat_job *stat)
{
    struct texts *texts = NEW(c->arena, struct texts);
    if (!stat_rows_enough(c, stat, 1) || !texts_read(c, stat, texts)) return false;
    answer_n(stat->answer, texts->count);
    put_measures(c, stat, texts);
    if (!compare(c, stat, texts)) return false;
    if (texts->unknown * 5 > texts->count)
        answer_warn(stat->answer, "language_unknown",
                    fmt(c->arena,
                        tr(c, "The language of %lld of %lld texts could not be told: of them only "
                              "lengths are measured"),
                        (long long)texts->unknown, (long long)texts->count),
                    tr(c, "Say --language when they are all of one."));
    answer_warn(stat->answer, "by_endings",
                tr(c,
                   "Address and passive are told by endings and short lists: in Finnish news and "
                   "blogs 83% of the passives, 74% of sinä and 77% of te were found"),
                tr(c, "Compare units and channels with it; do not judge a single text by it."));
    return true;
}

const struct analysis analysis_tone = {
    .name = "tone",
    .what = "How letters, chats and replies speak: address, length, politeness, and where the tone "
            "differs.",
    .question =
        "How do we speak to customers: sinä or te, in long or short sentences, in the passive, "
        "politely? And does it sound like one company in every channel and unit?",
    .method = "Counts by endings and short lists of words in Finnish, English and Swedish; LIX; "
              "sentiment by "
              "the built-in models (Finnish and English). Means have Student's limits. For units "
              "and channels "
              "each measure's variance is split (REML) into between and within, with the F test, "
              "by Holm over "
              "all measures.",
    .source =
        "Björnsson 1968 (LIX); Searle, Casella & McCulloch 1992 (variance components); Holm 1979.",
    .assumptions =
        "Texts are independent of each other. A form letter that went out a thousand times is "
        "one text: give it once.",
    .not_for =
        "Do not judge single texts or people by it. Do not compare languages with each other: "
        "Finnish words are long, so its LIX is higher.",
    .roles = roles,
    .options = options,
    .fields = fields,
    .run = run,
};
