// json: jansson with our bounds, our errors and our lifetimes: every value made here lives until the arena goes.
#pragma once

#include <jansson.h>

#include "base/ctx.h"

// Parses one JSON text: at most bounds' depth, no duplicate keys, valid UTF-8. ERR_BAD_INPUT with line and column.
MUST_USE json_t *json_parse(ctx *c, str text);
// New values, owned by the arena (use json_object_set / json_array_append, which take their own reference).
json_t *json_new_object(ctx *c);
json_t *json_new_array(ctx *c);
// Sets object[key] to a fresh value; the short names that models are made with.
void json_put(json_t *object, const char *key, json_t *value); // borrows
void json_put_str(json_t *object, const char *key, str value);
void json_put_c(json_t *object, const char *key, const char *value); // NULL becomes null
void json_put_i64(json_t *object, const char *key, i64 value);
void json_put_f64(json_t *object, const char *key, f64 value); // not finite becomes null
void json_put_bool(json_t *object, const char *key, bool value);
void json_put_null(json_t *object, const char *key);
// Text of a string value, empty for anything else.
str json_text(const json_t *value);
// The value as text: compact, keys in insertion order, numbers with up to 12 significant digits.
str json_write(ctx *c, const json_t *value);
str json_write_indented(ctx *c, const json_t *value);
