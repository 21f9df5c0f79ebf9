#include "facts/intake_key.h"

#include <sodium.h>

#include "bounds.h"

enum { SECRET_WORDS = 4, HASH_BYTES = 32 };

static str hash_of(ctx *c, str secret)
{
    u8 hash[HASH_BYTES];
    crypto_generichash(hash, sizeof hash, (const u8 *)secret.s, (u64)secret.size, NULL, 0);
    char *hex = NEW_ARRAY(c->arena, char, 2 * HASH_BYTES + 1);
    sodium_bin2hex(hex, 2 * HASH_BYTES + 1, hash, sizeof hash);
    return (str){hex, 2 * HASH_BYTES};
}

bool intake_key_new(ctx *c, str name, str *secret)
{
    assert(store_in_transaction(c));
    if (!name.size || name.size > BOUND_NAME_BYTES || !str_is_utf8(name, NULL))
        return fail_with(
            c, ERR_USAGE, tr(c, "a key needs a name of 1 to 200 bytes"),
            tr(c, "Name it after the system that will use it, as in `tuntuma key new shop`."));
    i64 in_use = 0, id = 0;
    if (!store_i64(c, SQL_intake_key_in_use, VALS(V_STR(name)), &in_use) ||
        !store_i64(c, SQL_intake_key_next, NO_VALS, &id))
        return false;
    if (in_use)
        return fail_with(
            c, ERR_REFUSED, fmt(c->arena, tr(c, "a key named \"%.*s\" is in use"), STR(name)),
            tr(c, "Revoke it first with `tuntuma key revoke NAME`, or choose another name."));
    buf text = buf_new(c->arena, 200);
    buf_c(&text, "tuntuma_");
    for (i64 i = 0; i < SECRET_WORDS; i++)
        buf_fmt(&text, "%016llx", (unsigned long long)c->random(c));
    *secret = buf_str(&text);
    return store_run(c, SQL_intake_key_add,
                     VALS(V_I64(id), V_STR(name), V_STR(hash_of(c, *secret)), V_I64(c->now_ms)));
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

bool intake_key_revoke(ctx *c, str name)
{
    assert(store_in_transaction(c));
    i64 in_use = 0;
    if (!store_i64(c, SQL_intake_key_in_use, VALS(V_STR(name)), &in_use)) return false;
    if (!in_use)
        return fail_with(c, ERR_NOT_FOUND,
                         fmt(c->arena, tr(c, "no key named \"%.*s\" is in use"), STR(name)),
                         tr(c, "See them with `tuntuma key list`."));
    return store_run(c, SQL_intake_key_end, VALS(V_STR(name), V_I64(c->now_ms)));
}

bool intake_key_hashes(ctx *c, i64 *count, struct intake_key_hash **out)
{
    struct rows rows;
    if (!store_rows(c, SQL_intake_key_hashes, NO_VALS, &rows)) return false;
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
    str hash = hash_of(c, secret);
    // All are compared, each in the same time, whichever fits.
    for (i64 i = 0; i < count; i++)
        if (keys[i].hash.size == hash.size &&
            !sodium_memcmp(keys[i].hash.s, hash.s, (size_t)hash.size))
            *name = keys[i].name;
    if (name->size) return true;
    return fail_with(c, ERR_UNKNOWN_USER, tr(c, "this intake key is not known, or was revoked"),
                     hint);
}
