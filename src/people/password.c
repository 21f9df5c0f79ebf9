#include "people/password.h"

#include <sodium.h>
#include <uninorm.h>

const struct password_cost password_cost_usual = {
    .operations =
        crypto_pwhash_OPSLIMIT_INTERACTIVE, // 2 passes over 64 MiB (OWASP asks for 19 MiB)
    .memory_bytes = crypto_pwhash_MEMLIMIT_INTERACTIVE};

enum { CHARACTERS_MIN = 12, BYTES_MAX = 800, DIFFERENT_MIN = 5, BESIDE_MIN = 8, PART_MIN = 4 };

// The most common of twelve characters and more in lists that were made public; shorter ones are
// refused for their length.
static const char *const common[] = {
    "123456789012",      "1234567890123",
    "12345678901234",    "123456123456",
    "123123123123",      "1234567891011",
    "0123456789012",     "111222333444",
    "123456789123",      "987654321098",
    "qwertyuiop12",      "qwertyuiop123",
    "qwertyuiopasdf",    "qwerty123456",
    "qwerty123456789",   "1qaz2wsx3edc",
    "1q2w3e4r5t6y",      "1q2w3e4r5t6y7u",
    "q1w2e3r4t5y6",      "zaq12wsxcde3",
    "asdfghjkl123",      "asdfghjklzxc",
    "zxcvbnm12345",      "abcdefghijkl",
    "abcdefghijklm",     "abcdefgh1234",
    "abc123abc123",      "a1b2c3d4e5f6",
    "password1234",      "password12345",
    "password123456",    "passwordpassword",
    "password1password", "passw0rd1234",
    "p@ssw0rd1234",      "p@ssword1234",
    "mypassword123",     "administrator",
    "administrator1",    "adminadmin123",
    "admin1234567",      "letmeinletmein",
    "letmein12345",      "welcome12345",
    "welcome123456",     "iloveyou1234",
    "iloveyouforever",   "iloveyou12345",
    "changeme1234",      "changemenow1",
    "salasana1234",      "salasana12345",
    "salasanasalasana",  "lösenord1234",
    "tuntumatuntuma",    "customerexperience",
    "asiakaskokemus",    "correcthorsebatterystaple",
};

static str folded(ctx *c, str text)
{
    char *lower = NEW_ARRAY(c->arena, char, text.size + 1);
    for (i64 i = 0; i < text.size; i++)
        lower[i] = text.s[i] >= 'A' && text.s[i] <= 'Z' ? (char)(text.s[i] + 32) : text.s[i];
    return (str){lower, text.size};
}

static i64 characters(str text)
{
    i64 count = 0;
    for (i64 i = 0; i < text.size; i++)
        count += ((u8)text.s[i] & 0xC0) != 0x80;
    return count;
}

static i64 different_bytes(str text)
{
    bool seen[256] = {false};
    i64 count = 0;
    for (i64 i = 0; i < text.size; i++) {
        count += !seen[(u8)text.s[i]];
        seen[(u8)text.s[i]] = true;
    }
    return count;
}

// Whether the part stands in it and little else does.
static bool is_mostly(ctx *c, str password, str part)
{
    part = folded(c, part);
    return part.size >= PART_MIN && str_find(password, part) >= 0 &&
           password.size - part.size < BESIDE_MIN;
}

static bool is_about(ctx *c, str password, struct password_owner owner)
{
    str email = owner.email, local = {0}, name = owner.name, word = {0};
    (void)str_cut(&email, '@', &local);
    if (is_mostly(c, password, owner.email) || is_mostly(c, password, local) ||
        is_mostly(c, password, owner.name))
        return true;
    while (str_cut(&name, ' ', &word))
        if (is_mostly(c, password, word)) return true;
    return false;
}

bool password_rule(ctx *c, str password, struct password_owner owner)
{
    const char *hint = tr(c, "Take four or five words that do not belong together.");
    if (!str_is_utf8(password, NULL) || password.size > BYTES_MAX)
        return fail_with(c, ERR_BAD_INPUT, tr(c, "the password is too long"), hint);
    if (characters(password) < CHARACTERS_MIN)
        return fail_with(c, ERR_BAD_INPUT, tr(c, "the password has fewer than 12 characters"),
                         hint);
    if (different_bytes(password) < DIFFERENT_MIN)
        return fail_with(c, ERR_BAD_INPUT,
                         tr(c, "the password is made of a few characters over and over"), hint);
    str small = folded(c, password);
    for (i64 i = 0; i < COUNT_OF(common); i++)
        if (str_equal(small, str_of(common[i])))
            return fail_with(c, ERR_BAD_INPUT,
                             tr(c, "the password is one of those that are tried first"), hint);
    if (is_about(c, small, owner))
        return fail_with(c, ERR_BAD_INPUT,
                         tr(c, "the password is mostly your name or e-mail address"), hint);
    return true;
}

// What libsodium is given. Too long or no UTF-8 becomes an empty text, which fits nothing.
static bool composed(ctx *c, str password, str *out)
{
    *out = S("");
    if (password.size > BYTES_MAX || !str_is_utf8(password, NULL) || !password.size) return true;
    size_t size = 0;
    u8 *text =
        u8_normalize(UNINORM_NFKC, (const u8 *)password.s, (size_t)password.size, NULL, &size);
    if (!text) return fail(c, ERR_NO_MEMORY, tr(c, "there is not enough memory"));
    arena_defer(c->arena, free, text);
    *out = (str){(const char *)text, (i64)size};
    return true;
}

bool password_hash(ctx *c, str password, struct password_cost cost, str *out)
{
    str text = {0};
    char *kept = NEW_ARRAY(c->arena, char, crypto_pwhash_STRBYTES);
    if (!composed(c, password, &text)) return false;
    if (crypto_pwhash_str_alg(kept, text.s, (u64)text.size, cost.operations,
                              (size_t)cost.memory_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0)
        return fail_with(c, ERR_NO_MEMORY, tr(c, "there is not enough memory to check passwords"),
                         tr(c, "Try again in a moment."));
    *out = str_of(kept);
    return true;
}

bool password_check(ctx *c, str kept, str password, struct password_cost cost, bool *fits,
                    bool *weak)
{
    str text = {0};
    *fits = *weak = false;
    if (!kept.size) return password_hash(c, password, cost, &text);
    if (!composed(c, password, &text)) return false;
    const char *kept_c = str_c(c->arena, kept);
    *fits = crypto_pwhash_str_verify(kept_c, text.s, (u64)text.size) == 0 && text.size > 0;
    *weak = *fits &&
            crypto_pwhash_str_needs_rehash(kept_c, cost.operations, (size_t)cost.memory_bytes) != 0;
    return true;
}
