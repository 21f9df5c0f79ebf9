// record_openapi: what records look like to programs: a typed schema of each kind, made from its
// table, put into the description of the addresses.
#pragma once

#include "base/json.h"
#include "record/kind.h"

// Adds components.schemas and points the kinds' addresses at them.
void record_openapi_put(ctx *c, json_t *openapi);
// The schema of one field's value, as JSON Schema in OpenAPI's dialect.
json_t *record_openapi_field(ctx *c, const struct kind_field *field);
