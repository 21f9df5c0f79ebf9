#include <math.h>

#include "base/locale.h"
#include "insight/maths/sample.h"
#include "insight/asked/scale.h"
#include "stat/analyses.h"
#include "stat/points.h"

#define POINTS_MAX     1001
#define ALPHA_GOOD     0.7 // J. C. Nunnally, Psychometric Theory (2nd ed. 1978), p. 245
#define ALPHA_REPEATED 0.95
#define REST_WEAK      0.3
#define AGREED         0.7 // James, Demaree & Wolf 1984; R. Klein et al., Leadership Quarterly 11 (2000)

struct asked {
    const struct frame *frame;
    i64 items;
    bool *reversed; // of each item
    bool stated;    // --scale was given
    f64 low, high;  // of the scale; as found where not stated
    i64 n;          // rows with all answers
    f64 *values;    // n × items
    i32 *group;     // of each row; -1: none. NULL without --group
    i64 *missing;   // of each item
};

static str item_name(const struct asked *asked, i64 item)
{
    return frame_nth(asked->frame, "item", item)->name;
}

// --- Reading ---

static bool read_reversed(ctx *c, const struct stat_job *stat, struct asked *asked)
{
    const str *name = NULL;
    asked->reversed = NEW_ARRAY(c->arena, bool, MAX(asked->items, 1));
    for (i64 i = 0; (name = stat_nth(stat, "reverse", i)) != NULL; i++) {
        bool found = false;
        for (i64 j = 0; j < asked->items; j++) {
            if (!str_equal(*name, item_name(asked, j))) continue;
            asked->reversed[j] = found = true;
        }
        if (!found)
            return fail_with(
                c, ERR_USAGE,
                fmt(c->arena, tr(c, "--reverse: \"%.*s\" is none of the items"), STR(*name)),
                tr(c, "Give the column as --item too."));
    }
    return true;
}

static bool read_points(ctx *c, const struct stat_job *stat, struct asked *asked)
{
    struct points points;
    if (!points_read(c, stat, &points)) return false;
    asked->stated = !isnan(points.low);
    asked->low = points.low;
    asked->high = points.high;
    if (asked->stated || !stat_has(stat, "reverse")) return true;
    return fail_with(c, ERR_USAGE, tr(c, "--reverse needs --scale"),
                     tr(c, "Say the lowest and the highest answer, as in --scale 1-5."));
}

static bool fail_outside(ctx *c, const struct asked *asked, i64 item, f64 value)
{
    return fail_with(c, ERR_BAD_INPUT,
                     fmt(c->arena, tr(c, "column \"%.*s\": %.12g is outside the scale %.12g-%.12g"),
                         STR(item_name(asked, item)), value, asked->low, asked->high),
                     tr(c, "If it stands for missing, say --missing; else correct --scale."));
}

// Rows with all answers; who runs the other way is turned.
static bool read_rows(ctx *c, struct asked *asked)
{
    const struct frame *frame = asked->frame;
    const struct frame_column *group = frame_column(frame, "group");
    i64 k = asked->items;
    asked->values = NEW_ARRAY(c->arena, f64, MAX(frame->count, 1) * k);
    asked->missing = NEW_ARRAY(c->arena, i64, k);
    if (group) asked->group = NEW_ARRAY(c->arena, i32, MAX(frame->count, 1));
    const f64 **item = NEW_ARRAY(c->arena, const f64 *, k);
    for (i64 j = 0; j < k; j++)
        item[j] = frame_nth(frame, "item", j)->number;
    for (i64 i = 0; i < frame->count; i++) {
        f64 *row = asked->values + asked->n * k;
        bool whole = true;
        for (i64 j = 0; j < k; j++) {
            row[j] = item[j][i];
            asked->missing[j] += isnan(row[j]);
            whole &= !isnan(row[j]);
            if (asked->stated && (row[j] < asked->low || row[j] > asked->high))
                return fail_outside(c, asked, j, row[j]);
            if (asked->reversed[j]) row[j] = asked->low + asked->high - row[j];
        }
        if (group) asked->group[asked->n] = group->code[i];
        asked->n += whole;
    }
    return true;
}

static void find_scale(struct asked *asked)
{
    for (i64 i = 0; i < asked->n * asked->items; i++) {
        asked->low = i ? fmin(asked->low, asked->values[i]) : asked->values[i];
        asked->high = i ? fmax(asked->high, asked->values[i]) : asked->values[i];
    }
}

// --- Items ---

