#include "people/secret.h"

#include <sodium.h>

enum { HASH_BYTES = 32, WORDS = 4 };

static str hex_of(ctx *c, const u8 hash[HASH_BYTES])
{
    char *hex = NEW_ARRAY(c->arena, char, 2 * HASH_BYTES + 1);
    sodium_bin2hex(hex, 2 * HASH_BYTES + 1, hash, HASH_BYTES);
    return (str){hex, 2 * HASH_BYTES};
}

str secret_new(ctx *c, const char *prefix)
{
    buf text = buf_new(c->arena, 200);
    buf_c(&text, prefix);
    for (i64 i = 0; i < WORDS; i++)
        buf_fmt(&text, "%016llx", (unsigned long long)c->random(c));
    return buf_str(&text);
}

str secret_hash(ctx *c, str secret)
{
    u8 hash[HASH_BYTES];
    crypto_generichash(hash, sizeof hash, (const u8 *)secret.s, (u64)secret.size, NULL, 0);
    return hex_of(c, hash);
}

str secret_sign(ctx *c, str secret, str text)
{
    u8 key[HASH_BYTES], hash[HASH_BYTES];
    // Through a hash of its own, so that the key is neither the secret nor what the store keeps.
    const char *kept = fmt(c->arena, "sign %.*s", STR(secret));
    crypto_generichash(key, sizeof key, (const u8 *)kept, strlen(kept), NULL, 0);
    crypto_generichash(hash, sizeof hash, (const u8 *)text.s, (u64)text.size, key, sizeof key);
    return hex_of(c, hash);
}

bool secret_equal(str a, str b)
{
    return a.size == b.size && (!a.size || !sodium_memcmp(a.s, b.s, (size_t)a.size));
}
