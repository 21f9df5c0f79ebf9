// webhooks: the pages where other systems are named that shall be told what happens, and what was
// sent to them. What a webhook is and does is webhook/webhook.h's.
#pragma once

#include "http/http.h"

extern const struct field webhook_form[], webhooks_settings_form[], webhook_again_form[];

bool webhooks_get(ctx *c, struct request *request, struct response *response);
bool webhooks_post(ctx *c, struct request *request, struct response *response);
bool webhooks_again(ctx *c, struct request *request, struct response *response);
bool webhooks_settings_post(ctx *c, struct request *request, struct response *response);
bool webhook_get(ctx *c, struct request *request, struct response *response);
bool webhook_post(ctx *c, struct request *request, struct response *response);
bool webhook_form_again(ctx *c, struct request *request, struct response *response);
bool webhook_secret_post(ctx *c, struct request *request, struct response *response);
bool webhook_test_post(ctx *c, struct request *request, struct response *response);
bool webhook_resume_post(ctx *c, struct request *request, struct response *response);
bool webhook_end_post(ctx *c, struct request *request, struct response *response);
bool webhook_again_post(ctx *c, struct request *request, struct response *response);
