#include "stat/asked/silence_rows.h"

#include <math.h>

#include "insight/maths/sample.h"

enum { COLUMNS_MAX = 400, GROUPS_MAX = 2000, QUARTERS = 4 };
#define CELLS_MAX 400000000 // rows × columns: 3.2 GB

// --- Who answered, and what ---

static bool word_is(str word, const char *const words[], i64 count)
{
    for (i64 i = 0; i < count; i++)
        if (str_equal_fold(word, str_of(words[i]))) return true;
    return false;
}

static bool answered_word(ctx *c, str word, f64 *out)
{
    static const char *const yes[] = {"1", "yes", "true", "kyllä", "ja", "y", "t"};
    static const char *const no[] = {"0", "no", "false", "ei", "nej", "n", "f"};
    *out = word_is(word, yes, COUNT_OF(yes));
    if (*out > 0 || word_is(word, no, COUNT_OF(no))) return true;
    return fail_with(c, ERR_BAD_INPUT,
                     fmt(c->arena, tr(c, "\"%.*s\" does not say whether somebody answered"),
                         STR(str_head(word, 80))),
                     tr(c, "Write 1 or 0, yes or no; or leave --answered out: whose score or value "
                           "is missing did not answer."));
}

static bool figure_is_missing(const struct silence_rows *rows, const struct frame *frame, i64 row)
{
    static const char *const roles[] = {"score", "outcome", "value"};
    const struct frame_column *column = frame_column(frame, roles[rows->reading.kind]);
    if (column->code) return column->code[row] < 0;
    return !isfinite(column->number[row]);
}

static bool take_answers(ctx *c, const struct stat_job *stat, struct silence_rows *out)
{
    const struct frame *frame = &stat->frame;
    const struct frame_column *answered = frame_column(frame, "answered");
    i64 n = frame->count, silent = 0;
    f64 *values = NEW_ARRAY(c->arena, f64, MAX(n, 1)), *yes = NEW_ARRAY(c->arena, f64, MAX(n, 1));
    f64 *words = NEW_ARRAY(c->arena, f64, answered ? MAX(answered->name_count, 1) : 1);
    for (i64 k = 0; answered && k < answered->name_count; k++)
        if (!answered_word(c, answered->names[k], &words[k])) return false;
    for (i64 i = 0; i < n; i++) {
        values[i] = NAN;
        bool has_value = out->has_figure && !figure_is_missing(out, frame, i);
        yes[i] = has_value;
        if (answered) yes[i] = answered->code[i] >= 0 ? words[answered->code[i]] : 0;
        silent += yes[i] == 0;
        if (!has_value || yes[i] == 0) continue;
        if (!reading_value(c, &out->reading, frame, i, &values[i])) return false;
        out->valued++;
    }
    out->values = values;
    out->asked.answered = yes;
    if (silent > 0 && silent < n) return true;
    return fail_with(c, ERR_REFUSED,
                     silent == n ? tr(c, "nobody answered") : tr(c, "everybody answered"),
                     tr(c, "Give a row for each customer that was asked, those who stayed silent "
                           "too: their answer is left empty."));
}

// --- What is known of all ---

struct filling {
    struct silence_rows *rows;
    const struct frame *frame;
    f64 *x;
    str *columns;
    struct silence_group *groups;
};

static f64 *cell_at(const struct filling *f, i64 row, i64 column)
{
    return &f->x[row * f->rows->asked.k + column];
}

static struct silence_group *group_add(struct filling *f, str property, str name)
{
    struct silence_group *group = &f->groups[MIN(f->rows->group_count, GROUPS_MAX - 1)];
    if (f->rows->group_count < GROUPS_MAX) f->rows->group_count++;
    *group = (struct silence_group){property, name, 0, 0};
    return group;
}

// How many columns a property needs: of names one for each but the commonest, gaps among them.
static i64 columns_of(const struct frame_column *column, i64 n)
{
    bool gaps = false;
    for (i64 i = 0; i < n && !gaps; i++)
        gaps = column->code ? column->code[i] < 0 : !isfinite(column->number[i]);
    return (column->code ? MAX(column->name_count, 1) - 1 : 1) + gaps;
}

// The names of a property, gaps last; the commonest is what others are compared with.
static void fill_names(ctx *c, struct filling *f, const struct frame_column *column, i64 first)
{
    i64 n = f->rows->asked.n, names = column->name_count, commonest = 0, at = first;
    i64 *asked = NEW_ARRAY(c->arena, i64, names + 1),
        *answered = NEW_ARRAY(c->arena, i64, names + 1);
    i64 *place = NEW_ARRAY(c->arena, i64, names + 1);
    for (i64 i = 0; i < n; i++) {
        i64 code = column->code[i] < 0 ? names : column->code[i];
        asked[code]++;
        answered[code] += f->rows->asked.answered[i] > 0;
    }
    for (i64 k = 1; k < names; k++)
        if (asked[k] > asked[commonest]) commonest = k;
    for (i64 k = 0; k <= names; k++) {
        str name = k < names ? column->names[k] : S("(missing)");
        place[k] = -1;
        if (!asked[k]) continue;
        struct silence_group *group = group_add(f, column->name, name);
        group->asked = asked[k];
        group->answered = answered[k];
        if (k == commonest) continue;
        f->columns[at] = str_of(fmt(c->arena, "%.*s = %.*s", STR(column->name), STR(name)));
        place[k] = at++;
    }
    for (i64 i = 0; i < n; i++) {
        i64 k = place[column->code[i] < 0 ? names : column->code[i]];
        if (k >= 0) *cell_at(f, i, k) = 1;
    }
}

