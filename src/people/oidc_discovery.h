// oidc_discovery: what a sign-in service tells of itself (OpenID Connect Discovery 1.0), and
// whether we can work with it. Pure: reads text. Never asks anybody. Fuzzed by
// tests/fuzz/oidc_discovery_fuzz.c.
#pragma once

#include "base/json.h"

struct oidc_discovery {
    str authorization, token, jwks; // addresses
    bool takes_basic, takes_post;   // the client's secret at `token`
    bool names_itself;              // adds `iss` to where it sends people back (RFC 9207)
    json_t *document;
};

struct oidc_issuer {
    str address;
    bool is_loopback_taken; // as fetch_may
};

// Where the description of an issuer lies: its address with /.well-known/openid-configuration.
str oidc_discovery_address(ctx *c, str issuer);
// ERR_REFUSED says in words what is wrong: no description, of another issuer, addresses that are
// not asked, no code flow, no PKCE by S256, no way to sign that we take.
MUST_USE bool oidc_discovery_read(ctx *c, str text, struct oidc_issuer issuer,
                                  struct oidc_discovery *out);
// A set of keys (JWKS): ERR_REFUSED when it is none, or has far too many.
MUST_USE bool oidc_keys_read(ctx *c, str text, json_t **out);
