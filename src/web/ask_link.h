// ask_link: what an open link says beside its code: where one is, and attributes that its survey
// may ask for (ask.h); as it stands in an address, and as the first form carries it on.
#pragma once

#include "web/ask.h"

extern const struct field ask_fields[]; // of an address

MUST_USE bool ask_link_read(ctx *c, const struct request *request, const char *way,
                            struct ask_link *out);
void ask_link_posted(ctx *c, const struct request *request, struct ask_link *out);
