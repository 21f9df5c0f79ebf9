#include "people/account.h"

#include "bounds.h"
#include "people/account_parts.h"
#include "people/api_token.h"
#include "people/email.h"
#include "people/one_time.h"
#include "people/session.h"

static struct account_kept kept_of(const struct rows *rows, i64 i)
{
    const struct column *col = rows->column;
    struct account_kept kept = {
        .account = {.id = col[0].i[i],
                    .email = col[1].text[i],
                    .name = col[2].text[i],
                    .is_invited = !col[4].text[i].size && !col[11].i[i],
                    .has_password = col[4].text[i].size > 0,
                    .has_code = col[5].text[i].size > 0,
                    .made_ms = col[7].i[i],
                    .ended_ms = col[8].i[i],
                    .person = col[9].i[i],
                    .lang = col[10].text[i]},
        .password = col[4].text[i],
        .totp = col[5].text[i],
        .totp_step = col[6].i[i]
    };
    // A role that this version does not know may nothing.
    if (kept.account.ended_ms || !role_find(col[3].text[i], &kept.account.role))
        kept.account.role = ROLE_NONE;
    return kept;
}

static bool kept_one(ctx *c, enum sql sql, struct vals vals, struct account_kept *out)
{
    struct rows rows;
    *out = (struct account_kept){0};
    if (!store_rows(c, sql, vals, &rows)) return false;
    if (rows.count) *out = kept_of(&rows, 0);
    return true;
}

bool account_kept_by_email(ctx *c, str email, struct account_kept *out)
{
    return kept_one(c, SQL_account_by_email, VALS(V_STR(email)), out);
}

bool account_kept_by_id(ctx *c, i64 id, struct account_kept *out)
{
    return kept_one(c, SQL_account_by_id, VALS(V_I64(id)), out);
}

bool account_note(ctx *c, str who, const char *what, i64 account, const char *name,
                  const char *value)
{
    json_t *detail = json_new_object(c);
    if (name) json_put_c(detail, name, value);
    return audit_add(c, (struct audit_entry){.who = who,
                                             .what = str_of(what),
                                             .about = account ? audit_account(c, account) : S(""),
                                             .detail = detail});
}

static bool name_is_one(ctx *c, str name)
{
    if (name.size && name.size <= BOUND_NAME_BYTES && str_is_utf8(name, NULL)) return true;
    return fail_with(c, ERR_BAD_INPUT, tr(c, "a person needs a name of 1 to 200 bytes"),
                     tr(c, "Write it as others know it."));
}

bool account_add(ctx *c, str who, struct account_new account, i64 *id)
{
    assert(store_in_transaction(c));
    assert(account.role != ROLE_NONE);
    str email = {0}, name = str_trim(account.name);
    struct account_kept there;
    if (!email_normalise(c, account.email, &email) || !name_is_one(c, name) ||
        !account_kept_by_email(c, email, &there))
        return false;
    if (there.account.id)
        return fail_with(c, ERR_REFUSED, fmt(c->arena, tr(c, "%.*s has an account"), STR(email)),
                         tr(c, "Give it another role, or a new link by a reset."));
    return store_i64(c, SQL_account_next, NO_VALS, id) &&
           store_run(c, SQL_account_insert,
                     VALS(V_I64(*id), V_STR(email), V_STR(name),
                          V_STR(str_of(role_name(account.role))), V_I64(c->now_ms))) &&
           account_note(c, who, "people.add", *id, "role", role_name(account.role));
}

bool account_list(ctx *c, i64 *count, struct account **out)
{
    struct rows rows;
    if (!store_rows(c, SQL_account_all, NO_VALS, &rows)) return false;
    *count = rows.count;
    *out = NEW_ARRAY(c->arena, struct account, rows.count + 1);
    for (i64 i = 0; i < rows.count; i++)
        (*out)[i] = kept_of(&rows, i).account;
    return true;
}

// Small letters of ASCII; the store makes the others small where it can.
static str lower(ctx *c, str text)
{
    char *small = NEW_ARRAY(c->arena, char, text.size + 1);
    for (i64 i = 0; i < text.size; i++)
        small[i] = text.s[i] >= 'A' && text.s[i] <= 'Z' ? (char)(text.s[i] + 32) : text.s[i];
    return (str){small, text.size};
}

bool account_page(ctx *c, struct account_search search, i64 *count, struct account **out,
                  bool *more)
{
    assert(search.page >= 0);
    struct rows rows;
    if (!store_rows(c, SQL_account_search,
                    VALS(V_STR(lower(c, str_trim(search.text))), V_I64(BOUND_ACCOUNTS_PAGE + 1),
                         V_I64(search.page * BOUND_ACCOUNTS_PAGE)),
                    &rows))
        return false;
    *more = rows.count > BOUND_ACCOUNTS_PAGE;
    *count = MIN(rows.count, BOUND_ACCOUNTS_PAGE);
    *out = NEW_ARRAY(c->arena, struct account, *count + 1);
    for (i64 i = 0; i < *count; i++)
        (*out)[i] = kept_of(&rows, i).account;
    return true;
}

bool account_find(ctx *c, str email, struct account *out)
{
    str normal = {0};
    struct account_kept kept;
    if (!email_normalise(c, email, &normal) || !account_kept_by_email(c, normal, &kept))
        return false;
    *out = kept.account;
    if (out->id) return true;
    return fail_with(c, ERR_NOT_FOUND, fmt(c->arena, tr(c, "%.*s has no account"), STR(normal)),
                     tr(c, "See them with `tuntuma people list`."));
}