static void tell_items(ctx *c, struct answer *answer, const struct asked *asked,
                       const struct scale_alpha *alpha)
{
    static const char *const fields[] = {"mean", "deviation", "item_rest", "alpha_without",
                                         "standardised_without"};
    i64 k = asked->items;
    str *name = NEW_ARRAY(c->arena, str, k);
    bool *turned = NEW_ARRAY(c->arena, bool, k);
    f64 *number[COUNT_OF(fields)];
    for (i64 f = 0; f < COUNT_OF(fields); f++)
        number[f] = NEW_ARRAY(c->arena, f64, k);
    for (i64 j = 0; j < k; j++) {
        struct scale_item item = alpha->list[j];
        const f64 row[] = {item.mean, item.deviation, item.rest, item.alpha_without,
                           item.standardised_without};
        name[j] = item_name(asked, j);
        turned[j] = item.turned;
        for (i64 f = 0; f < COUNT_OF(fields); f++)
            number[f][j] = row[f];
    }
    struct answer_table *table = answer_table(answer, "items", k);
    answer_column_str(table, "name", name);
    answer_column_bool(table, "reversed", asked->reversed);
    answer_column_i64(table, "missing", asked->missing);
    for (i64 f = 0; f < COUNT_OF(fields); f++)
        answer_column_f64(table, fields[f], number[f]);
    answer_column_bool(table, "turned", turned);
}

static void warn_item(ctx *c, struct answer *answer, str name, const struct scale_item *item,
                      f64 alpha)
{
    if (item->deviation == 0)
        answer_warn(answer, "constant", fmt(c->arena, tr(c, "%.*s has one value only"), STR(name)),
                    tr(c, "It says nothing: leave it out."));
    else if (item->turned)
        answer_warn(answer, "turned",
                    fmt(c->arena, tr(c, "%.*s runs against the other questions"), STR(name)),
                    tr(c, "If high means bad there, say --reverse for it; else leave it out."));
    else if (item->rest < REST_WEAK && item->alpha_without > alpha)
        answer_warn(answer, "weak",
                    fmt(c->arena,
                        tr(c, "%.*s goes little with the others (%.2f); without it alpha is %.2f"),
                        STR(name), item->rest, item->alpha_without),
                    tr(c, "Ask whether it measures the same thing."));
}

static const char *number_text(ctx *c, f64 number)
{
    return str_c(c->arena, locale_number(c, number, 2));
}

static void say_alpha(ctx *c, struct stat_job *stat, const struct scale_alpha *alpha)
{
    const char *number = number_text(c, alpha->raw);
    if (!isnan(alpha->raw_low))
        number = fmt(c->arena, tr(c, "%s (%g%%: %s to %s)"), number, 100 * stat->level,
                     number_text(c, alpha->raw_low), number_text(c, alpha->raw_high));
    bool good = alpha->raw >= ALPHA_GOOD, firm = good && !(alpha->raw_low < ALPHA_GOOD);
    if (firm)
        answer_say(stat->answer,
                   fmt(c->arena,
                       tr(c, "The questions measure one thing well enough to be summed: "
                             "alpha %s."),
                       number));
    else if (good)
        answer_say(stat->answer,
                   fmt(c->arena,
                       tr(c, "The questions may measure one thing, but too few answered "
                             "to be sure: alpha %s."),
                       number));
    else
        answer_say(stat->answer,
                   fmt(c->arena,
                       tr(c, "The questions do not measure one thing well enough to be "
                             "summed: alpha %s."),
                       number));
}

static void warn_alpha(ctx *c, struct stat_job *stat, const struct asked *asked,
                       const struct scale_alpha *alpha)
{
    i64 left_out = asked->frame->count - asked->n;
    if (left_out)
        answer_warn(stat->answer, "rows_left_out",
                    fmt(c->arena, tr(c, "rows left out because an answer is missing: %lld of %lld"),
                        (long long)left_out, (long long)asked->frame->count),
                    tr(c, "The items table says which questions were left empty."));
    for (i64 j = 0; j < asked->items; j++)
        warn_item(c, stat->answer, item_name(asked, j), &alpha->list[j], alpha->raw);
    if (alpha->raw > ALPHA_REPEATED)
        answer_warn(stat->answer, "repeated",
                    tr(c, "the questions are so much alike that some ask the same twice"),
                    tr(c, "Fewer questions would do, and more customers would answer."));
}

// --- Groups ---

struct agreed {
    i64 count, known, enough, beyond;
    i64 *n;
    f64 *variance, *rwg, *rwg_j, *sorted; // sorted: the known ones
};

