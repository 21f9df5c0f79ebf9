#include "mail/refused.h"

#include "people/email.h"
#include "people/secret.h"
#include "settings/seal.h"

bool refused_mark(ctx *c, str address, str *out)
{
    u8 key[SEAL_KEY_BYTES];
    str clean = {0};
    *out = (str){0};
    if (!address.size) return true;
    if (!email_normalise(c, address, &clean)) {
        err_clear(c);
        return true;
    }
    if (!seal_key(c, key)) return false;
    *out = secret_sign(c, (str){(const char *)key, SEAL_KEY_BYTES}, clean);
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
