#include "stat/sure/groups.h"

#include <math.h>

#include "base/locale.h"

enum { NAMED_MAX = 5, FEW = 30 };

void *groups_of_row(ctx *c, struct groups *groups, const struct frame *block, i64 row)
{
    const struct frame_column *column = frame_column(block, "group");
    i64 code = column ? column->code[row] : 0;
    assert(code >= 0);
    if (column) groups->names = column->names;
    if (code >= groups->capacity) {
        i64 capacity = MAX(2 * groups->capacity, MAX(code + 1, 16));
        groups->items =
            arena_grow(c->arena, groups->items, groups->capacity, capacity, groups->item_bytes);
        groups->capacity = capacity;
    }
    groups->count = MAX(groups->count, code + 1);
    return groups->items + code * groups->item_bytes;
}

struct sorted_group {
    str name;
    f64 number;
    bool is_number;
    i32 code;
};

static int by_name(const void *a, const void *b)
{
    const struct sorted_group *x = a, *y = b;
    if (x->is_number != y->is_number) return x->is_number ? -1 : 1;
    if (x->is_number && x->number != y->number) return x->number < y->number ? -1 : 1;
    return str_compare(x->name, y->name);
}

i64 groups_order(ctx *c, const struct groups *groups, bool (*has_rows)(const void *sums),
                 i32 **order)
{
    struct sorted_group *sorted = NEW_ARRAY(c->arena, struct sorted_group, MAX(groups->count, 1));
    i64 kept = 0;
    for (i64 i = 0; i < groups->count; i++) {
        if (!has_rows(groups->items + i * groups->item_bytes)) continue;
        struct sorted_group *s = &sorted[kept++];
        *s = (struct sorted_group){.code = (i32)i};
        if (groups->names) s->name = groups->names[i];
        s->is_number = str_f64(s->name, &s->number);
    }
    if (kept > 1) qsort(sorted, (size_t)kept, sizeof sorted[0], by_name);
    *order = NEW_ARRAY(c->arena, i32, MAX(kept, 1));
    for (i64 i = 0; i < kept; i++)
        (*order)[i] = sorted[i].code;
    return kept;
}

static bool adjust(ctx *c, struct stat_job *stat, struct group_row rows[], i64 count)
{
    static const char *const words[] = {"holm", "false-discovery", "none"};
    i64 how = 0;
    if (!stat_choice(c, stat, "correct", words, COUNT_OF(words), &how)) return false;
    f64 *p = NEW_ARRAY(c->arena, f64, count), *adjusted = NEW_ARRAY(c->arena, f64, count);
    size_t *order = NEW_ARRAY(c->arena, size_t, count);
    for (i64 i = 0; i < count; i++)
        adjusted[i] = p[i] = rows[i].rest.p;
    // The difference of two groups is one and the same from both sides: nothing to correct.
    if (count > 2 && how == 0) difference_adjust_holm(p, count, adjusted, order);
    if (count > 2 && how == 1) difference_adjust_false_discovery(p, count, adjusted, order);
    for (i64 i = 0; i < count; i++)
        rows[i].p_adjusted = adjusted[i];
    return true;
}

static bool differs(const struct stat_job *stat, const struct group_row *row)
{
    return difference_beyond_chance(row->p_adjusted, stat->level);
}

struct columns {
    str *name;
    i64 *n;
    f64 *effective, *figure, *low, *high, *rest, *rest_low, *rest_high, *p, *p_adjusted;
    bool *differs;
};

static struct columns columns_new(ctx *c, i64 count)
{
    struct columns k = {.name = NEW_ARRAY(c->arena, str, count),
                        .n = NEW_ARRAY(c->arena, i64, count),
                        .differs = NEW_ARRAY(c->arena, bool, count)};
    f64 **numbers[] = {&k.effective, &k.figure,    &k.low, &k.high,      &k.rest,
                       &k.rest_low,  &k.rest_high, &k.p,   &k.p_adjusted};
    for (i64 i = 0; i < COUNT_OF(numbers); i++)
        *numbers[i] = NEW_ARRAY(c->arena, f64, count);
    return k;
}

static void table_write(ctx *c, struct stat_job *stat, const char *figure,
                        const struct group_row rows[], i64 count, struct groups_told told)
{
    struct columns k = columns_new(c, count);
    f64 scale = told.scale, rest_scale = told.divides ? 1 : told.scale;
    for (i64 i = 0; i < count; i++) {
        const struct group_row *row = &rows[i];
        k.name[i] = row->name;
        k.n[i] = row->n;
        k.effective[i] = row->effective;
        k.figure[i] = row->figure.value * scale;
        k.low[i] = row->figure.low * scale;
        k.high[i] = row->figure.high * scale;
        k.rest[i] = row->rest.value * rest_scale;
        k.rest_low[i] = row->rest.low * rest_scale;
        k.rest_high[i] = row->rest.high * rest_scale;
        k.p[i] = row->rest.p;
        k.p_adjusted[i] = row->p_adjusted;
        k.differs[i] = differs(stat, row);
    }
    struct answer_table *table = answer_table(stat->answer, "groups", count);
    answer_column_str(table, "group", k.name);
    answer_column_i64(table, "n", k.n);
    if (told.weighted) answer_column_f64(table, "effective_n", k.effective);
    answer_column_f64(table, figure, k.figure);
    answer_column_f64(table, "low", k.low);
    answer_column_f64(table, "high", k.high);
    answer_column_f64(table, "rest_difference", k.rest);
    answer_column_f64(table, "rest_low", k.rest_low);
    answer_column_f64(table, "rest_high", k.rest_high);
    answer_column_f64(table, "p", k.p);
    answer_column_f64(table, "p_adjusted", k.p_adjusted);
    answer_column_bool(table, "differs", k.differs);
}

