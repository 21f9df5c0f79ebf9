// watch: a figure with an interval that may be looked at as often as one likes.
#include "insight/sure/watch.h"

#include <math.h>

#include "base/locale.h"
#include "stat/analyses.h"
#include "stat/sure/sequence.h"

#define LOOKS_MAX    100000
#define FEW_FOR_NORM 100 // the asymptotic interval is doubtful below

struct wish {
    struct reading reading;
    struct watch_order order;
    f64 target, scale; // target NaN: none
    i64 looks;
};

// One group's way through its rows.
struct way {
    struct watch watch;
    i64 count; // rows in all
    i64 since; // n at which the target was first left out; 0: never
    i64 since_row;
};

static bool bounds_read(ctx *c, const struct stat_job *stat, struct wish *wish)
{
    struct watch_order *order = &wish->order;
    const struct stat_bounds any = {-1e15, 1e15};
    bool bounded = wish->reading.kind != READING_VALUE;
    order->low = wish->reading.kind == READING_SCORE ? -1 : 0;
    order->high = bounded ? 1 : 0;
    if (bounded || order->method == WATCH_ASYMPTOTIC) return true;
    if (!stat_has(stat, "low") || !stat_has(stat, "high"))
        return fail_with(c, ERR_USAGE, tr(c, "this method needs the bounds of values"),
                         tr(c, "Give --low and --high: no value may lie beyond."));
    if (!stat_f64(c, stat, "low", any, &order->low) ||
        !stat_f64(c, stat, "high", any, &order->high))
        return false;
    if (order->low < order->high) return true;
    return fail_with(c, ERR_USAGE, tr(c, "--low is not below --high"),
                     tr(c, "They are the smallest and the largest value that can be."));
}

static bool wish_read(ctx *c, const struct stat_job *stat, struct wish *wish)
{
    static const char *const methods[] = {"asymptotic", "bernstein", "bernoulli"};
    static const struct stat_bounds targets[] = {
        [READING_SCORE] = {-100,  100 },
          [READING_OUTCOME] = {0,     1   },
          [READING_VALUE] = {-1e15, 1e15}
    };
    i64 method = 0, planned = 0, start = 0;
    *wish = (struct wish){.target = NAN};
    if (!reading_open(c, stat, &wish->reading)) return false;
    if (wish->reading.kind == READING_OUTCOME) method = WATCH_BERNOULLI;
    wish->scale = reading_scale(wish->reading.kind);
    if (!stat_choice(c, stat, "method", methods, COUNT_OF(methods), &method) ||
        !stat_i64(c, stat, "planned", (struct stat_bounds){1, 1e12}, &planned) ||
        !stat_i64(c, stat, "start", (struct stat_bounds){WATCH_START_MIN, 1e9}, &start) ||
        !stat_i64(c, stat, "looks", (struct stat_bounds){1, LOOKS_MAX}, &wish->looks) ||
        !stat_f64(c, stat, "target", targets[wish->reading.kind], &wish->target))
        return false;
    wish->target /= wish->scale;
    wish->order =
        (struct watch_order){(enum watch_method)method, stat->level, (f64)planned, start, 0, 0};
    return bounds_read(c, stat, wish);
}

static bool value_of(ctx *c, struct wish *wish, const struct frame *frame, i64 row, f64 *out)
{
    const struct watch_order *order = &wish->order;
    if (!reading_value(c, &wish->reading, frame, row, out)) return false;
    if (order->method == WATCH_ASYMPTOTIC || (*out >= order->low && *out <= order->high))
        return true;
    return fail_with(
        c, ERR_BAD_INPUT,
        fmt(c->arena, tr(c, "%.12g lies beyond %.12g to %.12g"), *out, order->low, order->high),
        tr(c, "Give the bounds that every value keeps, seen or not yet seen."));
}

static void way_step(struct way *way, const struct wish *wish, f64 value, i64 row)
{
    watch_add(&way->watch, value);
    if (isnan(wish->target) || way->since) return;
    if (watch_p(&way->watch, wish->target) >= 1 - way->watch.order.level) return;
    way->since = way->watch.n;
    way->since_row = row;
}

struct looks {
    i64 count;
    i64 *n;
    str *when;
    f64 *value, *low, *high;
    bool *excludes;
};

