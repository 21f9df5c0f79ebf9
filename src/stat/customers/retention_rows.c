#include "stat/customers/retention_rows.h"

#include <math.h>

#include "import/moment.h"

#define DAY_MS 86400000.0

static bool fail_roles(ctx *c, const char *msg)
{
    return fail_with(c, ERR_USAGE, msg,
                     tr(c, "Give --time and --event, or --from and --to (empty where the customer "
                           "is still here)."));
}

static bool roles_fit(ctx *c, const struct frame *frame)
{
    bool time = frame_column(frame, "time"), event = frame_column(frame, "event");
    bool from = frame_column(frame, "from"), to = frame_column(frame, "to");
    if ((time || event) && (from || to))
        return fail_roles(c, tr(c, "--time and --event say the same as --from and --to"));
    if (time && !event) return fail_roles(c, tr(c, "--event is missing: who left?"));
    if (event && !time) return fail_roles(c, tr(c, "--time is missing: how long was each here?"));
    if (from && !to) return fail_roles(c, tr(c, "--to is missing: when did each leave?"));
    if (!time && !from) return fail_roles(c, tr(c, "how long each customer stayed is missing"));
    return true;
}

// --- Who left ---

static bool means_left_word(str name)
{
    static const char *const words[] = {"yes", "true", "y", "t", "left"};
    for (i64 i = 0; i < COUNT_OF(words); i++)
        if (str_equal_fold(name, str_of(words[i]))) return true;
    return false;
}

static bool means_stayed_word(str name)
{
    static const char *const words[] = {"no", "false", "n", "f", "stayed"};
    for (i64 i = 0; i < COUNT_OF(words); i++)
        if (str_equal_fold(name, str_of(words[i]))) return true;
    return false;
}

// Numbers: 0 and 1, or 1 and 2; the larger one means left. False when they are something else.
static bool numbers_mean(const struct frame_column *event, bool means_left[])
{
    f64 value[2] = {0}, highest = -1;
    if (event->name_count > 2) return false;
    for (i64 i = 0; i < event->name_count; i++) {
        if (!str_f64(event->names[i], &value[i])) return false;
        if (value[i] != 0 && value[i] != 1 && value[i] != 2) return false;
        highest = fmax(highest, value[i]);
    }
    if (event->name_count == 2 && highest - fmin(value[0], value[1]) != 1) return false;
    for (i64 i = 0; i < event->name_count; i++)
        means_left[i] = highest > 0 && value[i] == highest;
    return true;
}

static bool is_given(const struct stat_job *stat, str name)
{
    const str *given = NULL;
    for (i64 i = 0; (given = stat_nth(stat, "event-is", i)) != NULL; i++)
        if (str_equal(*given, name)) return true;
    return false;
}

// Which names of the event's column mean that the customer left.
static bool event_means(ctx *c, const struct stat_job *stat, const struct frame_column *event,
                        bool means_left[])
{
    bool any = false, words = true, given = stat_has(stat, "event-is");
    for (i64 i = 0; i < event->name_count; i++) {
        means_left[i] = given ? is_given(stat, event->names[i]) : means_left_word(event->names[i]);
        words &= means_left[i] || means_stayed_word(event->names[i]);
        any |= means_left[i];
    }
    if (given && !any && event->name_count)
        return fail_with(c, ERR_BAD_INPUT,
                         fmt(c->arena, tr(c, "column \"%.*s\" never has the value of --event-is"),
                             STR(event->name)),
                         tr(c, "Write the value as it stands in the file."));
    if (given || words || numbers_mean(event, means_left)) return true;
    return fail_with(
        c, ERR_BAD_INPUT,
        fmt(c->arena, tr(c, "column \"%.*s\": which values mean that the customer left?"),
            STR(event->name)),
        tr(c, "Known are 0 and 1, 1 and 2 (2: left), yes and no, true and false; for others say "
              "--event-is VALUE."));
}

static bool read_times(ctx *c, const struct stat_job *stat, f64 time[], bool left[])
{
    const struct frame_column *times = frame_column(&stat->frame, "time");
    const struct frame_column *event = frame_column(&stat->frame, "event");
    assert(times && event);
    bool *means_left = NEW_ARRAY(c->arena, bool, MAX(event->name_count, 2));
    if (!event_means(c, stat, event, means_left)) return false;
    for (i64 i = 0; i < stat->frame.count; i++) {
        time[i] = times->number[i];
        left[i] = means_left[event->code[i]];
        if (time[i] < 0)
            return fail_with(c, ERR_BAD_INPUT,
                             fmt(c->arena, tr(c, "column \"%.*s\": nobody stays %.12g, below 0"),
                                 STR(times->name), time[i]),
                             tr(c, "Correct the time, or leave such rows out with --where."));
    }
    return true;
}

