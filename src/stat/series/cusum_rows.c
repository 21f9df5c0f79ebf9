#include "stat/series/cusum_rows.h"

#include <math.h>

#include "base/time.h"

enum { PERIOD_DAYS = 7, PERIODS_MAX = 1000000 };

struct period_row {
    i64 ms;
    i64 order; // rows of the same moment stay as they stand
    f64 count;
};

struct taken {
    struct encounters *encounters; // with customers
    struct period_row *rows;       // without
    i64 count, capacity;
};

static bool row_add(ctx *c, struct taken *taken, i64 ms, f64 count)
{
    if (count < 0 || count != floor(count) || count > 1e12) {
        return fail_with(c, ERR_BAD_INPUT,
                         fmt(c->arena, tr(c, "%.12g is no number of events"), count),
                         tr(c, "Counts are whole and not below 0."));
    }
    if (taken->count == taken->capacity) {
        i64 capacity = MAX(1024, 2 * taken->capacity);
        struct period_row *grown = NEW_ARRAY(c->arena, struct period_row, capacity);
        if (taken->count) memcpy(grown, taken->rows, (size_t)taken->count * sizeof grown[0]);
        taken->rows = grown;
        taken->capacity = capacity;
    }
    taken->rows[taken->count] = (struct period_row){ms, taken->count, count};
    taken->count++;
    return true;
}

// Rows that follow each other on one day are one where rows are no periods.
static bool event_add(ctx *c, struct taken *taken, i64 ms, f64 count, bool rows_are_periods)
{
    struct period_row *last = taken->count ? &taken->rows[taken->count - 1] : NULL;
    bool same = last && !rows_are_periods && encounters_day(last->ms) == encounters_day(ms);
    if (!same || count != floor(count) || count < 0) return row_add(c, taken, ms, count);
    last->count += count;
    return true;
}

bool cusum_rows_take(ctx *c, struct stat_job *stat, const struct frame *block)
{
    struct taken *taken = stat->state;
    const struct frame_column *customer = frame_column(block, "customer");
    const struct frame_column *time = frame_column(block, "time");
    const struct frame_column *count = frame_column(block, "count");
    if (!taken) {
        stat->state = taken = NEW(c->arena, struct taken);
        if (customer) taken->encounters = encounters_new(c);
        if (customer && count)
            return fail_with(c, ERR_USAGE, tr(c, "--customer and --count do not go together"),
                             tr(c, "With --customer each row is one event."));
    }
    bool rows_are_periods = count && !stat_has(stat, "period");
    for (i64 i = 0; i < block->count; i++) {
        if (customer) {
            encounters_add(taken->encounters, customer->code[i], encounters_day(time->ms[i]));
        } else if (!event_add(c, taken, time->ms[i], count ? count->number[i] : 1,
                              rows_are_periods)) {
            return false;
        }
    }
    return true;
}

