#include <math.h>

#include "base/time.h"
#include "insight/sure/difference.h"
#include "insight/maths/sample.h"
#include "stat/analyses.h"
#include "stat/words/words_remarks.h"
#include "words/keyness.h"
#include "words/quotes.h"

enum { TERMS_MAX = 200, GROUPS_MAX = 200 };

// clang-format off
static const struct stat_role roles[] = {
    {"text", STAT_TEXT, STAT_ONE, false, "the remark"},
    {"group", STAT_NAME, STAT_OPTIONAL, true, "the group: each is set against the others"},
    {"time", STAT_MOMENT, STAT_OPTIONAL, true, "when it was said, to set times against each other"},
    {0},
};
static const struct stat_option options[] = {
    {"group-a", "NAME", NULL, false, "set this group against --group-b, or against all others"},
    {"group-b", "NAME", NULL, false, "the group that --group-a is set against"},
    {"since", "DATE", NULL, false, "with --time: what was said since then against before; default each month against the others"},
    {"language", "fi|en|sv|auto", "auto", false, "of the remarks; auto: each one's own, as far as it can be told"},
    {"single", NULL, NULL, false, "single words only, no pairs of neighbours"},
    {"least", "N", "5", false, "words in fewer remarks are left out"},
    {"top", "N", "15", false, "words for each group"},
    {"quotes", "N", "3", false, "remarks for each group that stand for its words"},
    {0},
};
static const struct answer_field fields[] = {
    {"terms_count", "different words and pairs that enough remarks have"},
    {"groups_count", "groups that were set against each other"},
    {"themes.group", "the group, month, or before/since"},
    {"themes.term", "the word or pair, in the form that is met most"},
    {"themes.z", "how far from chance: log-odds over its standard error; above 0 in every row"},
    {"themes.odds_ratio", "odds of the word in the group over its odds outside"},
    {"themes.count_in", "how often in the group"},
    {"themes.count_out", "how often outside"},
    {"themes.remarks_share", "share of the group's remarks that have it"},
    {"themes.beyond_chance", "yes when Holm's correction for all words of the group leaves it beyond chance"},
    {"quotes.group", "the group"},
    {"quotes.row", "which row of those analysed, from 1"},
    {"quotes.text", "a remark that says most of what sets the group apart"},
    {0},
};
// clang-format on

struct themes {
    struct corpus corpus;
    i64 group_count;
    str *groups;
    i32 *of;      // of each text; -1: of none
    bool one_way; // only the first group is told of
};

struct found {
    i64 count, capacity;
    str *group, *term;
    f64 *z, *odds, *share;
    i64 *in, *out;
    bool *beyond;
    i64 quote_count;
    str *quote_group, *quote_text;
    i64 *quote_row;
};

static bool fail_groups(ctx *c, const char *msg)
{
    return fail_with(c, ERR_USAGE, msg,
                     tr(c, "Name a column with --group, or one with dates with --time."));
}

static bool group_find(ctx *c, const struct frame_column *column, str name, i32 *out)
{
    for (i64 i = 0; i < column->name_count; i++) {
        *out = (i32)i;
        if (str_equal(column->names[i], name)) return true;
    }
    return fail_with(c, ERR_BAD_INPUT,
                     fmt(c->arena, tr(c, "no row has the group \"%.*s\""), STR(name)),
                     tr(c, "Check how it is spelled."));
}

static bool groups_by_name(ctx *c, const struct stat_job *stat, const struct frame_column *column,
                           struct themes *t)
{
    str a = stat_text(stat, "group-a"), b = stat_text(stat, "group-b");
    i32 first = -1, second = -1;
    if (b.s && !a.s) return fail_groups(c, tr(c, "--group-b needs --group-a"));
    if (a.s && !group_find(c, column, a, &first)) return false;
    if (b.s && !group_find(c, column, b, &second)) return false;
    t->group_count = a.s ? 2 : column->name_count;
    t->groups = NEW_ARRAY(c->arena, str, MAX(t->group_count, 1));
    for (i64 g = 0; g < t->group_count; g++)
        t->groups[g] = a.s ? (g ? (b.s ? b : S("others")) : a) : column->names[g];
    for (i64 i = 0; i < stat->frame.count; i++) {
        i32 code = column->code[i];
        if (a.s && code >= 0) code = code == first ? 0 : !b.s || code == second ? 1 : -1;
        t->of[i] = code;
    }
    t->one_way = a.s && !b.s;
    return true;
}

