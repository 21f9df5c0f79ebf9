#include "mail/refused.h"

#include "people/email.h"
#include "people/secret.h"
#include "settings/seal.h"

// As text: the key's bytes may be any.
static bool mark_secret(ctx *c, str *out)
{
    u8 key[SEAL_KEY_BYTES];
    if (!seal_key(c, key)) return false;
    *out = secret_hash(c, (str){(const char *)key, SEAL_KEY_BYTES});
    return true;
}

bool refused_mark(ctx *c, str address, str *out)
{
    str clean = {0}, secret = {0};
    *out = (str){0};
    if (!address.size) return true;
    if (!email_normalise(c, address, &clean)) {
        err_clear(c);
        return true;
    }
    if (!mark_secret(c, &secret)) return false;
    *out = secret_sign(c, secret, clean);
    return true;
}

bool refused_has(ctx *c, str address, bool *out)
{
    str mark = {0};
    i64 count = 0;
    if (!refused_mark(c, address, &mark) ||
        (mark.size && !store_i64(c, SQL_refused_count, VALS(V_STR(mark)), &count)))
        return false;
    *out = count > 0;
    return true;
}

bool refused_add(ctx *c, str address)
{
    assert(store_in_transaction(c));
    str mark = {0};
    bool has = false;
    return refused_mark(c, address, &mark) && refused_has(c, address, &has) &&
           (!mark.size || has ||
            store_run(c, SQL_refused_add, VALS(V_STR(mark), V_I64(c->now_ms))));
}

bool refused_read(ctx *c, struct refused_all *out)
{
    struct rows rows;
    *out = (struct refused_all){0};
    if (!mark_secret(c, &out->secret) || !store_rows(c, SQL_refused_all, NO_VALS, &rows))
        return false;
    out->count = rows.count;
    out->marks = NEW_ARRAY(c->arena, str, rows.count + 1);
    for (i64 i = 0; i < rows.count; i++)
        out->marks[i] = rows.column[0].text[i];
    return true;
}

bool refused_among(ctx *c, const struct refused_all *all, str address)
{
    if (!all->count) return false;
    struct arena_mark before = arena_mark(c->arena);
    str mark = secret_sign(c, all->secret, address);
    i64 low = 0, high = all->count;
    while (low < high) {
        i64 middle = (low + high) / 2;
        if (str_compare(all->marks[middle], mark) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    bool has = low < all->count && str_equal(all->marks[low], mark);
    arena_rewind(c->arena, before);
    return has;
}
