// record_json: what goes between a record and the world: its JSON, its kind's JSON, and the words
// for what cannot be taken. Knows what a caller may say and see of a record's fields. Never stores.
#pragma once

#include "record/record.h"

// {"id": "12", "kind": "unit", "version": 3, …, "fields": {…}}; fields that the roles may not see
// are left out. Ids and persons are texts, moments RFC 3339.
json_t *record_json(ctx *c, const struct record *record, u32 roles);
json_t *record_json_fields(ctx *c, const struct record *record, u32 roles);
// A version of a record: the record, what was done, by whom, when and why, and against the version
// before it (NULL: none) the fields that differ, with both values.
json_t *record_json_version(ctx *c, const struct record_version *version,
                            const struct record *before, u32 roles);
// A kind, as the tables have it, in the reader's language: for pages, OpenAPI and the glossary.
json_t *kind_json(ctx *c, const struct kind *kind, u32 roles);

// Reads {"version": 3, "why": "…", "day": "2026-11-21", "evidence": "…", "fields": {…}}: sets what
// is said in it, and leaves the rest of the record and the edit as they are. False only when the
// store fails; what is wrong is added to the problems. Words live in c->arena.
MUST_USE bool record_json_read(ctx *c, json_t *json, struct record *record,
                               struct record_edit *edit, struct record_problems *problems);
// Fields as a version keeps them; what the kind has no more is passed over. ERR_STORE when it is no
// such text.
MUST_USE bool record_json_stored(ctx *c, str fields, struct record *record);

// Problems in words.
void field_unknown(ctx *c, const struct kind *kind, str name, struct record_problems *problems);
void field_forbidden(ctx *c, const struct kind_field *field, struct record_problems *problems);
// Sets a value, unless the roles may not change it and it is another.
void field_set(ctx *c, struct record *record, i64 index, const struct record_value *value,
               u32 roles, struct record_problems *problems);
void check_demands(ctx *c, u32 demands, const struct record_edit *edit,
                   struct record_problems *problems);
// "From here it goes on by: retire."
const char *transitions_hint(ctx *c, const struct record *record);
