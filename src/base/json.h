// json: jansson with our bounds, our errors and our lifetimes: every value made here lives until
// the arena goes.
#pragma once

#include <jansson.h>

#include "base/ctx.h"

// Parses one JSON text: at most bounds' depth, no duplicate keys, valid UTF-8. ERR_BAD_INPUT with
// line and column.
MUST_USE json_t *json_parse(ctx *c, str text);
// New values, owned by the arena (use json_object_set / json_array_append, which take their own
// reference).
json_t *json_new_object(ctx *c);
json_t *json_new_array(ctx *c);
// Sets object[key] to a fresh value (bytes that are no UTF-8 become U+FFFD); the short names that
// models are made with.
void json_put(json_t *object, const char *key, json_t *value); // borrows
void json_put_str(json_t *object, const char *key, str value);
void json_put_c(json_t *object, const char *key, const char *value); // NULL becomes null
void json_put_i64(json_t *object, const char *key, i64 value);
void json_put_f64(json_t *object, const char *key, f64 value); // not finite becomes null
void json_put_bool(json_t *object, const char *key, bool value);
void json_put_null(json_t *object, const char *key);
// Text of a string value, empty for anything else.
str json_text(const json_t *value);
// A whole number (2.0 counts) or any number; false, *out untouched, for anything else.
MUST_USE bool json_i64(const json_t *value, i64 *out);
MUST_USE bool json_f64(const json_t *value, f64 *out);
// The value as text: compact, keys in insertion order, UTF-8 as it is. Whole numbers are written
// whole, others with up to 12 significant digits, so that the last bits of a sum do not show, or
// with four decimals where those are more. Written, read and written again, it is the same text.
str json_write(ctx *c, const json_t *value);
str json_write_indented(ctx *c, const json_t *value);
// Adds a text as json_write writes it, in quotes.
void json_add_str(buf *out, str text);
// One number as json_write writes it, into 32 bytes; returns it. Not finite becomes null.
str json_number_text(f64 value, char text[32]);