static bool groups_by_time(ctx *c, const struct stat_job *stat, const struct frame_column *time,
                           struct themes *t)
{
    i32 since = 0, first = INT32_MAX, last = INT32_MIN;
    str text = stat_text(stat, "since");
    if (text.s && !day_parse(text, &since))
        return fail_with(c, ERR_USAGE,
                         fmt(c->arena, tr(c, "--since: \"%.*s\" is no date"), STR(text)),
                         tr(c, "Write it as 2026-11-21."));
    for (i64 i = 0; i < stat->frame.count; i++) {
        t->of[i] = -1;
        if (time->ms[i] == FRAME_NO_MOMENT) continue;
        i32 day =
            (i32)(time->ms[i] >= 0 ? time->ms[i] / 86400000 : (time->ms[i] - 86399999) / 86400000);
        struct civil civil = civil_from_day(day);
        i32 month = civil.year * 12 + civil.month - 1;
        t->of[i] = text.s ? day >= since : month;
        first = MIN(first, t->of[i]);
        last = MAX(last, t->of[i]);
    }
    if (text.s) {
        static const str names[] = {
            {"before", 6},
            {"since",  5}
        };
        t->group_count = 2;
        t->groups = NEW_ARRAY(c->arena, str, 2);
        memcpy(t->groups, names, sizeof names);
        return true;
    }
    t->group_count = first <= last ? (i64)last - first + 1 : 0;
    if (t->group_count > GROUPS_MAX) return fail_groups(c, tr(c, "the times span too many months"));
    t->groups = NEW_ARRAY(c->arena, str, MAX(t->group_count, 1));
    for (i64 g = 0; g < t->group_count; g++)
        t->groups[g] = str_of(
            fmt(c->arena, "%04d-%02d", (int)((first + g) / 12), (int)((first + g) % 12 + 1)));
    for (i64 i = 0; i < stat->frame.count; i++)
        if (t->of[i] >= 0) t->of[i] -= first;
    return true;
}

static bool groups_find(ctx *c, const struct stat_job *stat, struct themes *t)
{
    const struct frame_column *group = frame_column(&stat->frame, "group"),
                              *time = frame_column(&stat->frame, "time");
    if (!group == !time)
        return fail_groups(c, tr(c, "groups come from --group or from --time: give one of them"));
    t->of = NEW_ARRAY(c->arena, i32, MAX(stat->frame.count, 1));
    if (group ? !groups_by_name(c, stat, group, t) : !groups_by_time(c, stat, time, t))
        return false;
    if (t->group_count > GROUPS_MAX)
        return fail_groups(c,
                           fmt(c->arena, tr(c, "more than %d groups are no groups"), GROUPS_MAX));
    i64 filled = 0, *count = NEW_ARRAY(c->arena, i64, MAX(t->group_count, 1));
    for (i64 i = 0; i < stat->frame.count; i++)
        if (t->of[i] >= 0) filled += !count[t->of[i]]++;
    if (filled >= 2) return true;
    return fail_with(c, ERR_REFUSED, tr(c, "there is one group only"),
                     tr(c, "What sets it apart can only be told against another one."));
}

static int by_z(const void *a, const void *b, void *data)
{
    const struct keyness *all = data;
    i64 x = *(const i64 *)a, y = *(const i64 *)b;
    if (all[x].z != all[y].z) return all[x].z > all[y].z ? -1 : 1;
    return (x > y) - (x < y);
}

static void term_put(struct found *f, const struct themes *t, i64 group, i64 term,
                     const struct keyness *k, f64 share, f64 level)
{
    i64 at = f->count++;
    f->group[at] = t->groups[group];
    f->term[at] = t->corpus.names[term];
    f->z[at] = k->z;
    f->odds[at] = exp(k->log_odds);
    f->share[at] = share;
    f->in[at] = k->in;
    f->out[at] = k->out;
    f->beyond[at] = difference_beyond_chance(k->p, level);
}

