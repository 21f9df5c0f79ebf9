#include "stat/series/series.h"

#include <math.h>

#include "insight/maths/sample.h"
#include "stat/series/series_step.h"

enum { GROW_FROM = 1024 };

#define LARGEST  1e100  // squares of more, added up, are no numbers any longer
#define SMALLEST 1e-100 // squares of less, but for 0, become 0

// With --every: sums of each place from `first` on, grown to both sides. Without: rows one by one.
struct series_rows {
    const char *others;
    struct series_choice {
        enum series_step step; // SERIES_ROW: each row is a value
        enum series_as as;
        i64 edges;  // auto, keep, drop
        i64 period; // 0: as the step tells
    } choice;
    i64 width;
    i64 rows;
    i64 count, capacity; // places or rows
    i64 first;           // number of the first place
    i64 low_ms, high_ms; // of the rows
    f64 **sums;          // [width][capacity]; without --every the values
    i64 **counts;        // [width][capacity] of values in each sum; [0] counts rows
    i64 *row_counts;
    const i64 *block_ms; // columns of the block that is being read
    const f64 *block_number;
    const f64 **block_values; // [width]; NULL: no column
    bool has_ms, has_number;
    i64 *ms;
    f64 *number;
};

static bool choice_read(ctx *c, const struct stat_job *stat, struct series_choice *choice)
{
    static const char *const every[] = {"row", "hour", "day", "week", "month", "quarter", "year"};
    static const char *const as[] = {"mean", "sum", "count", "nps"};
    static const char *const edges[] = {"auto", "keep", "drop"};
    i64 step = 0, what = 0;
    if (!stat_choice(c, stat, "edges", edges, COUNT_OF(edges), &choice->edges) ||
        !stat_choice(c, stat, "every", every, COUNT_OF(every), &step) ||
        !stat_choice(c, stat, "as", as, COUNT_OF(as), &what) ||
        !stat_i64(c, stat, "period", (struct stat_bounds){1, 1000}, &choice->period))
        return false;
    choice->step = step ? (enum series_step)(SERIES_HOUR + step - 1) : SERIES_ROW;
    choice->as = (enum series_as)what;
    if (step == 0 && what != SERIES_MEAN)
        return fail_with(c, ERR_USAGE, tr(c, "--as says what rows become together"),
                         tr(c, "Give --every day, week, month, quarter or year with it."));
    return true;
}

bool series_open(ctx *c, const struct stat_job *stat, const char *others, struct series_rows **out)
{
    struct series_rows *rows = NEW(c->arena, struct series_rows);
    rows->others = others;
    *out = rows;
    return choice_read(c, stat, &rows->choice);
}

// The columns that the first block brings are those of all.
static bool columns_open(ctx *c, struct series_rows *rows, const struct frame *block)
{
    const struct series_choice *choice = &rows->choice;
    if (!frame_column(block, "value") && choice->as != SERIES_COUNT)
        return fail_with(c, ERR_USAGE, tr(c, "no column is named as --value"),
                         tr(c, "Give --value COLUMN; --as count needs none."));
    if (frame_column(block, "time") && frame_column(block, "position"))
        return fail_with(c, ERR_USAGE, tr(c, "--time and --position are both given"),
                         tr(c, "Give --time for moments, or --position for numbers."));
    rows->has_ms = frame_column(block, "time") != NULL;
    rows->has_number = frame_column(block, "position") != NULL;
    if (choice->step != SERIES_ROW && !rows->has_ms)
        return fail_with(c, ERR_USAGE, tr(c, "--every needs moments"),
                         tr(c, "Give --time COLUMN with it."));
    rows->width = 1 + (rows->others ? frame_count_of(block, rows->others) : 0);
    rows->block_values = NEW_ARRAY(c->arena, const f64 *, rows->width);
    rows->sums = NEW_ARRAY(c->arena, f64 *, rows->width);
    rows->counts = NEW_ARRAY(c->arena, i64 *, rows->width);
    return true;
}