static struct looks looks_new(ctx *c, i64 most)
{
    return (struct looks){0,
                          NEW_ARRAY(c->arena, i64, most),
                          NEW_ARRAY(c->arena, str, most),
                          NEW_ARRAY(c->arena, f64, most),
                          NEW_ARRAY(c->arena, f64, most),
                          NEW_ARRAY(c->arena, f64, most),
                          NEW_ARRAY(c->arena, bool, most)};
}

static void look(struct looks *looks, const struct way *way, const struct wish *wish, str when)
{
    struct interval found = watch_interval(&way->watch);
    i64 i = looks->count++;
    looks->n[i] = way->watch.n;
    looks->when[i] = when;
    looks->value[i] = found.value * wish->scale;
    looks->low[i] = found.low * wish->scale;
    looks->high[i] = found.high * wish->scale;
    looks->excludes[i] = found.low > wish->target || found.high < wish->target;
}

static void looks_write(struct stat_job *stat, const struct looks *looks, const struct wish *wish,
                        const struct sequence *sequence)
{
    struct answer_table *table = answer_table(stat->answer, "looks", looks->count);
    answer_column_i64(table, "n", looks->n);
    if (sequence->ms || sequence->order) answer_column_str(table, "when", looks->when);
    answer_column_f64(table, "value", looks->value);
    answer_column_f64(table, "low", looks->low);
    answer_column_f64(table, "high", looks->high);
    if (!isnan(wish->target)) answer_column_bool(table, "excludes", looks->excludes);
}

// The figure cannot be told: why, and what would.
static bool fail_silent(ctx *c, const struct way *way)
{
    if (way->watch.n < way->watch.order.start)
        return fail_with(
            c, ERR_REFUSED,
            fmt(c->arena, tr(c, "too few rows for this interval: %lld"), (long long)way->watch.n),
            fmt(c->arena,
                tr(c, "It begins at %lld; values with bounds have one from the first row: "
                      "--method bernstein."),
                (long long)way->watch.order.start));
    return fail_with(c, ERR_REFUSED, tr(c, "all values are equal"),
                     tr(c,
                        "Check the column; values with bounds have an interval even so: --method "
                        "bernstein."));
}

static void target_say(ctx *c, struct stat_job *stat, const struct way *way,
                       const struct wish *wish, const struct sequence *sequence, f64 width)
{
    if (isnan(wish->target)) return;
    struct interval found = watch_interval(&way->watch);
    const char *target = reading_write(c, wish->reading.kind, wish->target, width).s;
    const char *n = reading_count(c, way->since);
    answer_f64(stat->answer, "target_p", watch_p(&way->watch, wish->target));
    if (!way->since) {
        answer_say(
            stat->answer,
            fmt(c->arena, tr(c, "Whether the target of %s is met cannot be told yet."), target));
        return;
    }
    str when = sequence_when(c, sequence, way->since_row);
    answer_i64(stat->answer, "excluded_since_n", way->since);
    if (when.size) answer_str(stat->answer, "excluded_since", when);
    const char *side = found.value > wish->target ? tr(c, "above") : tr(c, "below");
    answer_say(stat->answer,
               when.size
                   ? fmt(c->arena, tr(c, "It is %s the target of %s, known since row %s (%.*s)."),
                         side, target, n, STR(when))
                   : fmt(c->arena, tr(c, "It is %s the target of %s, known since row %s."), side,
                         target, n));
}

static bool one_tell(ctx *c, struct stat_job *stat, const struct way *way, const struct wish *wish,
                     const struct sequence *sequence)
{
    struct interval found = watch_interval(&way->watch);
    if (found.status != INTERVAL_KNOWN) return fail_silent(c, way);
    f64 width = found.high - found.low;
    answer_f64(stat->answer, "value", found.value * wish->scale);
    answer_f64(stat->answer, "low", found.low * wish->scale);
    answer_f64(stat->answer, "high", found.high * wish->scale);
    answer_say(
        stat->answer,
        fmt(c->arena,
            tr(c, "After %s rows it is %.*s, between %.*s and %.*s: %.4g%% sure at this look and "
                  "at all others together."),
            reading_count(c, way->watch.n),
            STR(reading_write(c, wish->reading.kind, found.value, width)),
            STR(reading_write(c, wish->reading.kind, found.low, width)),
            STR(reading_write(c, wish->reading.kind, found.high, width)), stat->level * 100));
    target_say(c, stat, way, wish, sequence, width);
    return true;
}

