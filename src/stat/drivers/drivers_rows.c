#include "stat/drivers/drivers_rows.h"

#include <math.h>

// The columns of all drivers before any is found constant.
struct wide {
    const struct frame *frame;
    enum drivers_missing missing;
    i64 columns;
    f64 *rows; // n × (columns + 1)
    i64 n;
    i32 *answer; // of each column: which driver given
    str *names;
    struct drivers_answer *answers;
    i64 answer_count;
    const struct frame_column **given; // by answer
    i64 *own, *all;                    // columns of each: of its values; with that of its gaps
};

static bool is_number(const struct frame_column *column)
{
    return column->role->type == STAT_NUMBER;
}

static bool is_missing(const struct frame_column *column, i64 row)
{
    return is_number(column) ? isnan(column->number[row]) : column->code[row] < 0;
}

// Columns of one driver: its number, or names but the first; and one that says that it is missing.
static void set_columns(struct wide *wide)
{
    for (i64 a = 0; a < wide->answer_count; a++) {
        const struct frame_column *column = wide->given[a];
        bool flagged = wide->missing == MISSING_MEAN_FLAG && wide->answers[a].missing > 0;
        wide->own[a] = is_number(column) ? 1 : MAX(column->name_count - 1, 1);
        wide->all[a] = wide->own[a] + flagged;
        wide->columns += wide->all[a];
    }
}

static void find_given(ctx *c, struct wide *wide)
{
    i64 numbers = frame_count_of(wide->frame, "driver");
    i64 count = numbers + frame_count_of(wide->frame, "factor");
    wide->answer_count = count;
    wide->given = NEW_ARRAY(c->arena, const struct frame_column *, MAX(count, 1));
    wide->answers = NEW_ARRAY(c->arena, struct drivers_answer, MAX(count, 1));
    wide->own = NEW_ARRAY(c->arena, i64, MAX(count, 1));
    wide->all = NEW_ARRAY(c->arena, i64, MAX(count, 1));
    for (i64 a = 0; a < count; a++) {
        wide->given[a] = a < numbers ? frame_nth(wide->frame, "driver", a)
                                     : frame_nth(wide->frame, "factor", a - numbers);
        wide->answers[a].name = wide->given[a]->name;
    }
}

static void count_missing(struct wide *wide)
{
    for (i64 row = 0; row < wide->frame->count; row++) {
        i64 missing = 0, last = 0;
        for (i64 a = 0; a < wide->answer_count; a++) {
            if (!is_missing(wide->given[a], row)) continue;
            wide->answers[a].missing++;
            missing++;
            last = a;
        }
        if (missing == 1) wide->answers[last].alone++;
    }
}

static void name_columns(ctx *c, struct wide *wide)
{
    i64 at = 0;
    assert(wide->answer && wide->names);
    for (i64 a = 0; a < wide->answer_count; a++) {
        const struct frame_column *column = wide->given[a];
        i64 count = wide->all[a], own = wide->own[a];
        for (i64 i = 0; i < count; i++, at++) {
            wide->answer[at] = (i32)a;
            wide->names[at] = column->name;
            if (i >= own)
                wide->names[at] = str_of(fmt(c->arena, tr(c, "%.*s: missing"), STR(column->name)));
            else if (!is_number(column) && column->name_count > 1)
                wide->names[at] = str_of(
                    fmt(c->arena, "%.*s: %.*s", STR(column->name), STR(column->names[i + 1])));
        }
    }
}

static void row_fill(const struct wide *wide, const f64 outcome[], i64 row, f64 x[])
{
    i64 at = 0;
    assert(x && outcome);
    for (i64 a = 0; a < wide->answer_count; a++) {
        const struct frame_column *column = wide->given[a];
        i64 count = wide->all[a], own = wide->own[a];
        bool missing = is_missing(column, row);
        for (i64 i = 0; i < own; i++) {
            f64 value = is_number(column) ? column->number[row] : column->code[row] == i + 1;
            if (missing)
                value = wide->missing == MISSING_MEAN_FLAG ? wide->answers[a].mean : (f64)NAN;
            x[at + i] = value;
        }
        if (count > own) x[at + own] = missing;
        at += count;
    }
    x[at] = outcome[row];
}

// Means of all answers, for those that are missing; of names 0, so that they stand for none.
static void set_fill_means(const struct wide *wide)
{
    for (i64 a = 0; a < wide->answer_count; a++) {
        const struct frame_column *column = wide->given[a];
        f64 mean = 0;
        i64 seen = 0;
        for (i64 row = 0; is_number(column) && row < wide->frame->count; row++)
            if (!is_missing(column, row)) mean += (column->number[row] - mean) / (f64)++seen;
        wide->answers[a].mean = mean;
    }
}

static void fill(const struct frame *frame, struct wide *wide)
{
    i64 width = wide->columns + 1;
    const f64 *outcome = frame_column(frame, "outcome")->number;
    for (i64 row = 0; row < frame->count; row++) {
        f64 *x = wide->rows + wide->n * width;
        row_fill(wide, outcome, row, x);
        bool whole = true;
        for (i64 j = 0; j < wide->columns && wide->missing == MISSING_COMPLETE; j++)
            whole &= !isnan(x[j]);
        wide->n += whole;
    }
}

