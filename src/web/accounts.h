// accounts: the set-up's pages about who may come in: all of them, one of them, inviting somebody,
// role and scope, a new link, and an end. Everybody here may see who there is; administrators alone
// change it. Uses people, record and mail.
#pragma once

#include "http/http.h"
#include "people/account.h"

extern const struct field accounts_fields[], accounts_invite_form[], accounts_change_form[],
    accounts_link_form[], accounts_end_form[];
bool accounts_get(ctx *c, struct request *request, struct response *response);
bool accounts_new_get(ctx *c, struct request *request, struct response *response);
bool accounts_new_again(ctx *c, struct request *request, struct response *response);
bool accounts_post(ctx *c, struct request *request, struct response *response);
bool account_page_get(ctx *c, struct request *request, struct response *response);
bool account_edit_get(ctx *c, struct request *request, struct response *response);
bool account_edit_again(ctx *c, struct request *request, struct response *response);
bool account_edit_post(ctx *c, struct request *request, struct response *response);
bool account_link_get(ctx *c, struct request *request, struct response *response);
bool account_link_post(ctx *c, struct request *request, struct response *response);
bool account_link_again(ctx *c, struct request *request, struct response *response);
bool account_end_get(ctx *c, struct request *request, struct response *response);
bool account_end_post(ctx *c, struct request *request, struct response *response);

// ---- What the files of this module share ----

// The account of the address's :id. ERR_NOT_FOUND.
MUST_USE bool accounts_one(ctx *c, const struct request *request, struct account *out);
const char *accounts_path(ctx *c, i64 id, const char *rest); // "/set-up/accounts/4" and the rest
// What accounts are for, in words, as long as they are.
MUST_USE bool accounts_scopes(ctx *c, const struct account *accounts, i64 count, str **out);
// Where one is: Set-up, People; and a person, where account is not NULL.
void accounts_crumbs(ctx *c, json_t *model, const struct account *account);
// One fact of a list of facts (facts.mustache); href may be NULL.
void accounts_fact(ctx *c, json_t *facts, const char *label, str text, const char *href);
