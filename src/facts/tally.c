#include "facts/tally.h"

static bool run_all(ctx *c, const enum sql *steps, i64 count, struct vals vals)
{
    for (i64 i = 0; i < count; i++)
        if (!store_run(c, steps[i], vals)) return false;
    return true;
}

#define RUN(c, vals, ...)                                                                          \
    run_all((c), (const enum sql[]){__VA_ARGS__},                                                  \
            (i64)(sizeof((const enum sql[]){__VA_ARGS__}) / sizeof(enum sql)), (vals))

// Adding is right for keys of whom only new encounters were told; the others are counted anew.
static bool touch(ctx *c, i64 after, i64 up_to)
{
    struct rows span;
    if (!store_run(c, SQL_tally_touch_corrected, VALS(V_I64(after), V_I64(up_to)))) return false;
    if (!after) return true; // nothing was told before
    if (!store_rows(c, SQL_tally_span, VALS(V_I64(after), V_I64(up_to)), &span)) return false;
    if (!span.count || (span.column[0].null && span.column[0].null[0])) return true;
    return store_run(
        c, SQL_tally_touch_told,
        VALS(V_I64(after), V_I64(up_to), V_I64(span.column[0].i[0]), V_I64(span.column[1].i[0])));
}

static bool sums(ctx *c)
{
    return RUN(c, NO_VALS, SQL_tally_sums_clear, SQL_tally_sums);
}

static bool fold_sums(ctx *c, struct vals range, bool again)
{
    i64 is_there = 0;
    struct vals up_to = {1, range.v + 1}, after = {1, range.v};
    if (!store_i64(c, SQL_tally_count, NO_VALS, &is_there) || !store_run(c, SQL_tally_add, range) ||
        (again && !(store_run(c, SQL_tally_again, up_to) &&
                    store_run(c, SQL_tally_drop_touched, NO_VALS))) ||
        !store_run(c, SQL_tally_ever, NO_VALS) || !store_run(c, SQL_tally_add_keys, range) ||
        (again && !store_run(c, SQL_tally_again_keys, after)))
        return false;
    return (!is_there || RUN(c, NO_VALS, SQL_tally_pull, SQL_tally_drop_pulled)) &&
           RUN(c, NO_VALS, SQL_tally_put, SQL_tally_next_clear) && sums(c);
}

static bool fold_units(ctx *c, struct vals range, bool again)
{
    struct vals up_to = {1, range.v + 1};
    return store_run(c, SQL_tally_unit_add, range) &&
           (!again || (store_run(c, SQL_tally_unit_drop, NO_VALS) &&
                       store_run(c, SQL_tally_unit_again, up_to)));
}

static bool fold_metrics(ctx *c, struct vals range, bool again)
{
    struct vals up_to = {1, range.v + 1};
    return store_run(c, SQL_tally_metric_add, range) &&
           (!again || (store_run(c, SQL_tally_metric_drop, NO_VALS) &&
                       store_run(c, SQL_tally_metric_again, up_to))) &&
           RUN(c, NO_VALS, SQL_tally_metric_pull, SQL_tally_metric_drop_pulled,
               SQL_tally_metric_put, SQL_tally_metric_next_clear);
}

static bool fold_attributes(ctx *c, struct vals range)
{
    i64 touched = 0;
    return store_run(c, SQL_tally_touch_attributes, range) &&
           store_i64(c, SQL_tally_touched_count, NO_VALS, &touched) &&
           (!touched || RUN(c, NO_VALS, SQL_tally_attribute_drop, SQL_tally_attribute_put,
                            SQL_tally_touched_clear));
}

bool tally_fold(ctx *c, i64 newest)
{
    assert(store_in_transaction(c));
    i64 after = 0, touched = 0;
    if (!store_i64(c, SQL_tally_newest, NO_VALS, &after)) return false;
    if (newest <= after) return true;
    const struct val bounds[] = {V_I64(after), V_I64(newest)};
    struct vals range = {COUNT_OF(bounds), bounds};
    return touch(c, after, newest) && store_i64(c, SQL_tally_touched_count, NO_VALS, &touched) &&
           store_run(c, SQL_tally_note, VALS(V_I64(newest), V_I64(c->now_ms))) &&
           fold_sums(c, range, touched > 0) && fold_units(c, range, touched > 0) &&
           fold_metrics(c, range, touched > 0) && store_run(c, SQL_tally_touched_clear, NO_VALS) &&
           fold_attributes(c, range);
}

bool tally_moved(ctx *c, const i64 *keys, i64 count)
{
    assert(store_in_transaction(c));
    return RUN(c, VALS(V_I64_LIST(keys, count)), SQL_tally_move, SQL_tally_unit_move,
               SQL_tally_attribute_move) &&
           sums(c);
}

bool tally_erased(ctx *c, const i64 *keys, i64 count)
{
    assert(store_in_transaction(c));
    return RUN(c, VALS(V_I64_LIST(keys, count)), SQL_tally_erase, SQL_tally_unit_erase,
               SQL_tally_metric_erase, SQL_tally_attribute_erase);
}

bool tally_corrected(ctx *c, i64 key)
{
    assert(store_in_transaction(c));
    return store_run(c, SQL_tally_touch_keys, VALS(V_I64_LIST(&key, 1))) &&
           RUN(c, NO_VALS, SQL_tally_attribute_drop, SQL_tally_attribute_put,
               SQL_tally_touched_clear);
}