// Rows of each group brought together, then agreement group by group.
static void measure_groups(ctx *c, const struct asked *asked, i64 points, struct agreed *out)
{
    i64 count = out->count, k = asked->items, *from = NEW_ARRAY(c->arena, i64, count + 1);
    f64 *dealt = NEW_ARRAY(c->arena, f64, MAX(asked->n, 1) * k);
    for (i64 i = 0; i < asked->n; i++)
        if (asked->group[i] >= 0) from[asked->group[i] + 1]++;
    for (i64 g = 0; g < count; g++)
        from[g + 1] += from[g];
    for (i64 i = 0; i < asked->n; i++) {
        if (asked->group[i] < 0) continue;
        i64 at = from[asked->group[i]] + out->n[asked->group[i]]++;
        memcpy(dealt + at * k, asked->values + i * k, (size_t)k * sizeof(f64));
    }
    for (i64 g = 0; g < count; g++) {
        struct scale_answers answers = {out->n[g], k, dealt + from[g] * k};
        struct scale_agreement found = scale_agreement_of(answers, points);
        out->variance[g] = found.variance;
        out->rwg[g] = found.rwg_mean;
        out->rwg_j[g] = found.rwg_j;
        out->beyond += found.beyond;
        if (isnan(found.rwg_j)) continue;
        out->enough += found.rwg_j >= AGREED;
        out->sorted[out->known++] = found.rwg_j;
    }
}

static bool points_of(ctx *c, const struct asked *asked, i64 *points)
{
    f64 span = asked->high - asked->low;
    *points = 0;
    if (span >= 1 && span + 1 <= POINTS_MAX && span == floor(span)) {
        *points = (i64)span + 1;
        return true;
    }
    return fail_with(
        c, ERR_USAGE,
        fmt(c->arena, tr(c, "a scale %.12g-%.12g has no whole points"), asked->low, asked->high),
        tr(c, "Agreement in groups is told for scales such as 1-5: say --scale."));
}

static bool tell_groups(ctx *c, struct stat_job *stat, struct asked *asked)
{
    const struct frame_column *group = frame_column(asked->frame, "group");
    i64 points = 0;
    if (!group) return true;
    if (!points_of(c, asked, &points)) return false;
    struct agreed agreed = {.count = group->name_count};
    i64 room = MAX(agreed.count, 1);
    agreed.n = NEW_ARRAY(c->arena, i64, room);
    agreed.variance = NEW_ARRAY(c->arena, f64, room);
    agreed.rwg = NEW_ARRAY(c->arena, f64, room);
    agreed.rwg_j = NEW_ARRAY(c->arena, f64, room);
    agreed.sorted = NEW_ARRAY(c->arena, f64, room);
    measure_groups(c, asked, points, &agreed);
    sample_sort(agreed.sorted, agreed.known);
    answer_i64(stat->answer, "scale_points", points);
    answer_i64(stat->answer, "groups_told", agreed.known);
    answer_i64(stat->answer, "groups_agreed", agreed.enough);
    answer_f64(stat->answer, "rwg_j_median", sample_quantile(agreed.sorted, agreed.known, 0.5));
    struct answer_table *table = answer_table(stat->answer, "groups", agreed.count);
    answer_column_str(table, "group", group->names);
    answer_column_i64(table, "n", agreed.n);
    answer_column_f64(table, "variance", agreed.variance);
    answer_column_f64(table, "rwg", agreed.rwg);
    answer_column_f64(table, "rwg_j", agreed.rwg_j);
    answer_say(stat->answer,
               fmt(c->arena, tr(c, "Members agree (rwg(j) 0.7 or more) in %lld of %lld groups."),
                   (long long)agreed.enough, (long long)agreed.known));
    if (agreed.known < agreed.count)
        answer_warn(stat->answer, "single",
                    fmt(c->arena, tr(c, "groups with fewer than two members: %lld"),
                        (long long)(agreed.count - agreed.known)),
                    tr(c, "Whether they agree cannot be told."));
    if (agreed.beyond)
        answer_warn(stat->answer, "split",
                    fmt(c->arena, tr(c, "groups that answer more apart than by chance: %lld"),
                        (long long)agreed.beyond),
                    tr(c, "Their agreement is set to 0; perhaps they have two camps."));
    if (!asked->stated)
        answer_warn(stat->answer, "scale_guessed",
                    fmt(c->arena, tr(c, "the scale is taken to be %.12g-%.12g, as found"),
                        asked->low, asked->high),
                    tr(c, "Say --scale, else agreement comes out too low."));
    answer_assume(stat->answer, "even_answers", HOLDS_UNKNOWN,
                  tr(c, "Without agreement all points of the scale would be chosen alike; where "
                        "everybody is kind or careful, agreement looks larger than it is"));
    return true;
}

