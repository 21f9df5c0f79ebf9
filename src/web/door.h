// door: the pages by which people come in and go out: signing in with password and one-time code,
// signing out, asking for a new password, and the links that open once. Whoever comes in gets a
// session of their own, never one that was there. Uses people. Never says whether an address has an
// account.
#pragma once

#include "people/password.h"
#include "web/address.h"
#include "web/form.h"
#include "web/visitor.h"

// ---- Routes ----
extern const struct field sign_in_fields[], sign_in_form[], sign_in_code_form[], forgot_form[],
    sign_out_form[], link_form[], join_form[];
bool sign_in_get(ctx *c, struct request *request, struct response *response);
bool sign_in_post(ctx *c, struct request *request, struct response *response);
bool sign_in_again(ctx *c, struct request *request, struct response *response);
bool sign_in_code_get(ctx *c, struct request *request, struct response *response);
bool sign_in_code_post(ctx *c, struct request *request, struct response *response);
bool sign_in_code_again(ctx *c, struct request *request, struct response *response);
bool sign_out_post(ctx *c, struct request *request, struct response *response);
bool forgot_get(ctx *c, struct request *request, struct response *response);
bool forgot_post(ctx *c, struct request *request, struct response *response);
bool forgot_again(ctx *c, struct request *request, struct response *response);
bool join_get(ctx *c, struct request *request, struct response *response);
bool join_post(ctx *c, struct request *request, struct response *response);
bool reset_get(ctx *c, struct request *request, struct response *response);
bool reset_post(ctx *c, struct request *request, struct response *response);
bool link_again(ctx *c, struct request *request, struct response *response);

// ---- For the account's own pages ----

enum { DOOR_PASSWORD_MAX = 800, DOOR_EMAIL_MAX = 254, DOOR_CODE_MAX = 64 };

// A field for the password that one has, and one for a new one with its rule said before typing.
struct form_field door_password(ctx *c, const char *name, const char *label);
struct form_field door_new_password(ctx *c, const char *name);
// A path of ours that the request wants to go on to; "/" otherwise.
str door_next(const struct request *request);
// Whether a new password is taken; else the problem stands beside the field of that name.
bool door_password_fits(ctx *c, struct request *request, const char *name,
                        struct password_owner owner);
// Puts a failure of people (c->err, or `failure` of a change) beside a field, and the status that
// goes with it; false when it is none that whoever asks could mend: c->err is set then.
bool door_tell(ctx *c, struct request *request, struct response *response, const err *failure,
               const char *field);