// --- Moments ---

static bool seen_until(ctx *c, const struct stat_job *stat, struct retention_rows *out)
{
    const struct frame_column *from = frame_column(&stat->frame, "from");
    const struct frame_column *to = frame_column(&stat->frame, "to");
    assert(from && to);
    out->seen_until_ms = INT64_MIN;
    out->until_guessed = !stat_has(stat, "seen-until");
    for (i64 i = 0; i < stat->frame.count; i++) {
        out->seen_until_ms = MAX(out->seen_until_ms, from->ms[i]);
        if (to->ms[i] != FRAME_NO_MOMENT) out->seen_until_ms = MAX(out->seen_until_ms, to->ms[i]);
    }
    if (out->until_guessed) return true;
    struct moment_memory memory = {0};
    struct moment_rule rule = {.zone = zone_find(c, S("UTC"))};
    str text = stat_text(stat, "seen-until");
    if (rule.zone && moment_parse(text, &rule, &memory, &out->seen_until_ms)) return true;
    if (!rule.zone) return false;
    return fail_with(c, ERR_USAGE,
                     fmt(c->arena, tr(c, "--%s cannot be \"%.*s\""), "seen-until", STR(text)),
                     tr(c, "Write it as 2026-11-21, with or without a time."));
}

// Who left after the watching ended was still here then; who began after it was not yet here.
static bool read_moments(ctx *c, const struct stat_job *stat, struct retention_rows *out,
                         f64 time[], bool left[])
{
    const struct frame_column *from = frame_column(&stat->frame, "from");
    const struct frame_column *to = frame_column(&stat->frame, "to");
    assert(from && to);
    if (!seen_until(c, stat, out)) return false;
    i64 before = 0;
    for (i64 i = 0; i < stat->frame.count; i++) {
        left[i] = to->ms[i] != FRAME_NO_MOMENT && to->ms[i] <= out->seen_until_ms;
        i64 end = left[i] ? to->ms[i] : out->seen_until_ms;
        time[i] = (f64)(end - from->ms[i]) / DAY_MS;
        before += to->ms[i] != FRAME_NO_MOMENT && to->ms[i] < from->ms[i];
    }
    if (before)
        return fail_with(
            c, ERR_BAD_INPUT,
            fmt(c->arena, tr(c, "customers who left before they came: %lld"), (long long)before),
            tr(c, "Correct the dates; perhaps --from and --to are exchanged."));
    return true;
}

// --- Both ---

// Keeps the rows of those who had begun.
static void keep_begun(ctx *c, const struct stat_job *stat, struct retention_rows *out, f64 time[],
                       bool left[])
{
    const struct frame_column *group = frame_column(&stat->frame, "group");
    i64 n = 0, *row = NEW_ARRAY(c->arena, i64, MAX(stat->frame.count, 1));
    i32 *code = group ? NEW_ARRAY(c->arena, i32, MAX(stat->frame.count, 1)) : NULL;
    for (i64 i = 0; i < stat->frame.count; i++) {
        if (time[i] < 0) continue;
        time[n] = time[i];
        left[n] = left[i];
        out->left += left[i];
        if (code) code[n] = group->code[i];
        row[n++] = i;
    }
    out->not_begun = stat->frame.count - n;
    out->stays = (struct stays){n, time, left};
    out->row = row;
    out->group = code;
    if (group) {
        out->group_count = group->name_count;
        out->group_names = group->names;
        out->group_column = group->name;
    }
}

bool retention_rows_read(ctx *c, const struct stat_job *stat, struct retention_rows *out)
{
    *out = (struct retention_rows){0};
    if (!roles_fit(c, &stat->frame)) return false;
    i64 room = MAX(stat->frame.count, 1);
    f64 *time = NEW_ARRAY(c->arena, f64, room);
    bool *left = NEW_ARRAY(c->arena, bool, room);
    out->in_days = frame_column(&stat->frame, "from") != NULL;
    if (out->in_days ? !read_moments(c, stat, out, time, left) : !read_times(c, stat, time, left))
        return false;
    keep_begun(c, stat, out, time, left);
    if (out->stays.n == 0)
        return fail_with(c, ERR_REFUSED, tr(c, "there is no customer whose stay is known"),
                         tr(c, "Check the columns, --where, and --seen-until."));
    if (out->group_count > LOG_RANK_GROUPS_MAX)
        return fail_with(c, ERR_TOO_LARGE,
                         fmt(c->arena, tr(c, "%lld groups are more than %d"),
                             (long long)out->group_count, LOG_RANK_GROUPS_MAX),
                         tr(c, "Give a column with fewer names."));
    return true;
}