const char *groups_difference_text(ctx *c, struct difference d, struct groups_told told)
{
    if (told.divides)
        return fmt(c->arena, tr(c, "%.*s times (%.*s to %.*s)"), STR(locale_number(c, d.value, 2)),
                   STR(locale_number(c, d.low, 2)), STR(locale_number(c, d.high, 2)));
    f64 width = d.high - d.low, scale = told.kind == READING_VALUE ? 1 : 100;
    str value = reading_number(c, d.value * scale, width * scale);
    str low = reading_number(c, d.low * scale, width * scale);
    str high = reading_number(c, d.high * scale, width * scale);
    if (told.kind == READING_SCORE)
        return fmt(c->arena, tr(c, "%.*s points (%.*s to %.*s)"), STR(value), STR(low), STR(high));
    if (told.kind == READING_OUTCOME)
        return fmt(c->arena, tr(c, "%.*s percentage points (%.*s to %.*s)"), STR(value), STR(low),
                   STR(high));
    return fmt(c->arena, tr(c, "%.*s (%.*s to %.*s)"), STR(value), STR(low), STR(high));
}

static void two_tell(ctx *c, struct stat_job *stat, const struct group_row rows[],
                     struct groups_told told)
{
    struct difference d = rows[0].rest;
    f64 scale = told.divides ? 1 : told.scale;
    str a = rows[0].name, b = rows[1].name;
    answer_str(stat->answer, "difference_of",
               str_of(fmt(c->arena, told.divides ? "%.*s / %.*s" : "%.*s - %.*s", STR(a), STR(b))));
    answer_f64(stat->answer, "difference", d.value * scale);
    answer_f64(stat->answer, "difference_low", d.low * scale);
    answer_f64(stat->answer, "difference_high", d.high * scale);
    answer_f64(stat->answer, "difference_p", d.p);
    if (d.status != INTERVAL_KNOWN) {
        answer_say(
            stat->answer,
            fmt(c->arena, tr(c, "Whether %.*s and %.*s differ cannot be told."), STR(a), STR(b)));
        return;
    }
    const char *by = groups_difference_text(c, d, told), *text = NULL;
    if (!differs(stat, &rows[0]))
        text =
            fmt(c->arena, tr(c, "%.*s and %.*s do not differ beyond chance: the difference is %s."),
                STR(a), STR(b), by);
    else if (told.divides)
        text =
            fmt(c->arena, tr(c, "%.*s and %.*s differ beyond chance: the first is %s the second."),
                STR(a), STR(b), by);
    else
        text =
            fmt(c->arena, tr(c, "%.*s and %.*s differ beyond chance: by %s."), STR(a), STR(b), by);
    answer_say(stat->answer, text);
}

// The rows that differ most surely, the surest first: with many groups only these are named.
static i64 surest(const struct stat_job *stat, const struct group_row rows[], i64 count,
                  i64 out[static NAMED_MAX])
{
    i64 found = 0;
    for (i64 i = 0; i < count; i++) {
        if (!differs(stat, &rows[i])) continue;
        i64 at = found;
        while (at > 0 && rows[i].rest.p < rows[out[at - 1]].rest.p)
            at--;
        if (at == NAMED_MAX) continue;
        if (found < NAMED_MAX) found++;
        for (i64 k = found - 1; k > at; k--)
            out[k] = out[k - 1];
        out[at] = i;
    }
    return found;
}

static void many_tell(ctx *c, struct stat_job *stat, const struct group_row rows[], i64 count)
{
    i64 different = 0, first[NAMED_MAX] = {0}, named = surest(stat, rows, count, first);
    for (i64 i = 0; i < count; i++)
        different += differs(stat, &rows[i]);
    buf names = buf_new(c->arena, 1 << 20);
    for (i64 i = 0; i < named; i++) {
        const struct group_row *row = &rows[first[i]];
        bool above = row->rest.value > row->rest.none;
        buf_fmt(&names, "%s%.*s (%s)", i ? ", " : "", STR(row->name),
                above ? tr(c, "higher") : tr(c, "lower"));
    }
    if (different > NAMED_MAX) buf_c(&names, ", …");
    const char *sentence =
        different
            ? fmt(c->arena,
                  tr(c, "Beyond chance different from the others (%lld of %lld groups): %.*s."),
                  (long long)different, (long long)count, STR(buf_str(&names)))
            : fmt(c->arena, tr(c, "None of %lld groups differs from the others beyond chance."),
                  (long long)count);
    answer_say(stat->answer, sentence);
}

static void few_warn(ctx *c, struct stat_job *stat, const struct group_row rows[], i64 count)
{
    i64 few = 0;
    for (i64 i = 0; i < count; i++)
        few += rows[i].n < FEW;
    if (!few) return;
    answer_warn(
        stat->answer, "small_groups",
        fmt(c->arena, tr(c, "groups with fewer than %d rows: %lld"), FEW, (long long)few),
        tr(c, "That they do not differ proves nothing; ask `stat enough` what they can show."));
}

bool groups_tell(ctx *c, struct stat_job *stat, const char *figure, struct group_row rows[],
                 i64 count, struct groups_told told)
{
    assert(count >= 1);
    if (!adjust(c, stat, rows, count)) return false;
    table_write(c, stat, figure, rows, count, told);
    if (count == 1) {
        answer_warn(stat->answer, "one_group",
                    fmt(c->arena, tr(c, "all rows are of one group, \"%.*s\""), STR(rows[0].name)),
                    tr(c, "Nothing can be compared: check the column and --where."));
        return true;
    }
    if (count == 2)
        two_tell(c, stat, rows, told);
    else
        many_tell(c, stat, rows, count);
    if (!told.divides) few_warn(c, stat, rows, count);
    return true;
}
