#include "people/throttle.h"

#include "people/secret.h"

enum { WAIT_FIRST_MS = 1000, DOUBLINGS_MAX = 20 };

struct held {
    i64 failures, last_ms, next_ms;
    bool is_there;
};

i64 throttle_wait_ms(enum throttle_kind kind, i64 failures)
{
    i64 beyond = failures - (kind == THROTTLE_EMAIL ? THROTTLE_FREE_EMAIL : THROTTLE_FREE_ADDRESS);
    if (beyond <= 0) return 0;
    return MIN((i64)WAIT_FIRST_MS << MIN(beyond - 1, DOUBLINGS_MAX), THROTTLE_WAIT_MAX_MS);
}

static str subject_of(ctx *c, enum throttle_kind kind, struct throttle_on on)
{
    if (kind == THROTTLE_EMAIL)
        return str_of(fmt(c->arena, "email %.*s", STR(secret_hash(c, on.email))));
    return str_of(fmt(c->arena, "address %.*s", STR(str_head(on.address, 100))));
}

static bool held_of(ctx *c, str subject, struct held *out)
{
    struct rows rows;
    *out = (struct held){0};
    if (!store_rows(c, SQL_throttle_of, VALS(V_STR(subject)), &rows)) return false;
    if (!rows.count) return true;
    *out = (struct held){.failures = rows.column[0].i[0],
                         .last_ms = rows.column[1].i[0],
                         .next_ms = rows.column[2].i[0],
                         .is_there = true};
    if (out->last_ms + THROTTLE_FORGET_MS <= c->now_ms) out->failures = out->next_ms = 0;
    // A clock that was set back must not make anybody wait longer than the bound.
    if (out->last_ms > c->now_ms) out->next_ms = 0;
    return true;
}

static bool keep(ctx *c, str subject, const struct held *held)
{
    return store_run(
        c, held->is_there ? SQL_throttle_set : SQL_throttle_insert,
        VALS(V_STR(subject), V_I64(held->failures), V_I64(held->last_ms), V_I64(held->next_ms)));
}

bool throttle_begin(ctx *c, struct throttle_on on)
{
    assert(store_in_transaction(c));
    struct held held[2];
    str subject[2];
    i64 kinds = on.address.size ? 2 : 1, next_ms = 0;
    for (i64 i = 0; i < kinds; i++) {
        subject[i] = subject_of(c, (enum throttle_kind)i, on);
        if (!held_of(c, subject[i], &held[i])) return false;
        next_ms = MAX(next_ms, held[i].next_ms);
    }
    if (next_ms > c->now_ms)
        return fail_with(c, ERR_BUSY, tr(c, "there were too many attempts to sign in"),
                         fmt(c->arena, tr(c, "Try again in %lld s."),
                             (long long)((next_ms - c->now_ms + 999) / 1000)));
    for (i64 i = 0; i < kinds; i++) {
        held[i].failures++;
        held[i].last_ms = c->now_ms;
        held[i].next_ms = c->now_ms + throttle_wait_ms((enum throttle_kind)i, held[i].failures);
        if (!keep(c, subject[i], &held[i])) return false;
    }
    return true;
}

static bool forgive(ctx *c, enum throttle_kind kind, struct throttle_on on, bool all)
{
    struct held held;
    str subject = subject_of(c, kind, on);
    if (!held_of(c, subject, &held)) return false;
    if (!held.is_there || !held.failures) return true;
    held.failures = all ? 0 : held.failures - 1;
    held.next_ms = held.failures ? held.last_ms + throttle_wait_ms(kind, held.failures) : 0;
    return keep(c, subject, &held);
}

bool throttle_forgive(ctx *c, struct throttle_on on)
{
    assert(store_in_transaction(c));
    return forgive(c, THROTTLE_EMAIL, on, true) &&
           (!on.address.size || forgive(c, THROTTLE_ADDRESS, on, false));
}

bool throttle_clean(ctx *c)
{
    return store_run(c, SQL_throttle_delete_old, VALS(V_I64(c->now_ms - THROTTLE_FORGET_MS)));
}