// Room for `count` places, with `before` new ones in front.
static void places_grow(ctx *c, struct series_rows *rows, i64 before, i64 count)
{
    bool every = rows->choice.step != SERIES_ROW;
    i64 capacity = MAX(count + count / 2, GROW_FROM), kept = rows->count;
    i64 shift = before + (before ? (capacity - count) / 2 : 0); // room on the side that grows
    capacity += every ? shift : 0;
    for (i64 k = 0; k < rows->width; k++) {
        f64 *sums = NEW_ARRAY(c->arena, f64, capacity);
        if (kept) memcpy(sums + shift, rows->sums[k], (size_t)kept * sizeof *sums);
        rows->sums[k] = sums;
        if (!every) continue;
        i64 *counts = NEW_ARRAY(c->arena, i64, capacity);
        if (kept) memcpy(counts + shift, rows->counts[k], (size_t)kept * sizeof *counts);
        rows->counts[k] = counts;
    }
    if (every) {
        i64 *row_counts = NEW_ARRAY(c->arena, i64, capacity);
        if (kept) memcpy(row_counts + shift, rows->row_counts, (size_t)kept * sizeof *row_counts);
        rows->row_counts = row_counts;
        rows->first -= shift;
        rows->count += shift;
    } else {
        if (rows->has_ms)
            rows->ms = arena_grow(c->arena, rows->ms, kept, capacity, (i64)sizeof *rows->ms);
        if (rows->has_number)
            rows->number =
                arena_grow(c->arena, rows->number, kept, capacity, (i64)sizeof *rows->number);
    }
    rows->capacity = capacity;
}

static bool place_of_row(ctx *c, struct series_rows *rows, i64 ms, i64 *place)
{
    i64 number = step_of_ms(rows->choice.step, ms);
    if (!rows->count) rows->first = number;
    i64 low = MIN(rows->first, number), high = MAX(rows->first + rows->count, number + 1);
    if (high - low > SERIES_PLACES_MAX)
        return fail_with(c, ERR_TOO_LARGE, tr(c, "the rows lie too far apart for such steps"),
                         tr(c, "Look for a wrong year among the moments, or take longer steps."));
    if (number < rows->first || high - rows->first > rows->capacity)
        places_grow(c, rows, rows->first - low, high - low);
    rows->count = MAX(rows->count, number - rows->first + 1);
    *place = number - rows->first;
    return true;
}

static bool number_check(ctx *c, f64 number)
{
    if (fabs(number) > LARGEST)
        return fail_with(c, ERR_BAD_INPUT,
                         fmt(c->arena, tr(c, "%g is too large to calculate with"), number),
                         tr(c, "Look for a wrong cell, or take another unit."));
    if (number != 0 && fabs(number) < SMALLEST)
        return fail_with(c, ERR_BAD_INPUT,
                         fmt(c->arena, tr(c, "%g is too small to calculate with"), number),
                         tr(c, "Look for a wrong cell, or take another unit."));
    return true;
}

static bool value_as(ctx *c, const struct series_rows *rows, i64 k, f64 *value)
{
    if (!number_check(c, *value)) return false;
    if (k > 0 || rows->choice.as != SERIES_NPS || isnan(*value)) return true;
    if (!(*value >= 0 && *value <= 10))
        return fail_with(
            c, ERR_BAD_INPUT, fmt(c->arena, tr(c, "%g is no answer from 0 to 10"), *value),
            tr(c, "For nps the column must hold the answers as given; else take --as mean."));
    *value = *value >= 9 ? 100 : *value <= 6 ? -100 : 0;
    return true;
}

static bool row_add(ctx *c, struct series_rows *rows, i64 i)
{
    i64 place = rows->count;
    bool every = rows->choice.step != SERIES_ROW;
    i64 ms = rows->block_ms ? rows->block_ms[i] : 0;
    if (every) {
        if (!place_of_row(c, rows, ms, &place)) return false;
        rows->row_counts[place]++;
        rows->low_ms = rows->rows ? MIN(rows->low_ms, ms) : ms;
        rows->high_ms = rows->rows ? MAX(rows->high_ms, ms) : ms;
    } else {
        if (rows->count == rows->capacity) places_grow(c, rows, 0, rows->count + 1);
        if (rows->has_ms) rows->ms[place] = ms;
        if (rows->has_number && !number_check(c, rows->block_number[i])) return false;
        if (rows->has_number) rows->number[place] = rows->block_number[i];
        rows->count++;
    }
    for (i64 k = 0; k < rows->width; k++) {
        f64 value = rows->block_values[k] ? rows->block_values[k][i] : 0;
        if (!value_as(c, rows, k, &value)) return false;
        if (!every) {
            rows->sums[k][place] = value;
        } else if (!isnan(value)) {
            rows->sums[k][place] += value;
            rows->counts[k][place]++;
        }
    }
    rows->rows++;
    return true;
}

static void block_open(struct series_rows *rows, const struct frame *block)
{
    const struct frame_column *value = frame_column(block, "value");
    rows->block_ms = rows->has_ms ? frame_column(block, "time")->ms : NULL;
    rows->block_number = rows->has_number ? frame_column(block, "position")->number : NULL;
    rows->block_values[0] = value ? value->number : NULL;
    for (i64 k = 1; k < rows->width; k++)
        rows->block_values[k] = frame_nth(block, rows->others, k - 1)->number;
}