bool account_get(ctx *c, i64 id, struct account *out)
{
    struct account_kept kept;
    if (!account_kept_by_id(c, id, &kept)) return false;
    *out = kept.account;
    return out->id || fail(c, ERR_NOT_FOUND, tr(c, "there is no such account"));
}

bool account_person(ctx *c, i64 id, struct person *out)
{
    struct account_kept kept;
    struct rows rows;
    *out = (struct person){0};
    if (!account_kept_by_id(c, id, &kept)) return false;
    if (kept.account.role == ROLE_NONE) return true;
    if (!store_rows(c, SQL_account_scope_of, VALS(V_I64(id)), &rows)) return false;
    i64 *functions = NEW_ARRAY(c->arena, i64, rows.count + 1);
    i64 *units = NEW_ARRAY(c->arena, i64, rows.count + 1);
    *out = (struct person){
        .account = id, .role = kept.account.role, .functions = functions, .units = units};
    for (i64 i = 0; i < rows.count; i++) {
        if (str_equal(rows.column[0].text[i], S("function")))
            functions[out->function_count++] = rows.column[1].i[i];
        else
            units[out->unit_count++] = rows.column[1].i[i];
    }
    return true;
}

// One that may be changed; and not the last administrator, when that is what would go.
static bool changeable(ctx *c, i64 id, bool stays_administrator, struct account_kept *out)
{
    i64 administrators = 0;
    if (!account_kept_by_id(c, id, out)) return false;
    if (!out->account.id || out->account.ended_ms)
        return fail(c, ERR_NOT_FOUND, tr(c, "there is no such account"));
    if (out->account.role != ROLE_ADMINISTRATOR || !out->account.has_password || stays_administrator)
        return true;
    if (!account_administrators(c, &administrators)) return false;
    return administrators > 1 || fail_with(c, ERR_REFUSED, tr(c, "no administrator would be left"),
                                           tr(c, "Make somebody else administrator first."));
}

bool account_set_name(ctx *c, str who, i64 id, str name)
{
    assert(store_in_transaction(c));
    struct account_kept kept;
    name = str_trim(name);
    if (!name_is_one(c, name) || !changeable(c, id, true, &kept)) return false;
    if (str_equal(name, kept.account.name)) return true;
    return store_run(c, SQL_account_name, VALS(V_I64(id), V_STR(name))) &&
           account_note(c, who, "people.name", id, NULL, NULL);
}

bool account_set_lang(ctx *c, i64 id, str lang)
{
    assert(store_in_transaction(c));
    struct account_kept kept;
    bool is_one = !lang.size || str_equal(lang, S("fi")) || str_equal(lang, S("sv")) ||
                  str_equal(lang, S("en"));
    if (!is_one) return fail(c, ERR_BAD_INPUT, tr(c, "this is none of the languages here"));
    return changeable(c, id, true, &kept) &&
           store_run(c, SQL_account_lang, VALS(V_I64(id), V_STR(lang)));
}

bool account_set_role(ctx *c, str who, i64 id, enum role role)
{
    assert(store_in_transaction(c));
    assert(role != ROLE_NONE);
    struct account_kept kept;
    return changeable(c, id, role == ROLE_ADMINISTRATOR, &kept) &&
           store_run(c, SQL_account_role, VALS(V_I64(id), V_STR(str_of(role_name(role))))) &&
           session_end_all(c, id) && api_token_end_beyond(c, id, role) &&
           account_note(c, who, "people.role", id, "role", role_name(role));
}

static bool scope_add(ctx *c, i64 id, const char *kind, const i64 *ids, i64 count, json_t *detail)
{
    json_t *list = json_new_array(c);
    for (i64 i = 0; i < count; i++) {
        if (!store_run(c, SQL_account_scope_add,
                       VALS(V_I64(id), V_STR(str_of(kind)), V_I64(ids[i]))))
            return false;
        (void)json_array_append_new(list, json_integer(ids[i]));
    }
    json_put(detail, kind, list);
    return true;
}

bool account_set_scope(ctx *c, str who, i64 id, struct account_scope scope)
{
    assert(store_in_transaction(c));
    struct account_kept kept;
    json_t *detail = json_new_object(c);
    return changeable(c, id, true, &kept) &&
           store_run(c, SQL_account_scope_clear, VALS(V_I64(id))) &&
           scope_add(c, id, "function", scope.functions, scope.function_count, detail) &&
           scope_add(c, id, "unit", scope.units, scope.unit_count, detail) &&
           audit_add(c, (struct audit_entry){.who = who,
                                             .what = S("people.scope"),
                                             .about = audit_account(c, id),
                                             .detail = detail});
}

bool account_end(ctx *c, str who, i64 id)
{
    assert(store_in_transaction(c));
    struct account_kept kept;
    return changeable(c, id, false, &kept) &&
           store_run(c, SQL_account_ended, VALS(V_I64(id), V_I64(c->now_ms))) &&
           session_end_all(c, id) && one_time_end_all(c, id) && api_token_end_all(c, id) &&
           account_note(c, who, "people.end", id, NULL, NULL);
}

bool account_set_password(ctx *c, str who, i64 id, str hash)
{
    assert(store_in_transaction(c));
    assert(hash.size);
    struct account_kept kept;
    return changeable(c, id, true, &kept) &&
           store_run(c, SQL_account_password, VALS(V_I64(id), V_STR(hash))) &&
           session_end_all(c, id) && one_time_end_all(c, id) &&
           account_note(c, who, "people.password", id, NULL, NULL);
}

bool account_administrators(ctx *c, i64 *count)
{
    *count = 0;
    return store_i64(c, SQL_account_administrators, NO_VALS, count);
}