// What the rows used hold of each driver.
static void look(const struct wide *wide, i64 column, struct drivers_answer *answer)
{
    i64 width = wide->columns + 1;
    answer->mean = 0;
    for (i64 i = 0; i < wide->n; i++) {
        f64 value = wide->rows[i * width + column];
        if (isnan(value)) continue;
        i64 seen = ++answer->count;
        answer->mean += (value - answer->mean) / (f64)seen;
        answer->low = seen == 1 ? value : fmin(answer->low, value);
        answer->high = seen == 1 ? value : fmax(answer->high, value);
    }
}

static bool varies(const struct wide *wide, i64 column, bool *two_values)
{
    i64 width = wide->columns + 1, distinct = 0;
    f64 seen[2] = {0};
    for (i64 i = 0; i < wide->n && distinct < 3; i++) {
        f64 value = wide->rows[i * width + column];
        if (isnan(value) || (distinct > 0 && value == seen[0]) ||
            (distinct > 1 && value == seen[1]))
            continue;
        if (distinct < 2) seen[distinct] = value;
        distinct++;
    }
    *two_values = distinct == 2;
    return distinct > 1;
}

// Leaves out columns with one value, and drivers without others; in place.
static void keep_varying(ctx *c, struct wide *wide, struct drivers_rows *out)
{
    i64 width = wide->columns + 1, kept = 0;
    i64 *keep = NEW_ARRAY(c->arena, i64, width);
    i32 *driver = NEW_ARRAY(c->arena, i32, width);
    str *names = NEW_ARRAY(c->arena, str, width);
    bool two = false;
    for (i64 a = 0; a < wide->answer_count; a++)
        wide->answers[a].driver = -1;
    for (i64 j = 0; j < wide->columns; j++) {
        struct drivers_answer *answer = &wide->answers[wide->answer[j]];
        if (!varies(wide, j, &two)) continue;
        if (answer->driver < 0) answer->driver = (i32)out->driver_count++;
        driver[kept] = answer->driver;
        names[kept] = wide->names[j];
        keep[kept++] = j;
    }
    keep[kept] = wide->columns;
    f64 *to = wide->rows;
    for (i64 i = 0; i < wide->n; i++)
        for (i64 j = 0; j <= kept; j++)
            *to++ = wide->rows[i * width + keep[j]];
    out->columns = kept;
    out->driver = driver;
    out->column_names = names;
}

static bool fail_few(ctx *c, const struct drivers_rows *out)
{
    if (out->driver_count < 2)
        return fail_with(c, ERR_REFUSED, tr(c, "fewer than two drivers have more than one value"),
                         tr(c, "Give drivers in which answers differ."));
    return fail_with(c, ERR_REFUSED,
                     fmt(c->arena, tr(c, "%lld rows are too few for %lld columns of drivers"),
                         (long long)out->n, (long long)out->columns),
                     tr(c, "Give fewer drivers, or see --missing-answers if gaps leave rows out."));
}

static bool wide_new(ctx *c, const struct stat_job *stat, enum drivers_missing missing,
                     struct wide *wide)
{
    const struct frame *frame = &stat->frame;
    *wide = (struct wide){.frame = frame, .missing = missing};
    find_given(c, wide);
    if (wide->answer_count < 2)
        return fail_with(c, ERR_USAGE, tr(c, "shares need at least two drivers"),
                         tr(c, "Give --driver COLUMN for numbers and --factor COLUMN for names, "
                               "each as often as needed."));
    count_missing(wide);
    set_columns(wide);
    if (wide->columns > DRIVERS_MAX)
        return fail_with(c, ERR_TOO_LARGE,
                         fmt(c->arena, tr(c, "%lld columns are more than %d"),
                             (long long)wide->columns, DRIVERS_MAX),
                         tr(c, "Each name of a factor but one is a column: give factors with fewer "
                               "names."));
    wide->answer = NEW_ARRAY(c->arena, i32, wide->columns);
    wide->names = NEW_ARRAY(c->arena, str, wide->columns);
    wide->rows = NEW_ARRAY(c->arena, f64, MAX(frame->count, 1) * (wide->columns + 1));
    return true;
}

bool drivers_rows_read(ctx *c, const struct stat_job *stat, enum drivers_missing missing,
                       struct drivers_rows *out)
{
    struct wide wide;
    *out = (struct drivers_rows){.missing = missing};
    if (!wide_new(c, stat, missing, &wide)) return false;
    name_columns(c, &wide);
    if (missing == MISSING_MEAN_FLAG) set_fill_means(&wide);
    fill(&stat->frame, &wide);
    out->n = wide.n;
    out->left_out = stat->frame.count - wide.n;
    if (!varies(&wide, wide.columns, &out->two_values))
        return fail_with(c, ERR_REFUSED,
                         wide.n ? tr(c, "the outcome has one value only, so that nothing drives it")
                                : tr(c, "no row has an answer to all drivers"),
                         wide.n ? tr(c, "Give an outcome that differs between rows.")
                                : tr(c, "Give fewer drivers, or see --missing-answers."));
    for (i64 j = 0, last = -1; j < wide.columns; last = wide.answer[j++]) {
        if (wide.answer[j] == last) continue;
        struct drivers_answer *answer = &wide.answers[wide.answer[j]];
        look(&wide, j, answer);
        if (!is_number(wide.given[wide.answer[j]])) answer->mean = answer->low = answer->high = NAN;
    }
    keep_varying(c, &wide, out);
    for (i64 a = 0; a < wide.answer_count; a++)
        wide.answers[a].constant = wide.answers[a].driver < 0;
    out->rows = wide.rows;
    out->answers = wide.answers;
    out->answer_count = wide.answer_count;
    if (out->driver_count < 2 || out->n < out->columns + 2) return fail_few(c, out);
    return true;
}
