#include "people/session.h"

#include "people/secret.h"

static struct session session_of(const ctx *c, const struct rows *rows, i64 i)
{
    const struct column *col = rows->column;
    return (struct session){.hash = col[0].text[i],
                            .account = col[1].i[i],
                            .made_ms = col[2].i[i],
                            .seen_ms = col[3].i[i],
                            .ends_ms = col[4].i[i],
                            .strong = col[5].i[i] != 0,
                            .address = col[6].text[i],
                            .wants_touch = c->now_ms - col[3].i[i] >= SESSION_TOUCH_MS};
}

static bool insert(ctx *c, str secret, const struct session *session)
{
    return store_run(c, SQL_session_insert,
                     VALS(V_STR(secret_hash(c, secret)), V_I64(session->account),
                          V_I64(session->made_ms), V_I64(session->seen_ms), V_I64(session->ends_ms),
                          V_I64(session->strong), V_STR(session->address)));
}

bool session_add(ctx *c, struct session_new session, str *secret)
{
    assert(store_in_transaction(c));
    assert(session.account);
    *secret = secret_new(c, "");
    struct session made = {.account = session.account,
                           .strong = session.strong,
                           .address = str_head(session.address, 100),
                           .made_ms = c->now_ms,
                           .seen_ms = c->now_ms,
                           .ends_ms = c->now_ms + SESSION_MS};
    return insert(c, *secret, &made);
}

bool session_find(ctx *c, str secret, struct session *out)
{
    struct rows rows;
    *out = (struct session){0};
    if (secret.size == SECRET_HEX) { // anything else is none of ours
        if (!store_rows(c, SQL_session_by_hash, VALS(V_STR(secret_hash(c, secret))), &rows))
            return false;
        if (rows.count) *out = session_of(c, &rows, 0);
    }
    if (out->account && out->ends_ms > c->now_ms && out->seen_ms + SESSION_IDLE_MS > c->now_ms)
        return true;
    *out = (struct session){0};
    return fail_with(c, ERR_UNKNOWN_USER, tr(c, "you are not signed in, or it was too long ago"),
                     tr(c, "Sign in again."));
}

bool session_touch(ctx *c, str secret)
{
    return store_run(c, SQL_session_seen, VALS(V_STR(secret_hash(c, secret)), V_I64(c->now_ms)));
}

bool session_renew(ctx *c, str secret, bool strong, str *fresh)
{
    assert(store_in_transaction(c));
    struct session session;
    if (!session_find(c, secret, &session)) return false;
    session.strong = session.strong || strong;
    session.seen_ms = c->now_ms;
    *fresh = secret_new(c, "");
    return session_end(c, secret) && insert(c, *fresh, &session);
}

bool session_end(ctx *c, str secret)
{
    return store_run(c, SQL_session_delete, VALS(V_STR(secret_hash(c, secret))));
}

bool session_end_all(ctx *c, i64 account)
{
    return store_run(c, SQL_session_delete_all, VALS(V_I64(account)));
}

bool session_end_one(ctx *c, i64 account, str hash)
{
    i64 count = 0;
    if (!store_i64(c, SQL_session_is_of, VALS(V_STR(hash), V_I64(account)), &count)) return false;
    if (!count) return fail(c, ERR_NOT_FOUND, tr(c, "this session is over already"));
    return store_run(c, SQL_session_delete, VALS(V_STR(hash)));
}

bool session_list(ctx *c, i64 account, i64 *count, struct session **out)
{
    struct rows rows;
    if (!store_rows(c, SQL_session_of_account,
                    VALS(V_I64(account), V_I64(c->now_ms), V_I64(c->now_ms - SESSION_IDLE_MS)),
                    &rows))
        return false;
    *count = rows.count;
    *out = NEW_ARRAY(c->arena, struct session, rows.count + 1);
    for (i64 i = 0; i < rows.count; i++)
        (*out)[i] = session_of(c, &rows, i);
    return true;
}

bool session_clean(ctx *c)
{
    return store_run(c, SQL_session_delete_old,
                     VALS(V_I64(c->now_ms), V_I64(c->now_ms - SESSION_IDLE_MS)));
}

str session_form_key(ctx *c, str secret)
{
    return secret_sign(c, secret, S("form"));
}
