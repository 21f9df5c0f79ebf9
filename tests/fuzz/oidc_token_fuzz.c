// A key set, a line, and a token: taken apart, looked for, checked. The corpus holds whole tokens
// that are right but for the nonce, so that what stands behind the signature is reached too, and
// nothing is ever taken.
#include "people/oidc_token.h"
#include "people/oidc_service.h"
#include "support/work.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static void look_at(ctx *c, const struct oidc_token *token)
{
    struct oidc_service service = oidc_service_usual();
    service.group_claim = S("realm_access.roles");
    service.roles = S("board = board_member\nx=y\n = \n");
    service.adds_people = true;
    service.domains = S("example.fi");
    service.groups = S("staff");
    struct oidc_person person = oidc_person_of(c, &service, token->claims);
    assert(!person.email.size || str_find(person.email, S("@")) > 0);
    assert(!oidc_adds(&service, &person) || person.email_is_sure);
    assert(oidc_role_of(&service, &person) != ROLE_ADMINISTRATOR);
    (void)oidc_is_strong(token->claims);
}

static bool check(ctx *c, void *data)
{
    str token_text = *(str *)data, keys_text = {0};
    struct oidc_token token;
    struct oidc_expected expected = {.issuer = S("https://id.example.fi"),
                                     .client_id = S("tuntuma"),
                                     .nonce = S("m"),
                                     .access_token = S("a")};
    (void)str_cut(&token_text, '\n', &keys_text);
    json_t *keys = keys_text.size ? json_parse(c, keys_text) : NULL;
    if (c->err.code != ERR_NONE) err_clear(c);
    if (!oidc_token_read(c, token_text, &token)) return false;
    look_at(c, &token);
    return oidc_token_check(c, &token, oidc_token_key(&token, keys), expected);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
    struct work work;
    ctx *c = work_init(&work);
    str text = {(const char *)data, (i64)size};
    bool taken = ctx_try(c, check, &text);
    assert(!taken);
    assert(c->err.code == ERR_UNKNOWN_USER || c->err.code == ERR_TOO_LARGE);
    work_release(&work);
    return 0;
}
