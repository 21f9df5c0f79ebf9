#include "people/totp.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

enum { SECRET_MAX = 128, SHA1_BYTES = 20, DIGITS_MAX = 8 };

str totp_secret_new(ctx *c)
{
    u8 bytes[TOTP_SECRET_BYTES];
    for (i64 i = 0; i < TOTP_SECRET_BYTES; i++)
        bytes[i] = (u8)c->random(c);
    return base32_write(c, bytes, TOTP_SECRET_BYTES);
}

static void add_escaped(buf *out, str text)
{
    for (i64 i = 0; i < text.size; i++) {
        char one = text.s[i];
        bool is_plain = (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z') ||
                        (one >= '0' && one <= '9') || (one && strchr("-._~", one));
        if (is_plain)
            buf_char(out, one);
        else
            buf_fmt(out, "%%%02X", (unsigned)(u8)one);
    }
}

str totp_address(ctx *c, str secret, str issuer, str email)
{
    buf out = buf_new(c->arena, 6 * (issuer.size + email.size) + secret.size + 200);
    buf_c(&out, "otpauth://totp/");
    add_escaped(&out, issuer);
    buf_char(&out, ':');
    add_escaped(&out, email);
    buf_c(&out, "?secret=");
    buf_add(&out, secret);
    buf_c(&out, "&issuer=");
    add_escaped(&out, issuer);
    return buf_str(&out);
}

bool totp_code(str secret, i64 step, int digits, u32 *out)
{
    assert(digits >= TOTP_DIGITS);
    assert(digits <= DIGITS_MAX);
    u8 key[SECRET_MAX], counter[8], mac[EVP_MAX_MD_SIZE];
    i64 key_size = 0;
    unsigned mac_size = 0;
    if (!base32_read(secret, key, SECRET_MAX, &key_size) || !key_size) return false;
    for (int i = 0; i < 8; i++)
        counter[i] = (u8)((u64)step >> (56 - 8 * i));
    if (!HMAC(EVP_sha1(), key, (int)key_size, counter, sizeof counter, mac, &mac_size))
        return false;
    assert(mac_size == SHA1_BYTES);
    int at = mac[SHA1_BYTES - 1] & 0xF; // RFC 4226, section 5.3
    u32 bits = ((u32)mac[at] & 0x7F) << 24 | (u32)mac[at + 1] << 16 | (u32)mac[at + 2] << 8 |
               (u32)mac[at + 3];
    u32 end = 1;
    for (int i = 0; i < digits; i++)
        end *= 10;
    *out = bits % end;
    sodium_memzero(key, sizeof key);
    return true;
}

bool totp_check(str secret, str code, i64 now_ms, i64 last_step, i64 *step)
{
    i64 now = now_ms / TOTP_STEP_MS;
    bool fits = false;
    if (code.size != TOTP_DIGITS) return false;
    for (i64 at = now - TOTP_DRIFT; at <= now + TOTP_DRIFT; at++) {
        u32 number = 0;
        char text[16];
        if (!totp_code(secret, at, TOTP_DIGITS, &number)) return false;
        (void)snprintf(text, sizeof text, "%06u", number);
        bool is_same = !sodium_memcmp(text, code.s, TOTP_DIGITS);
        if (!is_same || at <= last_step || fits) continue;
        *step = at;
        fits = true;
    }
    return fits;
}

str base32_write(ctx *c, const u8 *bytes, i64 count)
{
    buf out = buf_new(c->arena, 2 * count + 10);
    u32 bits = 0;
    int held = 0;
    for (i64 i = 0; i < count; i++) {
        bits = (bits << 8 | bytes[i]) & 0xFFFF;
        held += 8;
        for (; held >= 5; held -= 5)
            buf_char(&out, letters[bits >> (held - 5) & 31]);
    }
    if (held) buf_char(&out, letters[bits << (5 - held) & 31]);
    return buf_str(&out);
}

static int letter_value(char letter)
{
    if (letter >= 'a' && letter <= 'z') return letter - 'a';
    if (letter >= 'A' && letter <= 'Z') return letter - 'A';
    if (letter >= '2' && letter <= '7') return letter - '2' + 26;
    return -1;
}

bool base32_read(str text, u8 *bytes, i64 max, i64 *count)
{
    u32 bits = 0;
    int held = 0;
    i64 size = text.size;
    *count = 0;
    while (size && text.s[size - 1] == '=')
        size--;
    for (i64 i = 0; i < size; i++) {
        if (text.s[i] == ' ') continue;
        int value = letter_value(text.s[i]);
        if (value < 0) return false;
        bits = (bits << 5 | (u32)value) & 0xFFFF;
        held += 5;
        if (held < 8) continue;
        if (*count == max) return false;
        held -= 8;
        bytes[(*count)++] = (u8)(bits >> held);
    }
    // What is left over is the filling of the last letter.
    return held < 5 && !(bits & ((1u << held) - 1));
}
