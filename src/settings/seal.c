#include "settings/seal.h"

#include <sodium.h>

#include "facts/company.h"

#define SECRET_SETTING "server.secret"

enum { MARK_BYTES = 16, NUMBER_BYTES = 8, SEAL_BYTES = MARK_BYTES + NUMBER_BYTES };

bool seal_key(ctx *c, u8 key[SEAL_KEY_BYTES])
{
    str text = {0};
    size_t size = 0;
    if (!company_setting(c, SECRET_SETTING, (str){0}, &text)) return false;
    if (text.size)
        return sodium_hex2bin(key, SEAL_KEY_BYTES, text.s, (size_t)text.size, NULL, &size, NULL) ==
                           0 &&
                       size == SEAL_KEY_BYTES
                   ? true
                   : fail(c, ERR_STORE, tr(c, "the server's secret in the store is none"));
    for (i64 i = 0; i < SEAL_KEY_BYTES; i += 8) {
        u64 random = c->random(c);
        memcpy(key + i, &random, 8);
    }
    char hex[2 * SEAL_KEY_BYTES + 1];
    return company_set(c, SECRET_SETTING,
                       str_of(sodium_bin2hex(hex, sizeof hex, key, SEAL_KEY_BYTES)));
}

static void mark_make(const u8 *key, const char *purpose, i64 number, u8 mark[MARK_BYTES])
{
    crypto_generichash_state state;
    u8 bytes[NUMBER_BYTES];
    for (i64 i = 0; i < NUMBER_BYTES; i++) bytes[i] = (u8)((u64)number >> (8 * i));
    (void)crypto_generichash_init(&state, key, SEAL_KEY_BYTES, MARK_BYTES);
    (void)crypto_generichash_update(&state, (const u8 *)"tuntuma seal 1 ", 15);
    (void)crypto_generichash_update(&state, (const u8 *)purpose, strlen(purpose) + 1);
    (void)crypto_generichash_update(&state, bytes, sizeof bytes);
    (void)crypto_generichash_final(&state, mark, MARK_BYTES);
}

// The bytes that hide a number under its mark.
static u64 veil(const u8 *key, const u8 mark[MARK_BYTES])
{
    u8 bytes[crypto_generichash_BYTES_MIN];
    u64 out = 0;
    (void)crypto_generichash(bytes, sizeof bytes, mark, MARK_BYTES, key, SEAL_KEY_BYTES);
    memcpy(&out, bytes, sizeof out);
    return out;
}

str seal_make(ctx *c, const u8 key[SEAL_KEY_BYTES], const char *purpose, i64 number)
{
    u8 bytes[SEAL_BYTES];
    mark_make(key, purpose, number, bytes);
    u64 hidden = (u64)number ^ veil(key, bytes);
    memcpy(bytes + MARK_BYTES, &hidden, NUMBER_BYTES);
    char *text = NEW_ARRAY(c->arena, char, SEAL_CHARACTERS + 1);
    (void)sodium_bin2base64(text, SEAL_CHARACTERS + 1, bytes, sizeof bytes,
                            sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return (str){text, SEAL_CHARACTERS};
}

bool seal_open(const u8 key[SEAL_KEY_BYTES], const char *purpose, str seal, i64 *number)
{
    u8 bytes[SEAL_BYTES], mark[MARK_BYTES];
    size_t size = 0;
    u64 hidden = 0;
    if (seal.size != SEAL_CHARACTERS ||
        sodium_base642bin(bytes, sizeof bytes, seal.s, (size_t)seal.size, NULL, &size, NULL,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
        size != SEAL_BYTES)
        return false;
    memcpy(&hidden, bytes + MARK_BYTES, NUMBER_BYTES);
    i64 found = (i64)(hidden ^ veil(key, bytes));
    mark_make(key, purpose, found, mark);
    if (sodium_memcmp(mark, bytes, MARK_BYTES) != 0) return false;
    *number = found;
    return true;
}
