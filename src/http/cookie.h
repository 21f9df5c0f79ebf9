// cookie: what a browser keeps for us between requests. Every cookie is HttpOnly, SameSite=Lax,
// for the whole site and this host alone; behind TLS it is Secure too, and its name begins with
// __Host-, so that no other host and no unencrypted page can set it. Fuzzed by
// tests/fuzz/cookie_fuzz.c. Never knows what a value means.
#pragma once

#include "http/response.h"

struct cookie {
    const char *name; // a token
    str value;        // letters, digits and -._~ alone
    i64 max_age_s;    // 0 = until the browser is closed; below 0 = forget it
};

// The value of the cookie of that name in one Cookie header; empty when there is none, when it is
// no cookie value, or when it stands there twice: who sends two did not get both from us.
str cookie_find(str header, str name);
// The same in all Cookie headers of a request; `name` without __Host-.
str cookie_read(ctx *c, const struct request *request, const char *name);
// Adds Set-Cookie to the response.
void cookie_set(ctx *c, const struct request *request, struct response *response,
                struct cookie cookie);
