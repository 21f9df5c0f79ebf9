// pages: the small pages and addresses around figures.
#pragma once

#include "http/http.h"

bool health_get(ctx *c, struct request *request, struct response *response);
bool asset_get(ctx *c, struct request *request, struct response *response);
bool imports_get(ctx *c, struct request *request, struct response *response);
bool rules_get(ctx *c, struct request *request, struct response *response);
bool source_get(ctx *c, struct request *request, struct response *response);
bool source_archive_get(ctx *c, struct request *request, struct response *response);
bool openapi_get(ctx *c, struct request *request, struct response *response);
