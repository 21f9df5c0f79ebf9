#include "people/oidc.h"

#include "audit/audit.h"
#include "bounds.h"
#include "people/account_parts.h"
#include "people/fetch.h"
#include "people/secret.h"
#include "people/session.h"

#include <sodium.h>

// ---- On the way ----

static bool is_secret(str text)
{
    for (i64 i = 0; i < text.size; i++)
        if (!strchr("0123456789abcdef", text.s[i]) || !text.s[i]) return false;
    return text.size == SECRET_HEX;
}

bool oidc_start_add(ctx *c, struct oidc_start *start)
{
    assert(store_in_transaction(c));
    i64 all = 0, of_address = 0;
    str address = str_head(start->address, 100);
    if (!oidc_start_clean(c) || !store_i64(c, SQL_oidc_start_count, NO_VALS, &all) ||
        !store_i64(c, SQL_oidc_start_count_of, VALS(V_STR(address)), &of_address))
        return false;
    if (all >= BOUND_SIGNINS_UNDER_WAY || of_address >= BOUND_SIGNINS_PER_IP)
        return fail_with(c, ERR_BUSY, tr(c, "there were too many attempts to sign in"),
                         tr(c, "Try again in a few minutes."));
    // One browser may be on the way in several windows.
    if (!is_secret(start->browser)) start->browser = secret_new(c, "");
    start->state = secret_new(c, "");
    return store_run(c, SQL_oidc_start_add,
                     VALS(V_STR(secret_hash(c, start->state)),
                          V_STR(secret_hash(c, start->browser)), V_STR(address),
                          V_STR(str_head(start->path, BOUND_ADDRESS_BYTES)),
                          V_I64(c->now_ms + OIDC_START_MS)));
}

bool oidc_start_find(ctx *c, struct oidc_start *start)
{
    struct rows rows = {0};
    if (is_secret(start->state) && is_secret(start->browser) &&
        !store_rows(c, SQL_oidc_start_find,
                    VALS(V_STR(secret_hash(c, start->state)), V_STR(secret_hash(c, start->browser)),
                         V_I64(c->now_ms)),
                    &rows))
        return false;
    if (rows.count) {
        start->path = rows.column[0].text[0];
        return true;
    }
    return fail_with(c, ERR_UNKNOWN_USER,
                     tr(c, "this sign-in was not begun here, took too long, or was used"),
                     tr(c, "Begin once more, in this browser."));
}

bool oidc_start_take(ctx *c, struct oidc_start *start)
{
    assert(store_in_transaction(c));
    return oidc_start_find(c, start) &&
           store_run(c, SQL_oidc_start_drop, VALS(V_STR(secret_hash(c, start->state))));
}

bool oidc_start_clean(ctx *c)
{
    return store_run(c, SQL_oidc_start_drop_old, VALS(V_I64(c->now_ms)));
}

// Of the browser's secret and not of the state, which everybody on the way sees.
static str made_of(ctx *c, const struct oidc_start *start, const char *what)
{
    assert(start->browser.size == SECRET_HEX && start->state.size == SECRET_HEX);
    return secret_sign(c, start->browser,
                       str_of(fmt(c->arena, "%s %.*s", what, STR(start->state))));
}

str oidc_start_verifier(ctx *c, const struct oidc_start *start)
{
    return made_of(c, start, "verifier");
}

str oidc_start_nonce(ctx *c, const struct oidc_start *start)
{
    return made_of(c, start, "nonce");
}

// RFC 7636 §4.2: S256.
static str challenge_of(ctx *c, str verifier)
{
    enum { TEXT_MAX = 64 };
    u8 hash[crypto_hash_sha256_BYTES];
    char *text = NEW_ARRAY(c->arena, char, TEXT_MAX);
    (void)crypto_hash_sha256(hash, (const u8 *)verifier.s, (u64)verifier.size);
    return str_of(sodium_bin2base64(text, TEXT_MAX, hash, sizeof hash,
                                    sodium_base64_VARIANT_URLSAFE_NO_PADDING));
}