static bool run(ctx *c, struct stat_job *stat)
{
    struct asked asked = {.frame = &stat->frame, .items = frame_count_of(&stat->frame, "item")};
    struct scale_alpha alpha;
    if (asked.items > SCALE_ITEMS_MAX)
        return fail_with(c, ERR_TOO_LARGE,
                         fmt(c->arena, tr(c, "%lld columns are more than %d"),
                             (long long)asked.items, SCALE_ITEMS_MAX),
                         NULL);
    if (!read_reversed(c, stat, &asked) || !read_points(c, stat, &asked) || !read_rows(c, &asked))
        return false;
    if (!asked.stated) find_scale(&asked);
    struct scale_answers answers = {asked.n, asked.items, asked.values};
    if (!scale_alpha_of(c, answers, stat->level, &alpha)) return false;
    say_alpha(c, stat, &alpha);
    answer_n(stat->answer, asked.n);
    answer_i64(stat->answer, "items_count", asked.items);
    answer_f64(stat->answer, "alpha_raw", alpha.raw);
    answer_f64(stat->answer, "alpha_raw_low", alpha.raw_low);
    answer_f64(stat->answer, "alpha_raw_high", alpha.raw_high);
    answer_f64(stat->answer, "alpha_standardised", alpha.standardised);
    answer_f64(stat->answer, "mean_correlation", alpha.mean_correlation);
    tell_items(c, stat->answer, &asked, &alpha);
    answer_assume(stat->answer, "equal_loadings", HOLDS_UNKNOWN,
                  tr(c, "All questions measure the thing equally strongly; else alpha is too low"));
    warn_alpha(c, stat, &asked, &alpha);
    return tell_groups(c, stat, &asked);
}

// clang-format off
static const struct stat_role roles[] = {
    {"item", STAT_NUMBER, STAT_SOME, true, "a question of the scale; two or more"},
    {"group", STAT_NAME, STAT_OPTIONAL, true, "whose members' agreement is told: team, unit, site"},
    {0},
};

static const struct stat_option options[] = {
    {"reverse", "COLUMN", NULL, true, "an item in which high means bad: its answers are turned round"},
    {"scale", "LOW-HIGH", NULL, false, "lowest and highest possible answer, as in 1-5; needed for --reverse; default those found"},
    {0},
};

static const struct answer_field fields[] = {
    {"items_count", "questions"},
    {"alpha_raw", "Cronbach's alpha on the answers as they are: for summing them"},
    {"alpha_raw_low", "lower limit of it (Feldt); null: cannot be told"},
    {"alpha_raw_high", "upper limit of it"},
    {"alpha_standardised", "alpha on correlations: for summing standardised answers"},
    {"mean_correlation", "mean correlation between two questions"},
    {"items.name", "question"},
    {"items.reversed", "turned round by --reverse"},
    {"items.missing", "rows without its answer"},
    {"items.mean", "mean answer"},
    {"items.deviation", "standard deviation"},
    {"items.item_rest", "correlation with the sum of the others; null: one value only"},
    {"items.alpha_without", "raw alpha of the others; null: fewer than two"},
    {"items.standardised_without", "standardised alpha of the others"},
    {"items.turned", "it runs against the others"},
    {"scale_points", "points of the scale that agreement is measured against"},
    {"groups_told", "groups of two or more"},
    {"groups_agreed", "of them with rwg(j) of 0.7 or more"},
    {"rwg_j_median", "middle one of the groups' rwg(j)"},
    {"groups.group", "group"},
    {"groups.n", "members with all answers"},
    {"groups.variance", "mean variance of the questions within it"},
    {"groups.rwg", "mean over questions of 1 - variance / that of even answers"},
    {"groups.rwg_j", "agreement over all questions, 0 to 1; null: one member"},
    {0},
};

const struct analysis analysis_scale = {
    .name = "scale",
    .what = "Whether questions measure one thing (Cronbach's alpha), and whether members of a group agree (rwg).",
    .question = "May these questions be summed into one figure? Do the members of a group answer alike enough to speak for the group?",
    .method = "Cronbach's alpha, raw and standardised, with Feldt's limits; what each question adds, and which run against the others. "
              "rwg and rwg(j): variance within a group against that of evenly spread answers.",
    .source = "Cronbach 1951, Psychometrika 16; Feldt, Woodruff & Salih 1987, Applied Psychological Measurement 11; James, Demaree & "
              "Wolf 1984, J. Applied Psychology 69.",
    .assumptions = "Questions measure one thing equally strongly (else alpha is a lower bound); rows independent. Limits: answers nearly "
                   "normal. rwg: without agreement all points would be chosen alike.",
    .not_for = "Proof that there is one thing only (many questions of two things have a high alpha too); raters of one thing (see agree); "
               "differences between units (see uneven).",
    .roles = roles,
    .options = options,
    .fields = fields,
    .run = run,
};
// clang-format on
