#include <math.h>

#include "insight/maths/chance.h"
#include "insight/sure/interval.h"
#include "stat/analyses.h"
#include "stat/words/words_remarks.h"
#include "words/grouping.h"
#include "words/keyness.h"
#include "words/quotes.h"

enum { STABILITY_TIMES = 3, NAME_TERMS = 4, ROWS_MIN = 20 };

#define STABLE 0.5 // below it the groups are more chance than theme

// clang-format off
static const struct stat_role roles[] = {
    {"text", STAT_TEXT, STAT_ONE, false, "the remark"},
    {0},
};
static const struct stat_option options[] = {
    {"groups", "N", "8", false, "how many groups to make"},
    {"language", "fi|en|sv|auto", "auto", false, "of the remarks; auto: each one's own, as far as it can be told"},
    {"least", "N", "3", false, "words in fewer remarks are left out"},
    {"quotes", "N", "3", false, "remarks for each group that stand for it"},
    {0},
};
static const struct answer_field fields[] = {
    {"groups_count", "groups with remarks in them"},
    {"without_group", "remarks that have no word that enough others have"},
    {"nearness", "mean cosine of a remark with the middle of its group, 0 to 1"},
    {"stability", "adjusted Rand index of groupings made from separate halves of the remarks: 1 always the same, 0 no more than by chance"},
    {"groups.group", "number, from the largest"},
    {"groups.name", "words that set it apart and are not everybody's"},
    {"groups.remarks", "how many"},
    {"groups.share", "share of the remarks that have a group"},
    {"groups.low", "lower limit of that share (Wilson); it does not know that the groups themselves are uncertain"},
    {"groups.high", "upper limit of that share"},
    {"quotes.group", "number of the group"},
    {"quotes.row", "which row of those analysed, from 1"},
    {"quotes.text", "a remark that stands for the group"},
    {"remarks.row", "which row of those analysed, from 1"},
    {"remarks.group", "its group; null: none"},
    {"remarks.nearness", "cosine with the group's middle"},
    {0},
};
// clang-format on

struct naming {
    i64 *in, *out, *order;
    struct keyness *keyness;
    f64 *weight;
    bool *chosen;
};

static int by_weight(const void *a, const void *b, void *data)
{
    const f64 *weight = data;
    i64 x = *(const i64 *)a, y = *(const i64 *)b;
    if (weight[x] != weight[y]) return weight[x] > weight[y] ? -1 : 1;
    return (x > y) - (x < y);
}

// How well a word names a group: that it sets it apart, and is not everybody's.
static f64 naming_weight(const struct corpus *corpus, i64 term, f64 z)
{
    if (z <= 0 || corpus->documents[term] * GROUPING_COMMON >= corpus->count) return 0;
    return z * log((f64)corpus->count / (f64)corpus->documents[term]);
}

// The words that set a group apart from the others, and with them the weights for its quotes.
static str group_name(ctx *c, const struct corpus *corpus, const struct grouping *g, i64 group,
                      struct naming *n)
{
    for (i64 t = 0; t < corpus->term_count; t++) {
        n->in[t] = n->out[t] = 0;
        n->order[t] = t;
    }
    for (i64 i = 0; i < corpus->count; i++) {
        n->chosen[i] = g->group[i] == group;
        for (i64 k = corpus->first[i]; g->group[i] >= 0 && k < corpus->first[i + 1]; k++)
            (n->chosen[i] ? n->in : n->out)[corpus->terms[k]]++;
    }
    keyness_find(c, n->in, n->out, corpus->term_count, n->keyness);
    for (i64 t = 0; t < corpus->term_count; t++)
        n->weight[t] = naming_weight(corpus, t, n->keyness[t].z);
    qsort_r(n->order, (size_t)corpus->term_count, sizeof n->order[0], by_weight, n->weight);
    buf name = buf_new(c->arena, 10000);
    for (i64 k = 0; k < MIN(NAME_TERMS, corpus->term_count) && n->weight[n->order[k]] > 0; k++)
        buf_fmt(&name, "%s%.*s", k ? ", " : "", STR(corpus->names[n->order[k]]));
    return buf_str(&name);
}

static struct naming naming_new(ctx *c, const struct corpus *corpus)
{
    i64 terms = MAX(corpus->term_count, 1);
    return (struct naming){.in = NEW_ARRAY(c->arena, i64, terms),
                           .out = NEW_ARRAY(c->arena, i64, terms),
                           .order = NEW_ARRAY(c->arena, i64, terms),
                           .keyness = NEW_ARRAY(c->arena, struct keyness, terms),
                           .weight = NEW_ARRAY(c->arena, f64, terms),
                           .chosen = NEW_ARRAY(c->arena, bool, MAX(corpus->count, 1))};
}

static void put_remarks(ctx *c, struct answer *answer, const struct grouping *g, i64 count)
{
    i64 *row = NEW_ARRAY(c->arena, i64, MAX(count, 1));
    f64 *group = NEW_ARRAY(c->arena, f64, MAX(count, 1));
    for (i64 i = 0; i < count; i++) {
        row[i] = i + 1;
        group[i] = g->group[i] >= 0 ? (f64)g->group[i] + 1 : (f64)NAN;
    }
    struct answer_table *table = answer_table(answer, "remarks", count);
    answer_column_i64(table, "row", row);
    answer_column_f64(table, "group", group);
    answer_column_f64(table, "nearness", g->nearness);
}