str oidc_start_address(ctx *c, const struct oidc_service *service, const struct oidc_start *start,
                       str authorization, str back)
{
    const struct {
        const char *name;
        str value;
    } parameters[] = {
        {"response_type",         S("code")         },
        {"client_id",             service->client_id},
        {"redirect_uri",          back              },
        {"scope",                 service->scopes   },
        {"state",                 start->state      },
        {"nonce",                 oidc_start_nonce(c, start)},
        {"code_challenge",                       challenge_of(c,                          oidc_start_verifier(c, start))},
        {"code_challenge_method",  S("S256")},
        {"ui_locales", str_of(c->lang)        },
    };
    buf out = buf_new(c->arena, 8 * BOUND_ADDRESS_BYTES);
    buf_add(&out, authorization);
    buf_char(&out, str_find(authorization, S("?")) < 0 ? '?' : '&');
    for (i64 i = 0; i < COUNT_OF(parameters); i++) {
        buf_fmt(&out, "%s%s=", i ? "&" : "", parameters[i].name);
        percent_encode(&out, parameters[i].value);
    }
    return buf_str(&out);
}

// ---- Coming in ----

static const char *const outcomes[] = {
    [OIDC_IN] = "in",
    [OIDC_NO_EMAIL] = "no address",
    [OIDC_EMAIL_NOT_SURE] = "address not sure",
    [OIDC_NOBODY] = "no account",
    [OIDC_ENDED] = "ended",
    [OIDC_TAKEN] = "somebody else's",
};

static bool note(ctx *c, const char *what, str address, const struct oidc_came *came)
{
    json_t *detail = json_new_object(c);
    json_put_c(detail, "way", "single sign-on");
    json_put_str(detail, "address", address);
    if (came->outcome != OIDC_IN) json_put_c(detail, "why", outcomes[came->outcome]);
    str account = audit_account(c, came->account);
    return audit_add(c, (struct audit_entry){.who = account,
                                             .what = str_of(what),
                                             .about = came->account ? account : S(""),
                                             .detail = detail});
}

static bool link_account(ctx *c, const struct oidc_person *person, i64 account)
{
    return store_run(c, SQL_oidc_link_drop, VALS(V_STR(person->issuer), V_STR(person->subject))) &&
           store_run(c, SQL_oidc_link_add,
                     VALS(V_STR(person->issuer), V_STR(person->subject), V_I64(account),
                          V_I64(c->now_ms))) &&
           account_note(c, audit_account(c, account), "people.single_link", account, "issuer",
                        fmt(c->arena, "%.*s", STR(person->issuer)));
}

static bool add_account(ctx *c, const struct oidc_service *service,
                        const struct oidc_person *person, i64 *account)
{
    enum role role = oidc_role_of(service, person);
    struct account_new fresh = {.email = person->email,
                                .name = person->name,
                                .role = role == ROLE_NONE ? service->default_role : role};
    return account_add(c, S("single sign-on"), fresh, account);
}

// At the first sign-in, or after the account that was linked ended: by the address.
static bool find_by_email(ctx *c, const struct oidc_service *service,
                          const struct oidc_person *person, bool was_linked, struct oidc_came *out)
{
    struct account_kept kept;
    i64 linked = 0;
    out->outcome = was_linked ? OIDC_ENDED : OIDC_NO_EMAIL;
    if (!person->email.size) return true;
    if (!person->email_is_sure) {
        if (!was_linked) out->outcome = OIDC_EMAIL_NOT_SURE;
        return true;
    }
    if (!account_kept_by_email(c, person->email, &kept)) return false;
    i64 account = kept.account.id;
    if (account &&
        !store_i64(c, SQL_oidc_link_of, VALS(V_STR(person->issuer), V_I64(account)), &linked))
        return false;
    if (linked) { // an address that was given to somebody else there
        out->outcome = OIDC_TAKEN;
        return true;
    }
    if (!account) {
        if (!was_linked) out->outcome = OIDC_NOBODY;
        if (was_linked || !oidc_adds(service, person)) return true;
        if (!add_account(c, service, person, &account)) return false;
    }
    out->outcome = OIDC_IN;
    out->account = account;
    return link_account(c, person, account);
}

