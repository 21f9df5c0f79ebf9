// guard: keeps pages of other sites from doing anything in the name of who is signed in here. Every
// form carries a token that belongs to the session: HMAC-SHA-512-256 (libsodium's crypto_auth) of
// the session's key with a secret of the server, masked anew each time, so that compression tells
// nothing of it. Who is not signed in yet has a cookie in the session's place. Never decides what
// somebody may do.
#pragma once

#include "http/response.h"

#define GUARD_SECRET_BYTES 32
#define GUARD_FIELD        "csrf"         // a form's hidden field
#define GUARD_HEADER       "X-CSRF-Token" // for what is sent without a form

// The token for a form of this page; sets the cookie where nobody is signed in.
const char *guard_token(ctx *c, const struct request *request, struct response *response);
// Whether a browser sent this request from a page of ours, as far as it says: ERR_FORBIDDEN when
// Sec-Fetch-Site names another site. What is_keyed, or only reads, passes.
MUST_USE bool guard_check_site(ctx *c, const struct request *request);
// The same, and that it carries the session's token, in its form or in its header. Where there is
// no session, what ends one carries none: the form may be older than the session's end.
MUST_USE bool guard_check(ctx *c, const struct request *request);