static bool one_run(ctx *c, struct stat_job *stat, struct wish *wish,
                    const struct sequence *sequence)
{
    struct way way = {watch_of(wish->order), sequence->count, 0, 0};
    struct looks looks = looks_new(c, MIN(wish->looks, sequence->count) + 1);
    for (i64 i = 0; i < sequence->count; i++) {
        f64 value = 0;
        i64 row = sequence->rows[i];
        if (i % 65536 == 0 && ctx_stopped(c)) return false;
        if (!value_of(c, wish, &stat->frame, row, &value)) return false;
        way_step(&way, wish, value, row);
        if (sequence_look(way.watch.n, way.count, wish->looks))
            look(&looks, &way, wish, sequence_when(c, sequence, row));
    }
    if (!one_tell(c, stat, &way, wish, sequence)) return false;
    looks_write(stat, &looks, wish, sequence);
    return true;
}

static void groups_write(ctx *c, struct stat_job *stat, const struct way ways[], i64 count,
                         const struct wish *wish)
{
    const struct frame_column *group = frame_column(&stat->frame, "group");
    i64 out = 0, silent = 0;
    i64 *n = NEW_ARRAY(c->arena, i64, count);
    f64 *columns[5];
    for (i64 k = 0; k < COUNT_OF(columns); k++)
        columns[k] = NEW_ARRAY(c->arena, f64, count);
    for (i64 i = 0; i < count; i++) {
        struct interval found = watch_interval(&ways[i].watch);
        n[i] = ways[i].watch.n;
        columns[0][i] = found.value * wish->scale;
        columns[1][i] = found.low * wish->scale;
        columns[2][i] = found.high * wish->scale;
        columns[3][i] = isnan(wish->target) ? (f64)NAN : watch_p(&ways[i].watch, wish->target);
        columns[4][i] = ways[i].since ? (f64)ways[i].since : (f64)NAN;
        out += ways[i].since > 0;
        silent += found.status != INTERVAL_KNOWN;
    }
    struct answer_table *table = answer_table(stat->answer, "groups", count);
    answer_column_str(table, "group", group->names);
    answer_column_i64(table, "n", n);
    answer_column_f64(table, "value", columns[0]);
    answer_column_f64(table, "low", columns[1]);
    answer_column_f64(table, "high", columns[2]);
    if (!isnan(wish->target)) {
        answer_column_f64(table, "target_p", columns[3]);
        answer_column_f64(table, "excluded_since_n", columns[4]);
        answer_say(stat->answer,
                   fmt(c->arena, tr(c, "Off the target, known at any look: %s of %s groups."),
                       reading_count(c, out), reading_count(c, count)));
    }
    if (silent)
        answer_warn(
            stat->answer, "silent_groups",
            fmt(c->arena, tr(c, "groups without an interval yet: %lld"), (long long)silent),
            tr(c, "They have too few rows, or all values are equal; --method bernstein has one "
                  "from the first row."));
}

// All intervals together hold with --level: each has its share of what may go wrong (Bonferroni).
static bool groups_run(ctx *c, struct stat_job *stat, struct wish *wish,
                       const struct sequence *sequence)
{
    const struct frame_column *group = frame_column(&stat->frame, "group");
    i64 count = group->name_count;
    struct watch_order order = wish->order;
    order.level = 1 - (1 - stat->level) / (f64)count;
    struct way *ways = NEW_ARRAY(c->arena, struct way, count);
    for (i64 i = 0; i < count; i++)
        ways[i].watch = watch_of(order);
    for (i64 i = 0; i < sequence->count; i++) {
        f64 value = 0;
        i64 row = sequence->rows[i];
        if (i % 65536 == 0 && ctx_stopped(c)) return false;
        if (!value_of(c, wish, &stat->frame, row, &value)) return false;
        way_step(&ways[group->code[row]], wish, value, row);
    }
    answer_f64(stat->answer, "group_level", order.level);
    answer_say(
        stat->answer,
        fmt(c->arena,
            tr(c, "%s groups are watched: %.4g%% sure of all their intervals together, at every "
                  "look."),
            reading_count(c, count), stat->level * 100));
    groups_write(c, stat, ways, count, wish);
    return true;
}

