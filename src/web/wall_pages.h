// wall_pages: where links for walls are made and ended, and what they show.
#pragma once

#include "http/http.h"

extern const struct field walls_fields[], wall_fields[];

bool walls_get(ctx *c, struct request *request, struct response *response);
bool walls_post(ctx *c, struct request *request, struct response *response);
bool walls_again(ctx *c, struct request *request, struct response *response);
bool wall_end_post(ctx *c, struct request *request, struct response *response);
// Public: figures alone, never words, customers or groups that are hidden.
bool wall_page_get(ctx *c, struct request *request, struct response *response);
