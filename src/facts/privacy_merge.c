// Merging: a merge is rows of one number in table merge, one for each key that moved; its undoing
// is the same rows turned round, under the same number. So what stands once is in force, and
// undoing the newest in force goes back step by step.
#include "facts/privacy.h"

#include "facts/tally.h"

struct move {
    i64 key, before, after;
};

static bool move_key(ctx *c, i64 id, struct move move, struct privacy_by by)
{
    return store_run(c, SQL_privacy_alias_drop, VALS(V_I64(move.key))) &&
           (move.key == move.after ||
            store_run(c, SQL_privacy_alias_add, VALS(V_I64(move.key), V_I64(move.after)))) &&
           store_run(c, SQL_privacy_merge_note,
                     VALS(V_I64(id), V_I64(move.key), V_I64(move.before), V_I64(move.after),
                          V_I64(c->now_ms), V_STR(by.who), V_STR(by.why)));
}

static bool note(ctx *c, struct privacy_by by, const char *what, i64 customer, i64 other)
{
    if (!by.note) return true;
    json_t *detail = json_new_object(c);
    json_put_str(detail, "why", by.why);
    json_put_str(detail, "other", str_of(fmt(c->arena, "%lld", (long long)other)));
    return by.note(c, by.data, what, customer, detail);
}

bool privacy_merge(ctx *c, struct privacy_pair pair, struct privacy_by by)
{
    assert(store_in_transaction(c));
    assert(by.who.size && by.why.size);
    i64 from = pair.from.customer, into = pair.into.customer, id = 0, one = 0, other = 0;
    if (from == into)
        return fail_with(c, ERR_REFUSED, tr(c, "these two are one customer already"), NULL);
    if (!store_i64(c, SQL_privacy_subject, VALS(V_I64(from)), &one) ||
        !store_i64(c, SQL_privacy_subject, VALS(V_I64(into)), &other))
        return false;
    if (!one || one != other)
        return fail_with(
            c, ERR_REFUSED, tr(c, "these two cannot be one customer"),
            tr(c, "A customer and an employee stay two; one who was erased is nobody."));
    if (!store_i64(c, SQL_privacy_merge_next, NO_VALS, &id)) return false;
    for (i64 i = 0; i < pair.from.key_count; i++)
        if (!move_key(c, id, (struct move){pair.from.keys[i], from, into}, by)) return false;
    return tally_moved(c, pair.from.keys, pair.from.key_count) && tally_moved(c, &into, 1) &&
           note(c, by, "merge", into, from);
}

bool privacy_join(ctx *c, struct privacy_moves moves, struct privacy_by by)
{
    assert(store_in_transaction(c));
    assert(by.who.size && by.why.size);
    i64 n = moves.count, id = 0;
    if (!n) return true;
    if (!store_i64(c, SQL_privacy_merge_next, NO_VALS, &id)) return false;
    i64 *ids = NEW_ARRAY(c->arena, i64, n), *at_ms = NEW_ARRAY(c->arena, i64, n);
    str *who = NEW_ARRAY(c->arena, str, n), *why = NEW_ARRAY(c->arena, str, n);
    for (i64 i = 0; i < n; i++) {
        ids[i] = id + i; // each can be undone by itself
        at_ms[i] = c->now_ms;
        who[i] = by.who;
        why[i] = by.why;
    }
    const struct column alias[] = {
        {.type = COL_I64, .i = moves.keys     },
        {.type = COL_I64, .i = moves.customers},
    };
    const struct column merge[] = {
        {.type = COL_I64, .i = ids            },
        {.type = COL_I64, .i = moves.keys     },
        {.type = COL_I64, .i = moves.keys     },
        {.type = COL_I64, .i = moves.customers},
        {.type = COL_I64, .i = at_ms          },
        {.type = COL_STR, .text = who         },
        {.type = COL_STR, .text = why         },
    };
    return store_append(c, "alias", alias, COUNT_OF(alias), n) &&
           store_append(c, "merge", merge, COUNT_OF(merge), n) && tally_moved(c, moves.keys, n) &&
           tally_moved(c, moves.customers, n);
}

bool privacy_unmerge(ctx *c, i64 key, struct privacy_by by)
{
    assert(store_in_transaction(c));
    assert(by.who.size && by.why.size);
    i64 id = 0;
    struct rows rows;
    if (!store_i64(c, SQL_privacy_merge_open, VALS(V_I64(key)), &id)) return false;
    if (!id)
        return fail_with(c, ERR_REFUSED, tr(c, "that key was not merged into another customer"),
                         tr(c, "Name a key of the customer that was merged into the other."));
    if (!store_rows(c, SQL_privacy_merge_moves, VALS(V_I64(id)), &rows)) return false;
    for (i64 i = 0; i < rows.count; i++) {
        struct move back = {rows.column[0].i[i], rows.column[2].i[i], rows.column[1].i[i]};
        if (!move_key(c, id, back, by)) return false;
    }
    return tally_moved(c, rows.column[0].i, rows.count) && tally_moved(c, rows.column[2].i, 1) &&
           note(c, by, "unmerge", rows.column[2].i[0], rows.column[1].i[0]);
}
