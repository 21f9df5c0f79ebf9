// webhook_parts: what webhook.c and delivery.c share. Seen by these two only.
#pragma once

#include "webhook/webhook.h"

#define WEBHOOK_READER "webhooks" // of events

// Stops it for good, and gives up what waits.
MUST_USE bool webhook_stopped(ctx *c, i64 id, const char *why);
