// Any text as the description of a sign-in service, and as its keys: what is taken leads to https
// alone.
#include "people/oidc_discovery.h"

#include "bounds.h"
#include "people/fetch.h"
#include "support/work.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static void is_outside(str address)
{
    assert(str_starts(address, S("https://")) && address.size <= BOUND_ADDRESS_BYTES);
    assert(!memchr(address.s, '\n', (size_t)address.size));
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
    struct work work;
    ctx *c = work_init(&work);
    str text = {(const char *)data, (i64)size};
    struct oidc_issuer issuer = {.address = S("https://id.example.fi")};
    struct oidc_discovery about;
    json_t *keys = NULL;
    if (oidc_discovery_read(c, text, issuer, &about)) {
        is_outside(about.authorization);
        is_outside(about.token);
        is_outside(about.jwks);
    } else {
        assert(c->err.code == ERR_REFUSED);
        err_clear(c);
    }
    if (oidc_keys_read(c, text, &keys))
        assert(json_array_size(json_object_get(keys, "keys")) > 0);
    else
        err_clear(c);
    if (fetch_may(text, false)) is_outside(text);
    work_release(&work);
    return 0;
}
