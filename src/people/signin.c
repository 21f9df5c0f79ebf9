#include "people/signin.h"

#include "people/account_parts.h"
#include "people/email.h"
#include "people/one_time.h"
#include "people/second.h"
#include "people/throttle.h"

static struct throttle_on throttled(const struct signin *signin)
{
    return (struct throttle_on){.email = signin->normal, .address = signin->address};
}

bool signin_begin(ctx *c, struct signin *signin)
{
    assert(store_in_transaction(c));
    // What is no address at all is an account that is not there.
    if (!email_normalise(c, signin->email, &signin->normal)) {
        err_clear(c);
        signin->normal = S("no address");
    }
    return throttle_begin(c, throttled(signin));
}

bool signin_check(ctx *c, struct signin *signin)
{
    assert(signin->normal.size);
    struct account_kept kept;
    bool is_weak = false;
    if (!account_kept_by_email(c, signin->normal, &kept) ||
        !password_check(c, kept.password, signin->password, signin->cost, &signin->fits, &is_weak))
        return false;
    signin->account = kept.account.id;
    signin->kept_hash = kept.password;
    return !is_weak || password_hash(c, signin->password, signin->cost, &signin->fresh_hash);
}

static bool note(ctx *c, const struct signin *signin, const char *what)
{
    // An address that has no account is not told: it may be somebody's password.
    return account_note(c, audit_account(c, signin->account), what, signin->account, "address",
                        fmt(c->arena, "%.*s", STR(signin->address)));
}

static bool decide(ctx *c, const struct signin *signin, enum signin_outcome *outcome, bool *strong)
{
    struct account_kept kept;
    bool fits = false;
    *outcome = SIGNIN_WRONG;
    if (!signin->fits || !signin->account) return true;
    if (!account_kept_by_id(c, signin->account, &kept)) return false;
    // It may have changed since it was checked.
    if (kept.account.role == ROLE_NONE || !str_equal(kept.password, signin->kept_hash)) return true;
    if (!kept.account.has_code) {
        *outcome = SIGNIN_OK;
        return true;
    }
    if (!signin->code.size) {
        *outcome = SIGNIN_NEEDS_CODE;
        return true;
    }
    if (!second_check(c, signin->account, signin->code, &fits)) return false;
    if (fits) *outcome = SIGNIN_OK;
    *strong = fits;
    return true;
}

// The same password at today's cost.
static bool keep_fresh(ctx *c, const struct signin *signin)
{
    if (!signin->fresh_hash.size) return true;
    return store_run(
        c, SQL_signin_rehash,
        VALS(V_I64(signin->account), V_STR(signin->kept_hash), V_STR(signin->fresh_hash)));
}

static bool let_in(ctx *c, const struct signin *signin, bool strong, str *secret)
{
    struct session_new session = {
        .account = signin->account, .strong = strong, .address = signin->address};
    return throttle_forgive(c, throttled(signin)) && session_add(c, session, secret) &&
           note(c, signin, "people.sign_in");
}

bool signin_end(ctx *c, struct signin *signin, enum signin_outcome *outcome, str *secret)
{
    assert(store_in_transaction(c));
    bool strong = false;
    *secret = (str){0};
    if (!decide(c, signin, outcome, &strong)) return false;
    switch (*outcome) {
    case SIGNIN_WRONG:
        return note(c, signin, "people.sign_in_failed");
    case SIGNIN_NEEDS_CODE: // stays counted until the code fits: else codes could be guessed freely
        return keep_fresh(c, signin) && one_time_code_add(c, signin->account, &signin->pending) &&
               note(c, signin, "people.code_asked");
    case SIGNIN_OK:
        break;
    }
    return keep_fresh(c, signin) && let_in(c, signin, strong, secret);
}

bool signin_code(ctx *c, struct signin *signin, enum signin_outcome *outcome, str *secret)
{
    assert(store_in_transaction(c));
    struct account_kept kept;
    bool fits = false;
    *secret = (str){0};
    *outcome = SIGNIN_WRONG;
    if (!one_time_code_find(c, signin->pending, &signin->account) ||
        !account_kept_by_id(c, signin->account, &kept))
        return false;
    signin->normal = kept.account.email;
    if (!throttle_begin(c, throttled(signin)) ||
        !second_check(c, signin->account, signin->code, &fits))
        return false;
    if (!fits || kept.account.role == ROLE_NONE) return note(c, signin, "people.sign_in_failed");
    *outcome = SIGNIN_OK;
    return one_time_code_end(c, signin->pending) && let_in(c, signin, true, secret);
}

bool signin_confirm(ctx *c, struct signin *signin, i64 account, bool *fits)
{
    assert(store_in_transaction(c));
    assert(account);
    struct account_kept kept;
    if (!account_kept_by_id(c, account, &kept)) return false;
    *fits = signin->fits && signin->account == account && kept.account.role != ROLE_NONE &&
            str_equal(kept.password, signin->kept_hash);
    signin->account = account;
    return *fits ? throttle_forgive(c, throttled(signin))
                 : note(c, signin, "people.confirm_failed");
}

bool signin_refuse(ctx *c, enum signin_outcome outcome)
{
    assert(outcome != SIGNIN_OK);
    if (outcome == SIGNIN_NEEDS_CODE)
        return fail_with(c, ERR_UNKNOWN_USER, tr(c, "a one-time code is needed"),
                         tr(c, "Type the code that your device shows, or a recovery code."));
    return fail_with(c, ERR_UNKNOWN_USER, tr(c, "address, password or code is wrong"),
                     tr(c, "Ask an administrator for a new link if you have forgotten it."));
}