bool series_add(ctx *c, struct series_rows *rows, const struct frame *block)
{
    if (!rows->width && !columns_open(c, rows, block)) return false;
    block_open(rows, block);
    for (i64 i = 0; i < block->count; i++)
        if (!row_add(c, rows, i)) return false;
    return !ctx_stopped(c);
}

// What the values of one place become; NaN where nothing is known.
static f64 place_value(enum series_as as, f64 sum, i64 n, i64 row_count)
{
    if (as == SERIES_COUNT) return (f64)row_count;
    if (as == SERIES_SUM) return row_count && !n ? (f64)NAN : sum;
    return n ? sum / (f64)n : (f64)NAN;
}

static void places_make(ctx *c, struct series_rows *rows, struct series *out)
{
    enum series_step step = rows->choice.step;
    i64 from = 0, to = rows->count;
    while (from < to && !rows->row_counts[from])
        from++;
    while (to > from && !rows->row_counts[to - 1])
        to--;
    out->first_cut = step >= SERIES_WEEK && to > from &&
                     rows->low_ms - step_start_ms(step, rows->first + from) >= 86400000;
    out->last_cut = step >= SERIES_WEEK && to > from &&
                    step_start_ms(step, rows->first + to) - rows->high_ms > 86400000;
    bool added = rows->choice.as == SERIES_SUM || rows->choice.as == SERIES_COUNT;
    if (rows->choice.edges == 2 || (rows->choice.edges == 0 && added)) {
        out->edges_dropped = out->first_cut || out->last_cut;
        from += out->first_cut;
        to -= out->last_cut && to > from;
    }
    out->step = step;
    out->even = true;
    out->first = rows->first + from;
    out->count = to - from;
    out->row_counts = rows->row_counts + from;
    for (i64 k = 0; k < rows->width; k++) {
        f64 *values = rows->sums[k] + from;
        for (i64 i = 0; i < out->count; i++)
            values[i] = place_value(k ? SERIES_MEAN : rows->choice.as, values[i],
                                    rows->counts[k][from + i], out->row_counts[i]);
        out->columns[k] = values;
    }
    for (i64 i = 0; added && i < out->count; i++)
        out->empty += out->row_counts[i] == 0;
    (void)c;
}

// --- Rows on a grid that their moments or numbers tell ---

struct grid {
    i64 count;         // places
    const i64 *places; // of each row in order; NULL: no grid
};

// Whether ordered moments lie on steps of this length: one each at most, at the same place inside
// the step, and a third of the places taken.
static bool grid_fits(enum series_step step, const i64 ms[], i64 n, i64 places[])
{
    bool ends = step >= SERIES_MONTH, same = true;
    i64 inside = step_place_inside(step, ms[0]);
    for (i64 i = 0; i < n; i++) {
        places[i] = step_of_ms(step, ms[i]);
        if (i && places[i] == places[i - 1]) return false;
        same = same && step_place_inside(step, ms[i]) == inside;
        ends = ends && step_is_month_end(ms[i]);
    }
    i64 count = places[n - 1] - places[0] + 1;
    return (same || ends) && count <= SERIES_PLACES_MAX && count <= 3 * n;
}

static struct grid grid_of_moments(ctx *c, const i64 ms[], i64 n, struct series *out)
{
    i64 *places = NEW_ARRAY(c->arena, i64, n);
    for (i64 s = SERIES_YEAR; s >= SERIES_HOUR; s--) {
        enum series_step step = (enum series_step)s;
        if (n == 1 && step != SERIES_DAY) continue;
        if (!grid_fits(step, ms, n, places)) continue;
        out->step = step;
        out->first = places[0];
        for (i64 i = n - 1; i >= 0; i--)
            places[i] -= places[0];
        return (struct grid){places[n - 1] + 1, places};
    }
    out->step = SERIES_MOMENT;
    out->ms = ms;
    return (struct grid){n, NULL};
}

static struct grid grid_of_numbers(ctx *c, const f64 number[], i64 n, struct series *out)
{
    i64 *places = NEW_ARRAY(c->arena, i64, n);
    f64 least = INFINITY, range = number[n - 1] - number[0];
    for (i64 i = 1; i < n; i++)
        least = fmin(least, number[i] - number[i - 1]);
    out->step = SERIES_NUMBER;
    out->origin = number[0];
    out->distance = 1;
    if (n == 1) return (struct grid){1, places};
    if (!(least > 0) || !(range / least < 3 * (f64)n + 1)) return (struct grid){n, NULL};
    f64 distance = range / nearbyint(range / least);
    for (i64 i = 0; i < n; i++) {
        f64 place = (number[i] - number[0]) / distance;
        if (fabs(place - nearbyint(place)) > 0.02) return (struct grid){n, NULL};
        places[i] = (i64)nearbyint(place);
        if (i && places[i] == places[i - 1]) return (struct grid){n, NULL};
    }
    out->distance = distance;
    return (struct grid){places[n - 1] + 1, places};
}

