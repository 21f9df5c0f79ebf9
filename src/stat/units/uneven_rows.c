#include "stat/units/uneven_rows.h"

#include <math.h>

#include "base/time.h"

enum { GROW_FROM = 64 };

// Which of the three columns holds what is compared; the figure may follow from it.
static bool role_find(ctx *c, const struct stat_job *stat, struct uneven_rows *rows)
{
    static const char *const names[] = {"value", "outcome", "score"};
    i64 given = 0;
    for (i64 i = 0; i < COUNT_OF(names); i++) {
        if (!stat_has(stat, names[i])) continue;
        given++;
        rows->role = names[i];
        if (i == 1) rows->figure = UNEVEN_RATE;
        if (i == 2) rows->figure = UNEVEN_NPS;
    }
    if (given != 1)
        return fail_with(c, ERR_USAGE,
                         given ? tr(c, "--value, --outcome and --score exclude each other")
                               : tr(c, "--value is missing: which column is compared?"),
                         tr(c, "Give one of them: --value for numbers, --outcome for yes and no, "
                               "--score for answers from 0 to 10."));
    if (rows->role != names[0] && stat_has(stat, "figure"))
        return fail_with(c, ERR_USAGE, tr(c, "--figure goes with --value only"),
                         tr(c, "--outcome makes a rate, --score makes NPS."));
    return rows->role != names[1] || reading_open_kind(c, stat, READING_OUTCOME, &rows->outcome);
}

static bool rows_begin(ctx *c, struct stat_job *stat, struct uneven_rows **out)
{
    static const char *const figures[] = {"mean", "rate", "nps"};
    static const char *const periods[] = {"day", "week", "month"};
    static const i64 days[] = {1, 7, 30};
    i64 figure = 0, period = 1;
    *out = stat->state;
    if (*out) return true;
    if (!stat_choice(c, stat, "figure", figures, COUNT_OF(figures), &figure) ||
        !stat_choice(c, stat, "period", periods, COUNT_OF(periods), &period))
        return false;
    if (stat_has(stat, "within") && stat_has(stat, "time"))
        return fail_with(
            c, ERR_USAGE, tr(c, "--within and --time exclude each other"),
            tr(c, "Look at groups inside units by people, or by time, one at a time."));
    struct uneven_rows *rows = NEW(c->arena, struct uneven_rows);
    rows->figure = (enum uneven_figure)figure;
    rows->by_time = stat_has(stat, "time");
    rows->has_groups = rows->by_time || stat_has(stat, "within");
    rows->period_days = days[period];
    hash_map_init(&rows->group_of, c->arena, GROW_FROM);
    if (!role_find(c, stat, rows)) return false;
    *out = stat->state = rows;
    return true;
}

static void units_grow(ctx *c, struct uneven_rows *rows, i64 count)
{
    if (count > rows->unit_capacity) {
        i64 capacity = MAX(MAX(rows->unit_capacity * 2, GROW_FROM), count);
        rows->units = arena_grow(c->arena, rows->units, rows->unit_capacity, capacity,
                                 (i64)sizeof rows->units[0]);
        rows->unit_capacity = capacity;
    }
    rows->unit_count = MAX(rows->unit_count, count);
}

static i64 group_find(ctx *c, struct uneven_rows *rows, i64 unit, i64 group)
{
    u64 pair = (u64)unit << 32 | (u32)group; // both below 2³²: no two pairs are the same
    struct hash_at at;
    i64 found = hash_map_first(&rows->group_of, pair, &at);
    if (found >= 0) return found;
    if (rows->group_count == rows->group_capacity) {
        i64 capacity = MAX(rows->group_capacity * 2, GROW_FROM);
        rows->groups = arena_grow(c->arena, rows->groups, rows->group_capacity, capacity,
                                  (i64)sizeof rows->groups[0]);
        rows->group_capacity = capacity;
    }
    rows->groups[rows->group_count] = (struct inside_group){.unit = unit};
    hash_map_add(&rows->group_of, pair, rows->group_count);
    return rows->group_count++;
}

// The number of a moment's day, week (from Monday) or month.
static i64 period_of(const struct uneven_rows *rows, i64 ms)
{
    i64 day = ms / 86400000 - (ms % 86400000 < 0);
    if (rows->period_days == 1) return day;
    if (rows->period_days == 7) return (day + 3) / 7 - ((day + 3) % 7 < 0);
    struct civil civil = civil_from_day((i32)day);
    return (i64)civil.year * 12 + civil.month;
}

static bool fail_value(ctx *c, const struct uneven_rows *rows, f64 value)
{
    if (rows->figure == UNEVEN_RATE)
        return fail_with(c, ERR_BAD_INPUT, fmt(c->arena, tr(c, "%.9g is neither 0 nor 1"), value),
                         tr(c, "A rate is made of ones and zeros; for other numbers leave "
                               "--figure out."));
    if (rows->figure == UNEVEN_NPS)
        return fail_with(c, ERR_BAD_INPUT,
                         fmt(c->arena, tr(c, "%.9g is no answer from 0 to 10"), value),
                         tr(c, "NPS is made of whole answers from 0 to 10."));
    return fail_with(c, ERR_TOO_LARGE, fmt(c->arena, tr(c, "%.9g is too large"), value),
                     tr(c, "Give values in a larger unit, such as thousands."));
}

