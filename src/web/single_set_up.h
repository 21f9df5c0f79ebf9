// single_set_up: where an administrator sets single sign-on up: the service, tried out, and who of
// its people comes in as what; and takes a link between an account and the service away. Shows the
// service's secret to nobody. Uses oidc.
#pragma once

#include "web/single.h"

extern const struct field single_set_up_form[], single_people_form[], single_try_form[],
    single_unlink_form[];
bool single_set_up_get(ctx *c, struct request *request, struct response *response);
bool single_set_up_post(ctx *c, struct request *request, struct response *response);
bool single_set_up_again(ctx *c, struct request *request, struct response *response);
bool single_people_get(ctx *c, struct request *request, struct response *response);
bool single_people_post(ctx *c, struct request *request, struct response *response);
bool single_people_again(ctx *c, struct request *request, struct response *response);
bool single_try_post(ctx *c, struct request *request, struct response *response);
bool single_unlink_post(ctx *c, struct request *request, struct response *response);