struct counts {
    i64 *in, *out, *texts_in, *seen, *order;
    i64 group_texts;
    struct keyness *keyness;
    f64 *weight;
    bool *chosen;
};

static void terms_count(const struct themes *t, i64 group, struct counts *n)
{
    const struct corpus *corpus = &t->corpus;
    n->group_texts = 0;
    for (i64 k = 0; k < corpus->term_count; k++) {
        n->in[k] = n->out[k] = n->texts_in[k] = n->seen[k] = 0;
        n->weight[k] = 0;
        n->order[k] = k;
    }
    for (i64 i = 0; i < corpus->count; i++) {
        n->chosen[i] = t->of[i] == group;
        n->group_texts += n->chosen[i];
        if (t->of[i] < 0) continue;
        for (i64 k = corpus->first[i]; k < corpus->first[i + 1]; k++) {
            i32 term = corpus->terms[k];
            (n->chosen[i] ? n->in : n->out)[term]++;
            n->texts_in[term] += n->chosen[i] && n->seen[term] != i + 1;
            n->seen[term] = i + 1;
        }
    }
}

static void group_tell(ctx *c, const struct stat_job *stat, const struct themes *t, i64 group,
                       i64 top, i64 wanted, struct counts *n, struct found *f)
{
    i64 terms = t->corpus.term_count, quotes[QUOTES_MAX], told = 0;
    terms_count(t, group, n);
    if (!n->group_texts) return;
    keyness_find(c, n->in, n->out, terms, n->keyness);
    qsort_r(n->order, (size_t)terms, sizeof n->order[0], by_z, n->keyness);
    for (i64 k = 0; k < terms && told < top && n->keyness[n->order[k]].z > 0; k++, told++) {
        i64 term = n->order[k];
        n->weight[term] = n->keyness[term].z;
        term_put(f, t, group, term, &n->keyness[term], (f64)n->texts_in[term] / (f64)n->group_texts,
                 stat->level);
    }
    i64 count = quotes_choose(c, &t->corpus, n->chosen, n->weight, wanted, quotes);
    const struct frame_column *text = frame_column(&stat->frame, "text");
    for (i64 i = 0; i < count; i++) {
        i64 at = f->quote_count++;
        f->quote_group[at] = t->groups[group];
        f->quote_row[at] = quotes[i] + 1;
        f->quote_text[at] = text->text[quotes[i]];
    }
}

static struct counts counts_new(ctx *c, const struct themes *t)
{
    i64 terms = MAX(t->corpus.term_count, 1);
    return (struct counts){.in = NEW_ARRAY(c->arena, i64, terms),
                           .out = NEW_ARRAY(c->arena, i64, terms),
                           .texts_in = NEW_ARRAY(c->arena, i64, terms),
                           .seen = NEW_ARRAY(c->arena, i64, terms),
                           .order = NEW_ARRAY(c->arena, i64, terms),
                           .keyness = NEW_ARRAY(c->arena, struct keyness, terms),
                           .weight = NEW_ARRAY(c->arena, f64, terms),
                           .chosen = NEW_ARRAY(c->arena, bool, MAX(t->corpus.count, 1))};
}

static struct found found_new(ctx *c, i64 terms, i64 quotes)
{
    terms = MAX(terms, 1);
    quotes = MAX(quotes, 1);
    return (struct found){.group = NEW_ARRAY(c->arena, str, terms),
                          .term = NEW_ARRAY(c->arena, str, terms),
                          .z = NEW_ARRAY(c->arena, f64, terms),
                          .odds = NEW_ARRAY(c->arena, f64, terms),
                          .share = NEW_ARRAY(c->arena, f64, terms),
                          .in = NEW_ARRAY(c->arena, i64, terms),
                          .out = NEW_ARRAY(c->arena, i64, terms),
                          .beyond = NEW_ARRAY(c->arena, bool, terms),
                          .quote_group = NEW_ARRAY(c->arena, str, quotes),
                          .quote_text = NEW_ARRAY(c->arena, str, quotes),
                          .quote_row = NEW_ARRAY(c->arena, i64, quotes)};
}