static void put_groups(ctx *c, struct stat_job *stat, const struct corpus *corpus,
                       const struct grouping *g, i64 with_group, i64 wanted)
{
    struct naming naming = naming_new(c, corpus);
    i64 n = g->count, at = 0, quotes[QUOTES_MAX], *number = NEW_ARRAY(c->arena, i64, n);
    f64 *share = NEW_ARRAY(c->arena, f64, n), *low = NEW_ARRAY(c->arena, f64, n),
        *high = NEW_ARRAY(c->arena, f64, n);
    str *names = NEW_ARRAY(c->arena, str, n), *quote = NEW_ARRAY(c->arena, str, n * wanted + 1);
    i64 *quote_row = NEW_ARRAY(c->arena, i64, n * wanted + 1),
        *quote_group = NEW_ARRAY(c->arena, i64, n * wanted + 1);
    for (i64 k = 0; k < n; k++) {
        struct interval of =
            interval_rate((struct rate_counts){g->sizes[k], with_group}, stat->level);
        number[k] = k + 1;
        share[k] = of.value;
        low[k] = of.low;
        high[k] = of.high;
        names[k] = group_name(c, corpus, g, k, &naming);
        i64 count = quotes_choose(c, corpus, naming.chosen, naming.weight, wanted, quotes);
        for (i64 q = 0; q < count; q++, at++) {
            quote_group[at] = k + 1;
            quote_row[at] = quotes[q] + 1;
            quote[at] = frame_column(&stat->frame, "text")->text[quotes[q]];
        }
    }
    struct answer_table *table = answer_table(stat->answer, "groups", n);
    answer_column_i64(table, "group", number);
    answer_column_str(table, "name", names);
    answer_column_i64(table, "remarks", g->sizes);
    answer_column_f64(table, "share", share);
    answer_column_f64(table, "low", low);
    answer_column_f64(table, "high", high);
    struct answer_table *said = answer_table(stat->answer, "quotes", at);
    answer_column_i64(said, "group", quote_group);
    answer_column_i64(said, "row", quote_row);
    answer_column_str(said, "text", quote);
    answer_say(
        stat->answer,
        fmt(c->arena,
            tr(c, "The largest of %lld groups, with %.0f%% of the remarks, speaks of: %.*s."),
            (long long)n, 100 * share[0], STR(names[0])));
}

static bool run(ctx *c, struct stat_job *stat)
{
    struct corpus corpus;
    struct grouping g;
    f64 stability = (f64)NAN;
    i64 groups = 0, wanted = 0, with_group = 0;
    gsl_rng *rng = chance_new(c, stat->seed);
    if (!stat_rows_enough(c, stat, ROWS_MIN) ||
        !stat_i64(c, stat, "groups", (struct stat_bounds){2, GROUPING_GROUPS_MAX}, &groups) ||
        !stat_i64(c, stat, "quotes", (struct stat_bounds){0, QUOTES_MAX}, &wanted) ||
        !remarks_corpus(c, stat, false, &corpus) || !grouping_find(c, &corpus, groups, rng, &g) ||
        !grouping_stability(c, &corpus, groups, STABILITY_TIMES, rng, &stability))
        return false;
    for (i64 k = 0; k < g.count; k++)
        with_group += g.sizes[k];
    if (g.count < 2)
        return fail_with(
            c, ERR_REFUSED,
            tr(c, "the remarks make no groups: they share no words, or all the same ones"),
            tr(c, "Give more remarks, or a smaller --least."));
    answer_n(stat->answer, corpus.count);
    put_groups(c, stat, &corpus, &g, with_group, wanted);
    answer_i64(stat->answer, "groups_count", g.count);
    answer_i64(stat->answer, "without_group", corpus.count - with_group);
    answer_f64(stat->answer, "nearness", g.explained);
    answer_f64(stat->answer, "stability", stability);
    bool stable = stability >= STABLE;
    answer_assume(stat->answer, "stable", stable ? HOLDS : HOLDS_NOT,
                  tr(c, "Half of the remarks would make the same groups"));
    if (!stable)
        answer_warn(stat->answer, "unstable",
                    fmt(c->arena,
                        tr(c, "Half of the remarks make quite other groups (agreement %.2f of 1): "
                              "take them as a way to read, not as a finding"),
                        stability),
                    tr(c, "Try fewer groups, or more remarks."));
    remarks_languages(c, stat->answer, &corpus);
    put_remarks(c, stat->answer, &g, corpus.count);
    return true;
}

const struct analysis analysis_words_groups = {
    .name = "words groups",
    .what = "Remarks grouped by what they speak of, each group named and quoted.",
    .question = "What do customers speak of, when nobody has told beforehand what the themes are?",
    .method =
        "Each remark is a vector of its words' stems (tf-idf); spherical k-means from eight starts "
        "makes "
        "the groups. The words that set a group apart (log-odds with a prior, as in words themes) "
        "name it, and the remarks with most of them for their length are quoted. Stability: two "
        "halves of the remarks make groups of their own, and how far these agree is told.",
    .source =
        "Dhillon & Modha 2001, Machine Learning 42, 143-175; Arthur & Vassilvitskii 2007; Hubert & "
        "Arabie 1985; Monroe, Colaresi & Quinn 2008.",
    .assumptions =
        "A remark speaks of one thing mostly. The number of groups is yours: it is not found.",
    .not_for =
        "Do not use it for a handful of remarks, nor as a finding where stability is below 0.5. "
        "Where the themes are known, label some remarks and use words train.",
    .roles = roles,
    .options = options,
    .fields = fields,
    .run = run,
};
