#include "facts/tie.h"

bool tie_put(ctx *c, struct batch **batches, i64 count, i64 batch)
{
    i64 n = 0;
    for (i64 b = 0; b < count; b++)
        n += batches[b]->tie_count;
    if (!n) return true;
    i64 *v = NEW_ARRAY(c->arena, i64, 4 * n), at = 0;
    for (i64 b = 0; b < count; b++)
        for (i64 i = 0; i < batches[b]->tie_count; i++, at++) {
            const struct batch_tie *tie = &batches[b]->ties[i];
            v[at] = tie->visitor;
            v[n + at] = tie->customer;
            v[2 * n + at] = tie->at_ms;
            v[3 * n + at] = batch;
        }
    const struct column columns[] = {
        {.type = COL_I64, .i = v        },
        {.type = COL_I64, .i = v + n    },
        {.type = COL_I64, .i = v + 2 * n},
        {.type = COL_I64, .i = v + 3 * n},
    };
    return store_append(c, "tie", columns, COUNT_OF(columns), n);
}

bool tie_waits(ctx *c, bool *out)
{
    i64 count = 0;
    if (!store_i64(c, SQL_tie_waits, NO_VALS, &count)) return false;
    *out = count > 0;
    return true;
}

bool tie_run(ctx *c, struct privacy_by by, i64 *count)
{
    assert(store_in_transaction(c));
    struct rows rows;
    if (!store_rows(c, SQL_tie_due, NO_VALS, &rows)) return false;
    *count = rows.count;
    const struct privacy_moves moves = {.count = rows.count,
                                        .keys = rows.count ? rows.column[0].i : NULL,
                                        .customers = rows.count ? rows.column[1].i : NULL};
    return privacy_join(c, moves, by) && store_run(c, SQL_tie_clear, NO_VALS);
}