// Rows in the order of their moments or numbers.
static const i64 *rows_order(ctx *c, const struct series_rows *rows)
{
    if (!rows->has_ms && !rows->has_number) return NULL;
    i64 n = rows->count;
    i64 *order = NEW_ARRAY(c->arena, i64, n);
    f64 *when = NEW_ARRAY(c->arena, f64, n);
    for (i64 i = 0; i < n; i++)
        when[i] = rows->has_ms ? (f64)rows->ms[i] : rows->number[i];
    sample_order(c, when, n, order);
    return order;
}

static struct grid grid_make(ctx *c, const struct series_rows *rows, const i64 *order,
                             struct series *out)
{
    i64 n = rows->count;
    if (!order) return (struct grid){n, NULL};
    if (rows->has_ms) {
        i64 *ms = NEW_ARRAY(c->arena, i64, n);
        for (i64 i = 0; i < n; i++)
            ms[i] = rows->ms[order[i]];
        return grid_of_moments(c, ms, n, out);
    }
    f64 *number = NEW_ARRAY(c->arena, f64, n);
    for (i64 i = 0; i < n; i++)
        number[i] = rows->number[order[i]];
    return grid_of_numbers(c, number, n, out);
}

static void rows_make(ctx *c, const struct series_rows *rows, struct series *out)
{
    i64 n = rows->count;
    if (!n) return;
    const i64 *order = rows_order(c, rows);
    struct grid grid = grid_make(c, rows, order, out);
    out->even = grid.places != NULL || !order;
    out->count = grid.count;
    i64 *row_counts = NEW_ARRAY(c->arena, i64, grid.count);
    for (i64 k = 0; k < rows->width; k++) {
        f64 *values = out->columns[k] = NEW_ARRAY(c->arena, f64, grid.count);
        for (i64 i = 0; i < grid.count; i++)
            values[i] = NAN;
        for (i64 i = 0; i < n; i++) {
            i64 place = grid.places ? grid.places[i] : i;
            values[place] = rows->sums[k][order ? order[i] : i];
            row_counts[place] = 1;
        }
    }
    out->row_counts = row_counts;
    if (out->even) return;
    f64 *at = NEW_ARRAY(c->arena, f64, n);
    for (i64 i = 0; i < n; i++)
        at[i] = rows->has_ms ? (f64)(out->ms[i] - out->ms[0]) / 86400000.0
                             : rows->number[order[i]] - out->origin;
    out->at = at;
}

// Steps of 1/12 or 1/4 have a season of 12 or 4.
static i64 period_of(const struct series *series)
{
    if (series->step != SERIES_NUMBER) return step_period(series->step);
    f64 round = 1 / series->distance;
    bool whole = series->even && fabs(round - nearbyint(round)) < 0.01 * round;
    return whole && round > 1.5 && round < 400 ? (i64)nearbyint(round) : 1;
}

bool series_close(ctx *c, struct series_rows *rows, struct series *out)
{
    bool every = rows->choice.step != SERIES_ROW;
    *out = (struct series){
        .every = every, .as = rows->choice.as, .rows = rows->rows, .width = rows->width};
    out->columns = NEW_ARRAY(c->arena, f64 *, MAX(rows->width, 1));
    if (every && rows->count)
        places_make(c, rows, out);
    else
        rows_make(c, rows, out);
    if (out->even || !out->count) {
        f64 *at = NEW_ARRAY(c->arena, f64, MAX(out->count, 1));
        for (i64 i = 0; i < out->count; i++)
            at[i] = (f64)i;
        out->at = at;
        out->even = true;
    }
    out->value = out->count ? out->columns[0] : out->at;
    for (i64 i = 0; i < out->count; i++)
        out->gaps += isnan(out->value[i]);
    out->period_given = rows->choice.period > 0;
    out->period = out->period_given ? rows->choice.period : period_of(out);
    return true;
}

bool series_take(ctx *c, struct stat_job *stat, const struct frame *block)
{
    struct series_rows *rows = stat->state;
    if (!rows && !series_open(c, stat, NULL, &rows)) return false;
    stat->state = rows;
    return series_add(c, rows, block);
}

bool series_of(ctx *c, struct stat_job *stat, struct series *out)
{
    struct series_rows *rows = stat->state;
    if (!rows && !series_open(c, stat, NULL, &rows)) return false;
    return series_close(c, rows, out);
}
