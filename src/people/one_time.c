#include "people/one_time.h"

#include "people/account_parts.h"
#include "people/secret.h"

#define HOUR_MS  (3600LL * 1000)
#define CLEAN_MS (30 * 24 * HOUR_MS)

// In the table beside the purposes, and none of them: so one_time_find never takes it for a door.
#define CODE S("code")

static const struct {
    const char *name, *path, *entry;
    i64 life_ms;
} purposes[] = {
    [ONE_TIME_SETUP] = {"setup",  "/join/",  "people.setup_link", 24 * HOUR_MS    },
    [ONE_TIME_INVITE] = {"invite", "/join/",  "people.invite",     7 * 24 * HOUR_MS},
    [ONE_TIME_RESET] = {"reset",  "/reset/", "people.reset",      24 * HOUR_MS    },
};
static_assert(COUNT_OF(purposes) == ONE_TIME__COUNT, "a row for each purpose");

i64 one_time_life_ms(enum one_time_purpose purpose)
{
    assert(purpose < ONE_TIME__COUNT);
    return purposes[purpose].life_ms;
}

// A set-up is for a house without an administrator.
static bool setup_is_due(ctx *c)
{
    i64 administrators = 0;
    if (!account_administrators(c, &administrators)) return false;
    return !administrators || fail_with(c, ERR_REFUSED, tr(c, "there is an administrator already"),
                                        tr(c, "Ask them for an invitation."));
}

bool one_time_add(ctx *c, str who, enum one_time_purpose purpose, i64 account, str *path)
{
    assert(store_in_transaction(c));
    assert((purpose == ONE_TIME_SETUP) == !account);
    if (purpose == ONE_TIME_SETUP && !setup_is_due(c)) return false;
    str secret = secret_new(c, "");
    *path = str_of(fmt(c->arena, "%s%.*s", purposes[purpose].path, STR(secret)));
    return one_time_end_all(c, account) &&
           store_run(c, SQL_one_time_insert,
                     VALS(V_STR(secret_hash(c, secret)), V_STR(str_of(purposes[purpose].name)),
                          V_I64(account), V_I64(c->now_ms),
                          V_I64(c->now_ms + purposes[purpose].life_ms))) &&
           account_note(c, who, purposes[purpose].entry, account, NULL, NULL);
}

static bool purpose_find(str name, enum one_time_purpose *out)
{
    for (enum one_time_purpose i = 0; i < ONE_TIME__COUNT; i++) {
        if (!str_equal(name, str_of(purposes[i].name))) continue;
        *out = i;
        return true;
    }
    return false;
}

bool one_time_find(ctx *c, str secret, struct one_time *out)
{
    struct rows rows = {0};
    if (secret.size == SECRET_HEX &&
        !store_rows(c, SQL_one_time_by_hash, VALS(V_STR(secret_hash(c, secret)), V_I64(c->now_ms)),
                    &rows))
        return false;
    *out = (struct one_time){0};
    if (rows.count && purpose_find(rows.column[0].text[0], &out->purpose)) {
        out->account = rows.column[1].i[0];
        out->ends_ms = rows.column[2].i[0];
        return true;
    }
    return fail_with(c, ERR_UNKNOWN_USER, tr(c, "this link was used, is over, or never was"),
                     tr(c, "Ask for a new one from who sent it."));
}

bool one_time_use(ctx *c, struct one_time_use use, i64 *id)
{
    assert(store_in_transaction(c));
    assert(use.password_hash.size);
    struct one_time link;
    if (!one_time_find(c, use.secret, &link)) return false;
    *id = link.account;
    if (link.purpose == ONE_TIME_SETUP) {
        use.account.role = ROLE_ADMINISTRATOR;
        if (!setup_is_due(c) || !account_add(c, S("setup link"), use.account, id)) return false;
    }
    return store_run(c, SQL_one_time_used,
                     VALS(V_STR(secret_hash(c, use.secret)), V_I64(c->now_ms))) &&
           account_note(c, audit_account(c, *id), "people.link_used", *id, "purpose",
                        purposes[link.purpose].name) &&
           account_set_password(c, audit_account(c, *id), *id, use.password_hash);
}

bool one_time_code_add(ctx *c, i64 account, str *secret)
{
    assert(store_in_transaction(c));
    assert(account);
    *secret = secret_new(c, "");
    return store_run(c, SQL_one_time_insert,
                     VALS(V_STR(secret_hash(c, *secret)), V_STR(CODE), V_I64(account),
                          V_I64(c->now_ms), V_I64(c->now_ms + ONE_TIME_CODE_MS)));
}

bool one_time_code_find(ctx *c, str secret, i64 *account)
{
    struct rows rows = {0};
    if (secret.size == SECRET_HEX &&
        !store_rows(c, SQL_one_time_by_hash, VALS(V_STR(secret_hash(c, secret)), V_I64(c->now_ms)),
                    &rows))
        return false;
    *account = rows.count && str_equal(rows.column[0].text[0], CODE) ? rows.column[1].i[0] : 0;
    return *account || fail_with(c, ERR_UNKNOWN_USER, tr(c, "too much time went by"),
                                 tr(c, "Begin again with your address and password."));
}

bool one_time_code_end(ctx *c, str secret)
{
    return store_run(c, SQL_one_time_used, VALS(V_STR(secret_hash(c, secret)), V_I64(c->now_ms)));
}

bool one_time_clean(ctx *c)
{
    return store_run(c, SQL_one_time_delete_old, VALS(V_I64(c->now_ms - CLEAN_MS)));
}

bool one_time_end_all(ctx *c, i64 account)
{
    return store_run(c, SQL_one_time_end_account, VALS(V_I64(account), V_I64(c->now_ms)));
}
