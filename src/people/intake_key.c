#include "people/intake_key.h"

#include <sodium.h>

#include "bounds.h"
#include "people/api_token.h"
#include "people/secret.h"

static bool count_in_use(ctx *c, str name, i64 *out)
{
    return store_i64(c, SQL_intake_key_in_use, VALS(V_STR(name), V_I64(c->now_ms)), out);
}

bool intake_key_new(ctx *c, str who, str name, str *secret)
{
    assert(store_in_transaction(c));
    if (!name.size || name.size > BOUND_NAME_BYTES || !str_is_utf8(name, NULL))
        return fail_with(
            c, ERR_USAGE, tr(c, "a key needs a name of 1 to 200 bytes"),
            tr(c, "Name it after the system that will use it, as in `tuntuma key new shop`."));
    i64 in_use = 0;
    if (!count_in_use(c, name, &in_use)) return false;
    if (in_use)
        return fail_with(
            c, ERR_REFUSED, fmt(c->arena, tr(c, "a key named \"%.*s\" is in use"), STR(name)),
            tr(c, "Revoke it first with `tuntuma key revoke NAME`, or choose another name."));
    struct api_token_new token = {
        .name = name, .scopes = API_INTAKE, .life_ms = API_TOKEN_UNTIL_REVOKED};
    return api_token_add(c, who, token, secret);
}

bool intake_key_list(ctx *c, i64 *count, struct intake_key **out)
{
    struct rows rows;
    if (!store_rows(c, SQL_intake_key_list, NO_VALS, &rows)) return false;
    *count = rows.count;
    *out = NEW_ARRAY(c->arena, struct intake_key, rows.count + 1);
    for (i64 i = 0; i < rows.count; i++)
        (*out)[i] = (struct intake_key){.id = rows.column[0].i[i],
                                        .name = rows.column[1].text[i],
                                        .made_ms = rows.column[2].i[i],
                                        .revoked_ms = rows.column[3].i[i]};
    return true;
}

bool intake_key_revoke(ctx *c, str who, str name)
{
    assert(store_in_transaction(c));
    i64 in_use = 0;
    if (!count_in_use(c, name, &in_use)) return false;
    if (!in_use)
        return fail_with(c, ERR_NOT_FOUND,
                         fmt(c->arena, tr(c, "no key named \"%.*s\" is in use"), STR(name)),
                         tr(c, "See them with `tuntuma key list`."));
    return api_token_revoke(c, who, name);
}

bool intake_key_hashes(ctx *c, i64 *count, struct intake_key_hash **out)
{
    struct rows rows;
    if (!store_rows(c, SQL_intake_key_hashes, VALS(V_I64(c->now_ms)), &rows)) return false;
    *count = rows.count;
    *out = NEW_ARRAY(c->arena, struct intake_key_hash, rows.count + 1);
    for (i64 i = 0; i < rows.count; i++)
        (*out)[i] = (struct intake_key_hash){rows.column[0].text[i], rows.column[1].text[i]};
    return true;
}

bool intake_key_find(ctx *c, const struct intake_key_hash *keys, i64 count, str secret, str *name)
{
    const char *hint = tr(c, "Send the header `Authorization: Bearer KEY` with a key made by "
                             "`tuntuma key new NAME`.");
    *name = (str){0};
    if (!secret.size) return fail_with(c, ERR_UNKNOWN_USER, tr(c, "no intake key was sent"), hint);
    str hash = secret_hash(c, secret);
    // All are compared, each in the same time, whichever fits.
    for (i64 i = 0; i < count; i++)
        if (keys[i].hash.size == hash.size &&
            !sodium_memcmp(keys[i].hash.s, hash.s, (size_t)hash.size))
            *name = keys[i].name;
    if (name->size) return true;
    return fail_with(c, ERR_UNKNOWN_USER, tr(c, "this intake key is not known, or was revoked"),
                     hint);
}