#define VALUE_MAX 1e60 // its fourth power can still be added up

static bool value_add(struct uneven_rows *rows, struct uneven_unit *unit, f64 value, f64 *counted)
{
    *counted = value;
    if (rows->figure == UNEVEN_MEAN && !(fabs(value) <= VALUE_MAX)) return false;
    if (rows->figure == UNEVEN_RATE && value != 0 && value != 1) return false;
    if (rows->figure == UNEVEN_NPS) {
        if (!(value >= 0 && value <= 10) || value != floor(value)) return false;
        *counted = value >= 9 ? 100 : value <= 6 ? -100 : 0; // points
        unit->answers.promoters += *counted > 0;
        unit->answers.passives += *counted == 0;
        unit->answers.detractors += *counted < 0;
    }
    unit_powers_add(&unit->powers, value);
    return true;
}

bool uneven_take(ctx *c, struct stat_job *stat, const struct frame *block)
{
    struct uneven_rows *rows = NULL;
    if (!rows_begin(c, stat, &rows)) return false;
    const struct frame_column *unit = frame_column(block, "unit");
    const struct frame_column *value = frame_column(block, rows->role);
    const struct frame_column *within = frame_column(block, "within");
    const struct frame_column *time = frame_column(block, "time");
    assert(rows);
    units_grow(c, rows, unit->name_count);
    for (i64 i = 0; i < block->count; i++) {
        f64 counted = 0, number = 0;
        i64 code = unit->code[i];
        if (value->number)
            number = value->number[i];
        else if (!reading_value(c, &rows->outcome, block, i, &number))
            return false;
        if (!value_add(rows, &rows->units[code], number, &counted))
            return fail_value(c, rows, number);
        if (!rows->has_groups) continue;
        i64 group = within ? within->code[i] : period_of(rows, time->ms[i]);
        i64 at = group_find(c, rows, code, group); // may move the groups
        unit_sums_add(&rows->groups[at].sums, counted);
    }
    return true;
}

struct named {
    str name;
    f64 number;
    bool is_number;
    i64 code;
};

static int by_name(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    if (x->is_number != y->is_number) return x->is_number ? -1 : 1;
    if (x->is_number && x->number != y->number) return x->number < y->number ? -1 : 1;
    return str_compare(x->name, y->name);
}

static struct unit_sums sums_of(const struct uneven_rows *rows, const struct uneven_unit *unit)
{
    if (rows->figure != UNEVEN_NPS)
        return (struct unit_sums){unit->powers.n, unit->powers.mean, unit->powers.second};
    f64 n = (f64)unit->powers.n;
    if (n == 0) return (struct unit_sums){0};
    f64 up = (f64)unit->answers.promoters, down = (f64)unit->answers.detractors;
    f64 mean = (up - down) / n;
    return (struct unit_sums){unit->powers.n, mean, fmax(0, up + down - n * mean * mean)};
}

// Names come in the order of first sight: units go in the order of their names, and those whose
// rows were all left out go.
static void units_sort(ctx *c, struct uneven_rows *rows, const str names[])
{
    struct named *order = NEW_ARRAY(c->arena, struct named, MAX(rows->unit_count, 1));
    i64 *to = NEW_ARRAY(c->arena, i64, MAX(rows->unit_count, 1)), kept = 0;
    assert(names || !rows->unit_count);
    for (i64 i = 0; i < rows->unit_count; i++) {
        if (rows->units[i].powers.n == 0) continue;
        order[kept] = (struct named){.name = str_copy(c->arena, names[i]), .code = i};
        order[kept].is_number = str_f64(names[i], &order[kept].number);
        kept++;
    }
    qsort(order, (size_t)kept, sizeof order[0], by_name);
    struct uneven_unit *units = NEW_ARRAY(c->arena, struct uneven_unit, MAX(kept, 1));
    for (i64 i = 0; i < kept; i++) {
        units[i] = rows->units[order[i].code];
        units[i].name = order[i].name;
        units[i].sums = sums_of(rows, &units[i]);
        to[order[i].code] = i;
    }
    for (i64 i = 0; i < rows->group_count; i++)
        rows->groups[i].unit = to[rows->groups[i].unit];
    rows->units = units;
    rows->unit_count = kept;
}

bool uneven_rows_end(ctx *c, struct stat_job *stat, struct uneven_rows **out)
{
    if (!rows_begin(c, stat, out)) return false;
    assert(*out);
    const struct frame_column *unit = frame_column(&stat->frame, "unit");
    units_sort(c, *out, unit ? unit->names : NULL);
    return true;
}