static void put(ctx *c, struct stat_job *stat, const struct themes *t, const struct found *f)
{
    struct answer_table *themes = answer_table(stat->answer, "themes", f->count);
    answer_column_str(themes, "group", f->group);
    answer_column_str(themes, "term", f->term);
    answer_column_f64(themes, "z", f->z);
    answer_column_f64(themes, "odds_ratio", f->odds);
    answer_column_i64(themes, "count_in", f->in);
    answer_column_i64(themes, "count_out", f->out);
    answer_column_f64(themes, "remarks_share", f->share);
    answer_column_bool(themes, "beyond_chance", f->beyond);
    struct answer_table *quotes = answer_table(stat->answer, "quotes", f->quote_count);
    answer_column_str(quotes, "group", f->quote_group);
    answer_column_i64(quotes, "row", f->quote_row);
    answer_column_str(quotes, "text", f->quote_text);
    i64 beyond = 0;
    for (i64 i = 0; i < f->count; i++)
        beyond += f->beyond[i];
    if (f->count && f->beyond[0])
        answer_say(stat->answer, fmt(c->arena,
                                     tr(c, "What sets \"%.*s\" apart is \"%.*s\": its odds are "
                                           "%.1f times those elsewhere."),
                                     STR(f->group[0]), STR(f->term[0]), f->odds[0]));
    answer_say(stat->answer,
               beyond ? fmt(c->arena, tr(c, "%lld words and pairs set groups apart beyond chance."),
                            (long long)beyond)
                      : tr(c, "No word sets the groups apart beyond chance."));
    remarks_languages(c, stat->answer, &t->corpus);
}

static bool run(ctx *c, struct stat_job *stat)
{
    struct themes *t = NEW(c->arena, struct themes);
    i64 top = 0, wanted = 0;
    if (!stat_rows_enough(c, stat, 2) ||
        !stat_i64(c, stat, "top", (struct stat_bounds){1, TERMS_MAX}, &top) ||
        !stat_i64(c, stat, "quotes", (struct stat_bounds){0, QUOTES_MAX}, &wanted) ||
        !groups_find(c, stat, t) || !remarks_corpus(c, stat, !stat_has(stat, "single"), &t->corpus))
        return false;
    struct counts counts = counts_new(c, t);
    i64 told = t->one_way ? 1 : t->group_count;
    struct found found = found_new(c, told * top, told * wanted);
    for (i64 g = 0; g < told; g++) {
        if (ctx_stopped(c)) return false;
        group_tell(c, stat, t, g, top, wanted, &counts, &found);
    }
    answer_n(stat->answer, t->corpus.count);
    answer_i64(stat->answer, "terms_count", t->corpus.term_count);
    answer_i64(stat->answer, "groups_count", t->group_count);
    put(c, stat, t, &found);
    return true;
}

const struct analysis analysis_words_themes = {
    .name = "words themes",
    .what = "Which words and phrases set groups of remarks, or times, apart.",
    .question =
        "What do the customers of one group, site or month speak of that others do not, and which "
        "remarks say it best?",
    .method =
        "Words are counted by their stem (Finnish, English, Swedish), with pairs of neighbours. "
        "Each group is set against the others by the log-odds ratio with an informative Dirichlet "
        "prior of 1,000 words, divided by its standard error (z); Holm's correction over all words "
        "of "
        "the group says which are beyond chance. Quotes have the most of the group's words for "
        "their length.",
    .source =
        "Monroe, Colaresi & Quinn 2008, Political Analysis 16, 372-403, eq. 15-22; Porter 2001 "
        "(Snowball); Holm 1979.",
    .assumptions =
        "Words come independently of each other. They do not quite: a remark that repeats a "
        "word counts it again, so z is somewhat too large where few remarks say much.",
    .not_for =
        "Do not take a word that sets apart for a cause, nor its share for how many customers "
        "think so: those who write are not all. Do not use it on fewer than some dozens of remarks "
        "a group.",
    .roles = roles,
    .options = options,
    .fields = fields,
    .run = run,
};