// Quarters of the numbers, as groups to look at; the model takes the numbers themselves.
static void group_numbers(ctx *c, struct filling *f, const struct frame_column *column)
{
    i64 n = f->rows->asked.n, count = 0;
    f64 *sorted = NEW_ARRAY(c->arena, f64, n), from[QUARTERS];
    for (i64 i = 0; i < n; i++)
        if (isfinite(column->number[i])) sorted[count++] = column->number[i];
    sample_sort(sorted, count);
    struct silence_group groups[QUARTERS + 1] = {0};
    for (i64 q = 0; q < QUARTERS; q++)
        from[q] = count ? sorted[q * count / QUARTERS] : 0;
    for (i64 i = 0; i < n; i++) {
        i64 q = QUARTERS;
        if (isfinite(column->number[i]))
            for (q = QUARTERS - 1; q > 0 && column->number[i] < from[q];)
                q--;
        groups[q].asked++;
        groups[q].answered += f->rows->asked.answered[i] > 0;
    }
    for (i64 q = 0; q <= QUARTERS; q++) {
        if (!groups[q].asked) continue;
        str name = S("(missing)");
        if (q < QUARTERS) name = str_of(fmt(c->arena, tr(c, "from %.6g"), from[q]));
        struct silence_group *group = group_add(f, column->name, name);
        group->asked = groups[q].asked;
        group->answered = groups[q].answered;
    }
}

static void fill_numbers(ctx *c, struct filling *f, const struct frame_column *column, i64 first,
                         i64 columns)
{
    i64 n = f->rows->asked.n, count = 0;
    f64 *there = NEW_ARRAY(c->arena, f64, MAX(n, 1)), mean = 0, variance = 0;
    for (i64 i = 0; i < n; i++)
        if (isfinite(column->number[i])) there[count++] = column->number[i];
    sample_moments(there, count, &mean, &variance);
    f64 deviation = variance > 0 ? sqrt(variance) : 1;
    f->columns[first] = column->name;
    if (columns > 1)
        f->columns[first + 1] = str_of(fmt(c->arena, "%.*s = (missing)", STR(column->name)));
    for (i64 i = 0; i < n; i++) {
        bool missing = !isfinite(column->number[i]);
        *cell_at(f, i, first) = missing ? 0 : (column->number[i] - mean) / deviation;
        if (columns > 1) *cell_at(f, i, first + 1) = missing;
    }
    group_numbers(c, f, column);
}

static const struct frame_column *property_at(const struct frame *frame, i64 p)
{
    i64 names = frame_count_of(frame, "by");
    return p < names ? frame_nth(frame, "by", p) : frame_nth(frame, "number", p - names);
}

static bool take_known(ctx *c, const struct stat_job *stat, struct silence_rows *out)
{
    const struct frame *frame = &stat->frame;
    i64 n = frame->count, k = 1;
    i64 properties = frame_count_of(frame, "by") + frame_count_of(frame, "number");
    if (!properties)
        return fail_with(c, ERR_USAGE, tr(c, "nothing is known of those who were asked"),
                         tr(c, "Name columns that all rows have with --by (names) or --number."));
    for (i64 p = 0; p < properties; p++) {
        i64 columns = columns_of(property_at(frame, p), n);
        k += columns;
        if (k <= COLUMNS_MAX && n * k <= CELLS_MAX) continue;
        return fail_with(c, ERR_TOO_LARGE,
                         fmt(c->arena, tr(c, "\"%.*s\" has too many different names"),
                             STR(property_at(frame, p)->name)),
                         tr(c, "Take a coarser property: a region instead of a town."));
    }
    out->asked.n = n;
    out->asked.k = k;
    struct filling f = {.rows = out,
                        .frame = frame,
                        .x = NEW_ARRAY(c->arena, f64, MAX(n * k, 1)),
                        .columns = NEW_ARRAY(c->arena, str, k),
                        .groups = NEW_ARRAY(c->arena, struct silence_group, GROUPS_MAX)};
    f.columns[0] = S("(constant)");
    for (i64 i = 0; i < n; i++)
        *cell_at(&f, i, 0) = 1;
    for (i64 p = 0, first = 1; p < properties; p++) {
        const struct frame_column *column = property_at(frame, p);
        i64 columns = columns_of(column, n);
        if (column->code)
            fill_names(c, &f, column, first);
        else
            fill_numbers(c, &f, column, first, columns);
        first += columns;
    }
    out->asked.x = f.x;
    out->columns = f.columns;
    out->groups = f.groups;
    return true;
}

bool silence_rows_make(ctx *c, const struct stat_job *stat, struct silence_rows *out)
{
    *out = (struct silence_rows){0};
    out->has_figure =
        stat_has(stat, "score") || stat_has(stat, "outcome") || stat_has(stat, "value");
    if (!out->has_figure && !stat_has(stat, "answered"))
        return fail_with(c, ERR_USAGE, tr(c, "no column says who answered"),
                         tr(c, "Name it with --answered, or name the answer itself with --score, "
                               "--outcome or --value: where it is missing nobody answered."));
    if (out->has_figure && !reading_open(c, stat, &out->reading)) return false;
    return take_answers(c, stat, out) && take_known(c, stat, out);
}
