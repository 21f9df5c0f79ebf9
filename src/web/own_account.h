// own_account: the pages by which people look after their own account: name and language, password,
// one-time codes, and where they are signed in. Whatever would let a stranger at an open desk take
// the account over asks for the password once more. Uses people.
#pragma once

#include "http/http.h"

extern const struct field own_name_form[], own_password_form[], own_codes_form[],
    own_confirm_form[], own_session_form[], own_nothing_form[];
bool own_account_get(ctx *c, struct request *request, struct response *response);
bool own_name_get(ctx *c, struct request *request, struct response *response);
bool own_name_post(ctx *c, struct request *request, struct response *response);
bool own_name_again(ctx *c, struct request *request, struct response *response);
bool own_password_get(ctx *c, struct request *request, struct response *response);
bool own_password_post(ctx *c, struct request *request, struct response *response);
bool own_password_again(ctx *c, struct request *request, struct response *response);
bool own_session_end_post(ctx *c, struct request *request, struct response *response);
bool own_sign_out_post(ctx *c, struct request *request, struct response *response);
// One-time codes (own_codes.c).
bool own_codes_get(ctx *c, struct request *request, struct response *response);
bool own_codes_post(ctx *c, struct request *request, struct response *response);
bool own_codes_again(ctx *c, struct request *request, struct response *response);
bool own_recovery_get(ctx *c, struct request *request, struct response *response);
bool own_recovery_post(ctx *c, struct request *request, struct response *response);
bool own_recovery_again(ctx *c, struct request *request, struct response *response);
bool own_codes_off_get(ctx *c, struct request *request, struct response *response);
bool own_codes_off_post(ctx *c, struct request *request, struct response *response);
bool own_codes_off_again(ctx *c, struct request *request, struct response *response);

// ---- For own_codes.c ----

// Where one is: Your account.
void own_put_crumbs(ctx *c, json_t *model);
// A password that was asked for once more, and is not the account's: the problem beside its field.
bool own_tell_wrong(ctx *c, struct request *request, struct response *response, const char *field);
// The request goes on with this session instead of the one it came with, and so does the browser.
void own_keep_session(ctx *c, struct request *request, struct response *response, str secret);