static int by_moment(const void *a, const void *b)
{
    const struct period_row *x = a, *y = b;
    if (x->ms != y->ms) return x->ms < y->ms ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

static bool until_read(ctx *c, const struct stat_job *stat, i32 last_day, i32 *out)
{
    str text = stat_text(stat, "until");
    *out = last_day;
    if (!text.size || day_parse(text, out)) return true;
    return fail_with(c, ERR_USAGE, fmt(c->arena, tr(c, "--until cannot be \"%.*s\""), STR(text)),
                     tr(c, "Write the day as in 2026-11-21."));
}

static bool fail_periods(ctx *c, bool many)
{
    if (many)
        return fail_with(c, ERR_TOO_LARGE,
                         fmt(c->arena, tr(c, "there are more than %d periods"), PERIODS_MAX),
                         tr(c, "Look for a date that is wrong, or use longer periods."));
    return fail_with(c, ERR_REFUSED, tr(c, "there is no whole period"),
                     tr(c, "Use shorter periods, or give a longer history."));
}

static void make_periods(ctx *c, const struct taken *taken, struct cusum_span *span,
                         struct cusum_rows *out)
{
    i32 *starts = NEW_ARRAY(c->arena, i32, taken->count);
    f64 *counts = NEW_ARRAY(c->arena, f64, taken->count);
    for (i64 i = 0; i < taken->count; i++) {
        starts[i] = encounters_day(taken->rows[i].ms);
        counts[i] = taken->rows[i].count;
    }
    *span = (struct cusum_span){-1, starts[0], taken->count};
    out->starts = starts;
    out->counts = counts;
}

static bool make_counts(ctx *c, const struct taken *taken, i32 until, struct cusum_span *span,
                        struct cusum_rows *out)
{
    i32 first = encounters_day(taken->rows[0].ms);
    i64 periods = ((i64)until - first + 1) / out->period_days;
    if (periods < 1 || periods > PERIODS_MAX) return fail_periods(c, periods > PERIODS_MAX);
    f64 *counts = NEW_ARRAY(c->arena, f64, periods);
    for (i64 i = 0; i < taken->count; i++) {
        i64 at = ((i64)encounters_day(taken->rows[i].ms) - first) / out->period_days;
        if (at < periods) counts[at] += taken->rows[i].count;
    }
    *span = (struct cusum_span){-1, first, periods};
    out->counts = counts;
    return true;
}

static bool make_series(ctx *c, const struct stat_job *stat, const struct taken *taken,
                        struct cusum_rows *out)
{
    struct cusum_span *span = NEW(c->arena, struct cusum_span);
    i32 until = 0;
    qsort(taken->rows, (size_t)taken->count, sizeof taken->rows[0], by_moment);
    if (!until_read(c, stat, encounters_day(taken->rows[taken->count - 1].ms), &until))
        return false;
    out->spans = span;
    out->count = 1;
    if (!frame_column(&stat->frame, "count") || stat_has(stat, "period"))
        return make_counts(c, taken, until, span, out);
    make_periods(c, taken, span, out);
    return true;
}

static bool make_customers(ctx *c, const struct stat_job *stat, const struct taken *taken,
                           struct cusum_rows *out)
{
    i64 customers = frame_column(&stat->frame, "customer")->name_count, longest = 1;
    struct encounter_days *days = NEW(c->arena, struct encounter_days);
    struct cusum_span *spans = NEW_ARRAY(c->arena, struct cusum_span, MAX(customers, 1));
    *days = encounters_sort(taken->encounters, customers);
    i32 until = 0;
    if (!until_read(c, stat, days->last_day, &until)) return false;
    for (i64 i = 0; i < customers; i++) {
        if (days->first[i] == days->first[i + 1]) continue;
        i32 first = days->days[days->first[i]];
        i64 periods = MAX(0, ((i64)until - first) / out->period_days);
        if (periods > PERIODS_MAX) return fail_periods(c, true);
        spans[out->count++] = (struct cusum_span){(i32)i, first + 1, periods};
        longest = MAX(longest, periods);
    }
    out->spans = spans;
    out->days = days;
    out->room = NEW_ARRAY(c->arena, f64, longest);
    out->alarms = NEW_ARRAY(c->arena, struct cusum_alarm, longest);
    return true;
}

const f64 *cusum_rows_counts(const struct cusum_rows *rows, i64 i)
{
    struct cusum_span span = rows->spans[i];
    if (span.customer < 0) return rows->counts;
    const struct encounter_days *days = rows->days;
    memset(rows->room, 0, (size_t)span.periods * sizeof rows->room[0]);
    for (i64 k = days->first[span.customer] + 1; k < days->first[span.customer + 1]; k++) {
        i64 at = ((i64)days->days[k] - span.first_day) / rows->period_days;
        if (at < span.periods) rows->room[at]++;
    }
    return rows->room;
}

bool cusum_rows_make(ctx *c, struct stat_job *stat, struct cusum_rows *out)
{
    struct taken *taken = stat->state;
    i64 period = PERIOD_DAYS;
    if (!stat_i64(c, stat, "period", (struct stat_bounds){1, 3660}, &period)) return false;
    *out = (struct cusum_rows){.period_days = period};
    if (!taken) return stat_rows_enough(c, stat, 1);
    if (taken->encounters) return make_customers(c, stat, taken, out);
    return make_series(c, stat, taken, out);
}