// --- Columns that may explain ---

struct making {
    struct retention_columns *out;
    const struct frame_column **column; // of each term
    str *names, *others, *term_names;
    i32 *term;
};

static void name_number(struct making *making, const struct frame_column *column)
{
    struct cox_data *data = &making->out->data;
    making->column[data->term_count] = column;
    making->names[data->columns] = making->term_names[data->term_count] = column->name;
    making->term[data->columns++] = (i32)data->term_count++;
}

// The first name is what the others are compared with.
static void name_factor(ctx *c, struct making *making, const struct frame_column *column)
{
    struct cox_data *data = &making->out->data;
    making->column[data->term_count] = column;
    making->term_names[data->term_count] = column->name;
    i64 columns = MAX(column->name_count - 1, 1);
    for (i64 i = 0; i < columns; i++, data->columns++) {
        bool named = column->name_count > 1;
        str name = named ? column->names[i + 1] : S("");
        making->names[data->columns] =
            named ? str_of(fmt(c->arena, "%.*s: %.*s", STR(column->name), STR(name)))
                  : column->name;
        if (named)
            making->others[data->columns] =
                str_of(fmt(c->arena, "%.*s: %.*s", STR(column->name), STR(column->names[0])));
        making->term[data->columns] = (i32)data->term_count;
    }
    data->term_count++;
}

static bool name_columns(ctx *c, const struct frame *frame, struct making *making)
{
    i64 columns = 0;
    for (i64 i = 0; i < frame_count_of(frame, "factor"); i++)
        columns += MAX(frame_nth(frame, "factor", i)->name_count - 1, 1);
    columns += frame_count_of(frame, "covariate");
    if (columns > RISK_SETS_COLUMNS_MAX)
        return fail_with(c, ERR_TOO_LARGE,
                         fmt(c->arena, tr(c, "%lld columns are more than %d"), (long long)columns,
                             RISK_SETS_COLUMNS_MAX),
                         tr(c, "Each name of a factor but one is a column: give factors with fewer "
                               "names."));
    making->column = NEW_ARRAY(c->arena, const struct frame_column *, columns);
    making->names = NEW_ARRAY(c->arena, str, columns);
    making->others = NEW_ARRAY(c->arena, str, columns);
    making->term_names = NEW_ARRAY(c->arena, str, columns);
    making->term = NEW_ARRAY(c->arena, i32, columns);
    for (i64 i = 0; i < frame_count_of(frame, "covariate"); i++)
        name_number(making, frame_nth(frame, "covariate", i));
    for (i64 i = 0; i < frame_count_of(frame, "factor"); i++)
        name_factor(c, making, frame_nth(frame, "factor", i));
    return true;
}

// One row's values; false when one is missing.
static bool row_fill(const struct making *making, i64 row, f64 x[])
{
    i64 at = 0;
    assert(making->column);
    for (i64 i = 0; i < making->out->data.term_count; i++) {
        const struct frame_column *column = making->column[i];
        if (column->role->type == STAT_NUMBER) {
            x[at] = column->number[row];
            if (isnan(x[at++])) return false;
            continue;
        }
        i32 code = column->code[row];
        if (code < 0) return false;
        for (i64 name = 1; name < MAX(column->name_count, 2); name++)
            x[at++] = code == name;
    }
    return true;
}

bool retention_columns_read(ctx *c, const struct stat_job *stat, const struct retention_rows *rows,
                            struct retention_columns *out)
{
    *out = (struct retention_columns){0};
    struct making making = {.out = out};
    if (!name_columns(c, &stat->frame, &making)) return false;
    i64 n = 0, k = out->data.columns;
    f64 *x = NEW_ARRAY(c->arena, f64, MAX(rows->stays.n, 1) * k);
    f64 *time = NEW_ARRAY(c->arena, f64, MAX(rows->stays.n, 1));
    bool *left = NEW_ARRAY(c->arena, bool, MAX(rows->stays.n, 1));
    for (i64 i = 0; i < rows->stays.n; i++) {
        if (!row_fill(&making, rows->row[i], x + n * k)) continue;
        time[n] = rows->stays.time[i];
        left[n++] = rows->stays.left[i];
    }
    out->left_out = rows->stays.n - n;
    out->data.stays = (struct stays){n, time, left};
    out->data.x = x;
    out->data.term = making.term;
    out->names = making.names;
    out->others = making.others;
    out->term_names = making.term_names;
    if (n > 0) return true;
    return fail_with(c, ERR_REFUSED, tr(c, "no row has a value in all columns given"),
                     tr(c, "Give fewer columns, or those with fewer gaps."));
}
