#include "stat/asked/agree_rows.h"

enum { CATEGORIES_MAX = 5000, RATERS_MAX = 1000 };
#define CELLS_MAX 50000000 // items × raters: 200 MB

struct cell {
    i64 item, rater;
    str name;
};

// Both forms as cells, in any order.
struct cells {
    i64 count, items, raters;
    struct cell *cell;
    const str *raters_names;
};

static bool take_long(ctx *c, const struct stat_job *stat, struct cells *out)
{
    const struct frame_column *item = frame_column(&stat->frame, "item");
    const struct frame_column *rater = frame_column(&stat->frame, "rater");
    const struct frame_column *rating = frame_column(&stat->frame, "rating");
    if (!item || !rater || !rating)
        return fail_with(c, ERR_USAGE, tr(c, "--item, --rater and --rating belong together"),
                         tr(c, "Name all three where each row is one rating; or name a column of "
                               "ratings for each rater with --ratings where each row is an item."));
    out->items = item->name_count;
    out->raters = rater->name_count;
    out->raters_names = rater->names;
    out->cell = NEW_ARRAY(c->arena, struct cell, MAX(stat->frame.count, 1));
    for (i64 i = 0; i < stat->frame.count; i++)
        if (rating->code[i] >= 0)
            out->cell[out->count++] =
                (struct cell){item->code[i], rater->code[i], rating->names[rating->code[i]]};
    return true;
}

static bool take_wide(ctx *c, const struct stat_job *stat, struct cells *out)
{
    const struct frame *frame = &stat->frame;
    out->items = frame->count;
    out->raters = frame_count_of(frame, "ratings");
    str *names = NEW_ARRAY(c->arena, str, out->raters);
    out->raters_names = names;
    if (out->items * out->raters > CELLS_MAX)
        return fail_with(c, ERR_TOO_LARGE, tr(c, "there are too many ratings"),
                         tr(c, "Draw some of the items."));
    out->cell = NEW_ARRAY(c->arena, struct cell, MAX(out->items * out->raters, 1));
    for (i64 j = 0; j < out->raters; j++) {
        const struct frame_column *column = frame_nth(frame, "ratings", j);
        names[j] = column->name;
        for (i64 i = 0; i < frame->count; i++)
            if (column->code[i] >= 0)
                out->cell[out->count++] = (struct cell){i, j, column->names[column->code[i]]};
    }
    return true;
}

// --- Categories ---

struct category {
    str name;
    f64 value;
};

static int by_value(const void *a, const void *b)
{
    const struct category *x = a, *y = b;
    if (x->value != y->value) return x->value < y->value ? -1 : 1;
    return str_compare(x->name, y->name);
}

static i64 order_of(const struct stat_job *stat, str name)
{
    str rest = stat_text(stat, "order"), one = {0};
    for (i64 at = 0; str_cut(&rest, ',', &one); at++)
        if (str_equal(str_trim(one), name)) return at;
    return -1;
}

// What each category stands for: its number, or its place in --order, or nothing but itself.
static bool value_categories(ctx *c, const struct stat_job *stat, struct category *all, i64 count,
                             struct agree_rows *out)
{
    bool ordered = stat_has(stat, "order");
    out->are_numbers = !ordered;
    for (i64 k = 0; k < count; k++)
        out->are_numbers &= str_f64(all[k].name, &all[k].value);
    out->are_ordered = out->are_numbers || ordered;
    for (i64 k = 0; k < count && !out->are_numbers; k++) {
        all[k].value = 0;
        if (!ordered) continue;
        i64 place = order_of(stat, all[k].name);
        if (place < 0)
            return fail_with(c, ERR_USAGE,
                             fmt(c->arena, tr(c, "\"%.*s\" is not in --order"), STR(all[k].name)),
                             tr(c, "Name all ratings there, from lowest to highest."));
        all[k].value = (f64)place;
    }
    qsort(all, (size_t)count, sizeof all[0], by_value);
    for (i64 k = 0; k < count && !out->are_ordered; k++)
        all[k].value = (f64)k;
    return true;
}

// Different names of the cells. There are few: each is looked for where it was found last.
static bool find_categories(ctx *c, const struct cells *cells, struct category **out, i64 *count)
{
    struct category *all = NEW_ARRAY(c->arena, struct category, CATEGORIES_MAX);
    *count = 0;
    *out = all;
    for (i64 i = 0; i < cells->count; i++) {
        i64 k = 0;
        while (k < *count && !str_equal(all[k].name, cells->cell[i].name))
            k++;
        if (k == CATEGORIES_MAX)
            return fail_with(c, ERR_TOO_LARGE, tr(c, "there are too many different ratings"),
                             tr(c, "Round them first."));
        if (k == *count) all[(*count)++].name = cells->cell[i].name;
    }
    return true;
}

static i32 category_of(const struct category *all, i64 count, str name)
{
    i32 k = 0;
    while (k < count && !str_equal(all[k].name, name))
        k++;
    assert(k < count);
    return k;
}

static bool lay_out(ctx *c, const struct cells *cells, const struct category *all, i64 count,
                    struct agree_rows *out)
{
    i64 size = cells->items * cells->raters;
    i32 *code = NEW_ARRAY(c->arena, i32, MAX(size, 1));
    f64 *value = NEW_ARRAY(c->arena, f64, MAX(count, 1));
    str *names = NEW_ARRAY(c->arena, str, MAX(count, 1));
    for (i64 i = 0; i < size; i++)
        code[i] = -1;
    for (i64 k = 0; k < count; k++) {
        value[k] = all[k].value;
        names[k] = all[k].name;
    }
    for (i64 i = 0; i < cells->count; i++) {
        i32 *at = &code[cells->cell[i].item * cells->raters + cells->cell[i].rater];
        if (*at >= 0)
            return fail_with(c, ERR_BAD_INPUT,
                             fmt(c->arena, tr(c, "rater \"%.*s\" rated an item twice"),
                                 STR(cells->raters_names[cells->cell[i].rater])),
                             tr(c, "Keep one rating of each item and rater."));
        *at = category_of(all, count, cells->cell[i].name);
    }
    out->ratings = (struct ratings){cells->items, cells->raters, code, count, value};
    out->raters = cells->raters_names;
    out->categories = names;
    out->given = cells->count;
    return true;
}

bool agree_rows_make(ctx *c, const struct stat_job *stat, struct agree_rows *out)
{
    *out = (struct agree_rows){0};
    struct cells cells = {0};
    struct category *all = NULL;
    i64 count = 0;
    bool wide = frame_count_of(&stat->frame, "ratings") > 0;
    if (wide && (stat_has(stat, "item") || stat_has(stat, "rater") || stat_has(stat, "rating")))
        return fail_with(c, ERR_USAGE, tr(c, "--ratings is for files with a row for each item"),
                         tr(c, "Leave --item, --rater and --rating out, or --ratings."));
    if (!(wide ? take_wide(c, stat, &cells) : take_long(c, stat, &cells))) return false;
    if (cells.raters < 2)
        return fail_with(c, ERR_REFUSED, tr(c, "there is one rater only"),
                         tr(c, "Agreement needs two raters or more."));
    if (cells.raters > RATERS_MAX || cells.items * cells.raters > CELLS_MAX)
        return fail_with(c, ERR_TOO_LARGE, tr(c, "there are too many raters or items"),
                         tr(c, "Draw some of them."));
    return find_categories(c, &cells, &all, &count) && value_categories(c, stat, all, count, out) &&
           lay_out(c, &cells, all, count, out);
}
