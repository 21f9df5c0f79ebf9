#include "http/guard.h"

#include <sodium.h>

#include "http/cookie.h"
#include "http/router.h"

#define VISITOR_COOKIE "visitor"
#define VISITOR_BYTES  16
#define MASK_BYTES     crypto_auth_BYTES
#define TOKEN_BYTES    (MASK_BYTES + crypto_auth_BYTES)
#define TOKEN_DIGITS   (2 * TOKEN_BYTES)

static_assert(crypto_auth_KEYBYTES == GUARD_SECRET_BYTES, "the secret is crypto_auth's key");

static void fill_random(ctx *c, u8 *bytes, i64 size)
{
    for (i64 i = 0; i < size; i += 8) {
        u64 random = c->random(c);
        memcpy(bytes + i, &random, (size_t)MIN(8, size - i));
    }
}

static const char *hex(ctx *c, const u8 *bytes, i64 size)
{
    char *text = arena_alloc(c->arena, 2 * size + 1, 1);
    return sodium_bin2hex(text, (size_t)(2 * size + 1), bytes, (size_t)size);
}

// The session's, or the visitor's, own code. The words before the key keep the two apart.
static void code_of(ctx *c, const struct request *request, str visitor, u8 *code)
{
    assert(request->secret);
    bool has_session = request->session_key.size > 0;
    const char *text =
        has_session ? fmt(c->arena, "csrf of session %s",
                          hex(c, (const u8 *)request->session_key.s, request->session_key.size))
                    : fmt(c->arena, "csrf of visitor %.*s", STR(visitor));
    crypto_auth(code, (const u8 *)text, strlen(text), request->secret);
}

static str visitor_of(ctx *c, const struct request *request)
{
    str visitor = cookie_read(c, request, VISITOR_COOKIE);
    return visitor.size == 2 * VISITOR_BYTES ? visitor : (str){0};
}

const char *guard_token(ctx *c, const struct request *request, struct response *response)
{
    u8 token[TOKEN_BYTES], code[crypto_auth_BYTES];
    str visitor = {0};
    if (request->session_key.size == 0) visitor = visitor_of(c, request);
    if (visitor.size == 0) visitor = response->visitor; // a page with two forms
    if (request->session_key.size == 0 && visitor.size == 0) {
        u8 made[VISITOR_BYTES];
        fill_random(c, made, VISITOR_BYTES);
        visitor = str_of(hex(c, made, VISITOR_BYTES));
        cookie_set(c, request, response, (struct cookie){VISITOR_COOKIE, visitor, 0});
        response->visitor = visitor;
    }
    code_of(c, request, visitor, code);
    fill_random(c, token, MASK_BYTES);
    for (i64 i = 0; i < (i64)sizeof code; i++)
        token[MASK_BYTES + i] = code[i] ^ token[i];
    return hex(c, token, TOKEN_BYTES);
}

static bool token_is_right(ctx *c, const struct request *request, str token)
{
    u8 bytes[TOKEN_BYTES], code[crypto_auth_BYTES];
    size_t size = 0;
    str visitor = {0};
    if (request->session_key.size == 0) {
        visitor = visitor_of(c, request);
        if (visitor.size == 0) return false;
    }
    if (token.size != TOKEN_DIGITS ||
        sodium_hex2bin(bytes, sizeof bytes, token.s, (size_t)token.size, NULL, &size, NULL) != 0)
        return false;
    if (size != TOKEN_BYTES) return false;
    code_of(c, request, visitor, code);
    for (i64 i = 0; i < (i64)sizeof code; i++)
        bytes[i] ^= bytes[MASK_BYTES + i];
    return sodium_memcmp(bytes, code, sizeof code) == 0;
}

static bool is_guarded(const struct request *request)
{
    return request->method == POST && !request->route->is_keyed && !request->is_keyed;
}

bool guard_check_site(ctx *c, const struct request *request)
{
    str site = request_header(request, "Sec-Fetch-Site");
    bool is_ours =
        site.size == 0 || str_equal(site, S("same-origin")) || str_equal(site, S("none"));
    if (!is_guarded(request) || is_ours) return true;
    return fail_with(c, ERR_FORBIDDEN, tr(c, "a page of another site may not write here"),
                     tr(c, "Open the page here, and send it from there."));
}

bool guard_check(ctx *c, const struct request *request)
{
    if (!is_guarded(request)) return true;
    if (!guard_check_site(c, request)) return false;
    if (request->route->ends_session && !request->session_key.size) return true;
    str token = request->csrf.s ? request->csrf : request_header(request, GUARD_HEADER);
    if (token_is_right(c, request, token)) return true;
    return fail_with(c, ERR_FORBIDDEN, tr(c, "the form is too old, or was not made here"),
                     tr(c, "Load the page again, and send it once more."));
}
