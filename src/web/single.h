// single: the two addresses of single sign-on: from here to the sign-in service, and back. Asking
// the service waits among the errands (turn), what is written goes through the one writer (change):
// no thread, no connection and no transaction waits for anybody outside. Uses oidc and
// oidc_provider. Never decides who may come in: oidc does.
#pragma once

#include "people/oidc.h"
#include "people/oidc_provider.h"
#include "web/address.h"

extern const struct field single_fields[], single_back_fields[];
bool single_get(ctx *c, struct request *request, struct response *response);
bool single_back_get(ctx *c, struct request *request, struct response *response);

// For the page to sign in: sets "single" to the button, or to null while it is switched off.
MUST_USE bool single_put_button(ctx *c, str next, json_t *model);
// The service as oidc_provider is asked.
struct oidc_client single_client(const struct request *request, const struct oidc_service *service);
// The address that the service sends people back to: it is registered there.
str single_back(ctx *c, const struct request *request);