static bool run(ctx *c, struct stat_job *stat)
{
    struct wish wish;
    struct sequence sequence;
    if (!wish_read(c, stat, &wish) || !stat_rows_enough(c, stat, 1) ||
        !sequence_of(c, stat, &sequence))
        return false;
    answer_n(stat->answer, sequence.count);
    bool grouped = frame_column(&stat->frame, "group") != NULL;
    if (!(grouped ? groups_run : one_run)(c, stat, &wish, &sequence)) return false;
    reading_tell(c, &wish.reading, stat->answer);
    if (wish.order.method == WATCH_ASYMPTOTIC && sequence.count < FEW_FOR_NORM)
        answer_warn(stat->answer, "asymptotic",
                    fmt(c->arena, tr(c, "few rows for an asymptotic interval: %lld"),
                        (long long)sequence.count),
                    tr(c,
                       "It holds nearly; values with bounds have one that holds exactly: --method "
                       "bernstein."));
    sequence_assume(c, &sequence, stat->answer);
    answer_assume(stat->answer, "set_before", HOLDS_UNKNOWN,
                  tr(c, "method, --planned and --target were set before looking"));
    return true;
}

// clang-format off
static const struct stat_role roles[] = {
    READING_SCORE_ROLE(STAT_OPTIONAL),
    READING_OUTCOME_ROLE(STAT_OPTIONAL),
    READING_VALUE_ROLE(STAT_OPTIONAL),
    SEQUENCE_ROLES,
    {"group", STAT_NAME, STAT_OPTIONAL, false, "groups that are watched side by side; all their intervals hold together"},
    {0},
};
static const struct stat_option options[] = {
    {"target", "VALUE", NULL, false, "a figure to compare with at every row; points for scores, a share for outcomes"},
    {"method", "asymptotic|bernstein|bernoulli", NULL, false, "asymptotic: values of any kind, from the 30th on; bernstein: values with bounds, from the first; bernoulli: yes and no (the default for --outcome)"},
    {"low", "VALUE", NULL, false, "the smallest value that can be (bernstein and bernoulli of --value)"},
    {"high", "VALUE", NULL, false, "the largest value that can be"},
    {"start", "N", "30", false, "asymptotic: no interval before so many rows"},
    SEQUENCE_OPTIONS,
    READING_SCORE_OPTIONS,
    READING_OUTCOME_OPTIONS,
    {0},
};
static const struct answer_field fields[] = {
    {"value", "the figure at the last row; points for scores"},
    {"low", "lower limit at the last row"},
    {"high", "upper limit at the last row"},
    {"target_p", "chance, valid at any look, of such evidence against the target where it is met"},
    {"excluded_since_n", "rows after which the target was first known to be missed or passed"},
    {"excluded_since", "when that row came"},
    {"group_level", "how sure each group's interval is, so that all hold together with --level"},
    {"looks.n", "rows so far"},
    {"looks.when", "when the last of them came"},
    {"looks.value", "the figure then"},
    {"looks.low", "lower limit then"},
    {"looks.high", "upper limit then"},
    {"looks.excludes", "whether the interval left the target out"},
    {"groups.group", "name of the group"},
    {"groups.n", "rows in it"},
    {"groups.value", "its figure at its last row"},
    {"groups.low", "lower limit"},
    {"groups.high", "upper limit"},
    {"groups.target_p", "as target_p"},
    {"groups.excluded_since_n", "as excluded_since_n, rows of the group"},
    {0},
};
const struct analysis analysis_watch = {
    .name = "watch",
    .what = "A figure that is looked at every day, with an interval that allows it.",
    .question = "What is it by now, and is it off its target, if we look after every answer and act as soon as we see it?",
    .method = "A confidence sequence: intervals that hold all together, with the stated chance, at every row from the first to the last. "
              "An ordinary interval that is looked at 2,000 times shows a change that is not there in nearly half of all cases.",
    .source = "I. Waudby-Smith, D. Arbour, R. Sinha, E. H. Kennedy & A. Ramdas, Annals of Statistics 52 (2024) 2613-2640, Theorem 2.2 (asymptotic); "
              "S. R. Howard, A. Ramdas, J. McAuliffe & J. Sekhon, Annals of Statistics 49 (2021) 1055-1080, Theorem 4 and §5.1 (bernstein, bernoulli).",
    .assumptions = "Rows are taken in the order in which they came; method, --planned and --target were set before looking. Where the figure drifts, the interval is that of its average so far.",
    .not_for = "One look at the end: nps, rate and mean have narrower intervals. When something changed: use change.",
    .file = STAT_FILE_NEEDED,
    .roles = roles,
    .options = options,
    .fields = fields,
    .run = run,
};
// clang-format on
