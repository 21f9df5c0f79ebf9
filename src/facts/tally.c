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

// What a turn takes in: batches after one up to another, or of one large batch some of its keys.
struct span {
    i64 after, up_to;
    i64 from_key, to_key; // the first is left out
    bool is_last;         // nothing is left for another turn
};

#define WHOLE(span) VALS(V_I64((span)->after), V_I64((span)->up_to))
#define RANGE(span)                                                                                \
    VALS(V_I64((span)->after), V_I64((span)->up_to), V_I64((span)->from_key), V_I64((span)->to_key))

// Adding is right for keys of whom only new encounters were told; the others are counted anew.
static bool touch(ctx *c, const struct span *span)
{
    struct rows times;
    if (!store_run(c, SQL_tally_touch_corrected, RANGE(span))) return false;
    if (!span->after) return true; // nothing was told before
    if (!store_rows(c, SQL_tally_span, WHOLE(span), &times)) return false;
    if (!times.count || (times.column[0].null && times.column[0].null[0])) return true;
    return store_run(c, SQL_tally_touch_told,
                     VALS(V_I64(span->after), V_I64(span->up_to), V_I64(span->from_key),
                          V_I64(span->to_key), V_I64(times.column[0].i[0]),
                          V_I64(times.column[1].i[0])));
}

static bool sums(ctx *c)
{
    return RUN(c, NO_VALS, SQL_tally_sums_clear, SQL_tally_sums);
}

// Only customers with several keys have any.
static bool sums_where_merged(ctx *c)
{
    i64 merged = 0;
    return store_i64(c, SQL_alias_count, NO_VALS, &merged) && (!merged || sums(c));
}

static bool fold_sums(ctx *c, const struct span *span, bool again)
{
    if (!store_run(c, SQL_tally_add, RANGE(span)) ||
        (again && !(store_run(c, SQL_tally_again, VALS(V_I64(span->up_to))) &&
                    store_run(c, SQL_tally_drop_touched, NO_VALS))) ||
        !store_run(c, SQL_tally_ever, NO_VALS) || !store_run(c, SQL_tally_add_keys, RANGE(span)) ||
        (again && !store_run(c, SQL_tally_again_keys, VALS(V_I64(span->after)))))
        return false;
    return (!span->after || RUN(c, NO_VALS, SQL_tally_pull, SQL_tally_drop_pulled)) &&
           RUN(c, NO_VALS, SQL_tally_put, SQL_tally_next_clear) && sums_where_merged(c);
}

static bool fold_units(ctx *c, const struct span *span, bool again)
{
    return store_run(c, SQL_tally_unit_add, RANGE(span)) &&
           (!again || (store_run(c, SQL_tally_unit_drop, NO_VALS) &&
                       store_run(c, SQL_tally_unit_again, VALS(V_I64(span->up_to)))));
}

static bool fold_metrics(ctx *c, const struct span *span, bool again)
{
    return store_run(c, SQL_tally_metric_add, RANGE(span)) &&
           (!again || (store_run(c, SQL_tally_metric_drop, NO_VALS) &&
                       store_run(c, SQL_tally_metric_again, VALS(V_I64(span->up_to))))) &&
           (!span->after || RUN(c, NO_VALS, SQL_tally_metric_pull, SQL_tally_metric_drop_pulled)) &&
           RUN(c, NO_VALS, SQL_tally_metric_put, SQL_tally_metric_next_clear);
}

static bool fold_attributes(ctx *c, const struct span *span)
{
    i64 touched = 0;
    return store_run(c, SQL_tally_touch_attributes, RANGE(span)) &&
           store_i64(c, SQL_tally_touched_count, NO_VALS, &touched) &&
           (!touched || RUN(c, NO_VALS, SQL_tally_attribute_drop, SQL_tally_attribute_put,
                            SQL_tally_touched_clear));
}

// As many batches as weigh `most` together; of a first that weighs more alone, an equal share of
// the keys, since their numbers are random.
static bool choose(ctx *c, i64 most, struct span *out)
{
    enum { BATCHES_MAX = 1000 };
    struct rows waiting;
    if (!store_i64(c, SQL_tally_newest, NO_VALS, &out->after) ||
        !store_i64(c, SQL_tally_part, NO_VALS, &out->from_key) ||
        !store_rows(c, SQL_tally_waiting, VALS(V_I64(out->after), V_I64(BATCHES_MAX)), &waiting))
        return false;
    out->up_to = out->after;
    out->to_key = INT64_MAX;
    out->is_last = waiting.count < BATCHES_MAX;
    if (!waiting.count) return true;
    const i64 *id = waiting.column[0].i, *weight = waiting.column[1].i;
    i64 count = 1, sum = weight[0], turns = 1 + MAX(weight[0] - 1, 0) / most;
    if (turns > 1 || out->from_key) {
        i64 width = INT64_MAX / turns;
        if (out->from_key < INT64_MAX - width - turns) out->to_key = out->from_key + width;
    } else {
        while (count < waiting.count && sum + weight[count] <= most)
            sum += weight[count++];
    }
    out->up_to = id[count - 1];
    out->is_last = out->is_last && count == waiting.count && out->to_key == INT64_MAX;
    return true;
}

static bool note(ctx *c, const struct span *span)
{
    if (!store_run(c, SQL_tally_part_clear, NO_VALS)) return false;
    if (span->to_key == INT64_MAX)
        return store_run(c, SQL_tally_note, VALS(V_I64(span->up_to), V_I64(c->now_ms)));
    return store_run(c, SQL_tally_part_note, VALS(V_I64(span->up_to), V_I64(span->to_key)));
}

bool tally_turn(ctx *c, i64 most, bool *is_last)
{
    assert(store_in_transaction(c));
    assert(most > 0);
    struct span span = {0};
    i64 touched = 0;
    if (!choose(c, most, &span)) return false;
    *is_last = span.is_last;
    if (span.up_to == span.after) return true;
    return touch(c, &span) && store_i64(c, SQL_tally_touched_count, NO_VALS, &touched) &&
           note(c, &span) && fold_sums(c, &span, touched > 0) &&
           fold_units(c, &span, touched > 0) && fold_metrics(c, &span, touched > 0) &&
           store_run(c, SQL_tally_touched_clear, NO_VALS) && fold_attributes(c, &span);
}

bool tally_fold(ctx *c)
{
    bool is_last = false;
    while (!is_last)
        if (!tally_turn(c, INT64_MAX, &is_last)) return false;
    return true;
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