static bool find(ctx *c, const struct oidc_service *service, const struct oidc_person *person,
                 struct oidc_came *out)
{
    struct account_kept kept;
    i64 account = 0;
    if (!store_i64(c, SQL_oidc_link, VALS(V_STR(person->issuer), V_STR(person->subject)), &account))
        return false;
    if (account && !account_kept_by_id(c, account, &kept)) return false;
    if (!account || kept.account.ended_ms)
        return find_by_email(c, service, person, account != 0, out);
    out->outcome = OIDC_IN;
    out->account = account;
    return store_run(c, SQL_oidc_link_used,
                     VALS(V_STR(person->issuer), V_STR(person->subject), V_I64(c->now_ms)));
}

// The role of their groups; except that the last administrator stays one.
static bool follow_groups(ctx *c, const struct oidc_service *service,
                          const struct oidc_person *person, i64 account)
{
    struct account_kept kept;
    enum role role = oidc_role_of(service, person);
    if (role == ROLE_NONE) return true;
    if (!account_kept_by_id(c, account, &kept)) return false;
    enum role now = kept.account.role;
    if (role == now || (now == ROLE_ADMINISTRATOR && !oidc_decides_administrators(service)))
        return true;
    if (account_set_role(c, S("single sign-on"), account, role)) return true;
    if (c->err.code != ERR_REFUSED) return false;
    err_clear(c);
    return true;
}

bool oidc_come_in(ctx *c, const struct oidc_service *service, const struct oidc_person *person,
                  str address, struct oidc_came *out)
{
    assert(store_in_transaction(c));
    assert(person->issuer.size && person->subject.size);
    struct account_kept kept;
    *out = (struct oidc_came){.outcome = OIDC_NOBODY};
    if (!find(c, service, person, out)) return false;
    if (out->outcome != OIDC_IN) return note(c, "people.sign_in_refused", address, out);
    if (!follow_groups(c, service, person, out->account) ||
        !account_kept_by_id(c, out->account, &kept))
        return false;
    // A role that this version does not know may nothing.
    if (kept.account.role == ROLE_NONE) {
        out->outcome = OIDC_ENDED;
        return note(c, "people.sign_in_refused", address, out);
    }
    struct session_new session = {
        .account = out->account, .strong = person->is_strong, .address = address};
    return session_add(c, session, &out->secret) && note(c, "people.sign_in", address, out);
}

bool oidc_refuse(ctx *c, const struct oidc_service *service, enum oidc_outcome outcome)
{
    assert(outcome != OIDC_IN);
    str name = service->name;
    switch (outcome) {
    case OIDC_IN:
    case OIDC_NOBODY:
        return fail_with(c, ERR_FORBIDDEN, tr(c, "you have no account here yet"),
                         tr(c, "Ask an administrator to invite you."));
    case OIDC_NO_EMAIL:
        return fail_with(
            c, ERR_FORBIDDEN,
            fmt(c->arena, tr(c, "%.*s does not tell your address of e-mail"), STR(name)),
            tr(c, "Ask an administrator to look at single sign-on."));
    case OIDC_EMAIL_NOT_SURE:
        return fail_with(
            c, ERR_FORBIDDEN,
            fmt(c->arena, tr(c, "%.*s has not checked your address of e-mail"), STR(name)),
            tr(c, "Confirm it there, then sign in again."));
    case OIDC_ENDED:
        return fail_with(c, ERR_FORBIDDEN, tr(c, "your account has ended"),
                         tr(c, "Ask an administrator if you should come back."));
    case OIDC_TAKEN:
        return fail_with(c, ERR_FORBIDDEN, tr(c, "this address belongs to somebody else's account"),
                         tr(c, "Ask an administrator to free it."));
    }
    return false;
}

bool oidc_unlink(ctx *c, str who, i64 account)
{
    assert(store_in_transaction(c));
    return store_run(c, SQL_oidc_link_drop_account, VALS(V_I64(account))) &&
           account_note(c, who, "people.single_unlink", account, NULL, NULL);
}

bool oidc_linked(ctx *c, const struct oidc_service *service, i64 *count)
{
    *count = 0;
    return store_i64(c, SQL_oidc_link_count, VALS(V_STR(service->issuer)), count);
}
