#include "people/api_token.h"

#include "audit/audit.h"
#include "bounds.h"
#include "people/secret.h"

static const struct {
    const char *name;
    enum api_scope scope;
    enum permission takes; // what a person needs to do the same
} scopes[] = {
    {"intake",         API_INTAKE,         MAY_IMPORT        },
    {"read_figures",   API_READ_FIGURES,   MAY_SEE_FIGURES   },
    {"read_records",   API_READ_RECORDS,   MAY_SEE_RECORDS   },
    {"change_records", API_CHANGE_RECORDS, MAY_CHANGE_RECORDS},
};

static bool is_sound(ctx *c, struct api_token_new token)
{
    if (!token.name.size || token.name.size > BOUND_NAME_BYTES || !str_is_utf8(token.name, NULL))
        return fail_with(c, ERR_BAD_INPUT, tr(c, "a token needs a name of 1 to 200 bytes"),
                         tr(c, "Name it after the program that will use it."));
    if (!token.scopes || (token.scopes & ~(i64)API_SCOPES_ALL))
        return fail_with(
            c, ERR_BAD_INPUT, tr(c, "a token needs something that it may do"),
            fmt(c->arena, tr(c, "There are: %.*s."), STR(api_scopes_write(c, API_SCOPES_ALL))));
    if (token.life_ms == API_TOKEN_UNTIL_REVOKED && token.scopes == API_INTAKE) return true;
    if (token.life_ms <= 0 || token.life_ms > API_TOKEN_MAX_MS)
        return fail_with(c, ERR_BAD_INPUT, tr(c, "a token is good for 400 days at most"),
                         tr(c, "Replace it each year."));
    return true;
}

bool api_token_add(ctx *c, str who, struct api_token_new token, str *secret)
{
    assert(store_in_transaction(c));
    i64 in_use = 0, id = 0;
    if (!is_sound(c, token) ||
        !store_i64(c, SQL_api_token_in_use, VALS(V_STR(token.name), V_I64(c->now_ms)), &in_use))
        return false;
    if (in_use)
        return fail_with(c, ERR_REFUSED,
                         fmt(c->arena, tr(c, "a token named \"%.*s\" is in use"), STR(token.name)),
                         tr(c, "Revoke it first, or choose another name."));
    json_t *detail = json_new_object(c);
    json_put_str(detail, "name", token.name);
    json_put_str(detail, "scopes", api_scopes_write(c, token.scopes));
    *secret = secret_new(c, "tuntuma_");
    bool has_end = token.life_ms != API_TOKEN_UNTIL_REVOKED;
    i64 ends_ms = has_end ? c->now_ms + token.life_ms : API_TOKEN_NO_END_MS;
    return store_i64(c, SQL_api_token_next, NO_VALS, &id) &&
           store_run(c, SQL_api_token_insert,
                     VALS(V_I64(id), V_STR(token.name), V_STR(secret_hash(c, *secret)),
                          V_I64(token.scopes), V_I64(token.account), V_I64(c->now_ms),
                          V_I64(ends_ms))) &&
           audit_add(c, (struct audit_entry){
                            .who = who, .what = S("people.token_add"), .detail = detail});
}

static struct api_token token_of(const struct rows *rows, i64 i)
{
    const struct column *col = rows->column;
    return (struct api_token){.id = col[0].i[i],
                              .name = col[1].text[i],
                              .scopes = col[2].i[i],
                              .account = col[3].i[i],
                              .made_ms = col[4].i[i],
                              .ends_ms = col[5].i[i],
                              .revoked_ms = col[6].i[i]};
}

bool api_token_list(ctx *c, i64 *count, struct api_token **out)
{
    struct rows rows;
    if (!store_rows(c, SQL_api_token_all, NO_VALS, &rows)) return false;
    *count = rows.count;
    *out = NEW_ARRAY(c->arena, struct api_token, rows.count + 1);
    for (i64 i = 0; i < rows.count; i++)
        (*out)[i] = token_of(&rows, i);
    return true;
}

bool api_token_revoke(ctx *c, str who, str name)
{
    assert(store_in_transaction(c));
    i64 in_use = 0;
    if (!store_i64(c, SQL_api_token_in_use, VALS(V_STR(name), V_I64(c->now_ms)), &in_use))
        return false;
    if (!in_use)
        return fail(c, ERR_NOT_FOUND,
                    fmt(c->arena, tr(c, "no token named \"%.*s\" is in use"), STR(name)));
    json_t *detail = json_new_object(c);
    json_put_str(detail, "name", name);
    return store_run(c, SQL_api_token_end, VALS(V_STR(name), V_I64(c->now_ms))) &&
           audit_add(c, (struct audit_entry){
                            .who = who, .what = S("people.token_end"), .detail = detail});
}

bool api_token_end_all(ctx *c, i64 account)
{
    assert(account);
    return store_run(c, SQL_api_token_end_account, VALS(V_I64(account), V_I64(c->now_ms)));
}

bool api_token_end_beyond(ctx *c, i64 account, enum role role)
{
    assert(account);
    i64 beyond = 0;
    for (i64 i = 0; i < COUNT_OF(scopes); i++)
        if (role_may(role, scopes[i].takes) != MAY_EVERYWHERE) beyond |= (i64)scopes[i].scope;
    return store_run(c, SQL_api_token_end_scopes,
                     VALS(V_I64(account), V_I64(c->now_ms), V_I64(beyond)));
}

bool api_token_find(ctx *c, str secret, enum api_scope scope, struct api_token *out)
{
    struct rows rows;
    if (!store_rows(c, SQL_api_token_by_hash, VALS(V_STR(secret_hash(c, secret)), V_I64(c->now_ms)),
                    &rows))
        return false;
    if (!rows.count)
        return fail_with(c, ERR_UNKNOWN_USER, tr(c, "this token is not known, over, or revoked"),
                         tr(c, "Send the header `Authorization: Bearer TOKEN`."));
    *out = token_of(&rows, 0);
    return (out->scopes & (i64)scope) != 0 ||
           fail_with(c, ERR_FORBIDDEN, tr(c, "this token may not do that"),
                     tr(c, "Make one with the scope that is needed."));
}

bool api_scopes_read(ctx *c, str words, i64 *out)
{
    str word = {0};
    *out = 0;
    while (str_cut(&words, ' ', &word)) {
        i64 before = *out;
        for (i64 i = 0; i < COUNT_OF(scopes); i++)
            if (str_equal(word, str_of(scopes[i].name))) *out |= (i64)scopes[i].scope;
        if (!word.size || *out != before) continue;
        return fail_with(
            c, ERR_BAD_INPUT,
            fmt(c->arena, tr(c, "\"%.*s\" is nothing that a token may, or stands twice"),
                STR(word)),
            fmt(c->arena, tr(c, "There are: %.*s."), STR(api_scopes_write(c, API_SCOPES_ALL))));
    }
    return true;
}

str api_scopes_write(ctx *c, i64 bits)
{
    buf out = buf_new(c->arena, 1000);
    for (i64 i = 0; i < COUNT_OF(scopes); i++) {
        if (!(bits & (i64)scopes[i].scope)) continue;
        if (out.size) buf_char(&out, ' ');
        buf_c(&out, scopes[i].name);
    }
    return buf_str(&out);
}
