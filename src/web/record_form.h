// record_form: a record as a form, made from its kind's table, and read back from what was typed.
// Knows which fields the asker may see and change. Never stores.
#pragma once

#include "web/form.h"
#include "web/record_asker.h"

// Adds a field for each that the asker may change; what they may only see is told beside it.
// is_fresh: the record's values are shown, and not what was typed, unless that was wrong.
MUST_USE bool record_form_add(ctx *c, const struct request *request,
                              const struct record_asker *asker, const struct record *record,
                              bool is_fresh, json_t *form);
// Sets in the record what the request's form says: a field that it does not name stays as it is, a
// named one without a value is emptied. False only when the store fails.
MUST_USE bool record_form_read(ctx *c, const struct request *request,
                               const struct record_asker *asker, struct record *record,
                               struct record_problems *problems);
// Problems of no field of the form stand above it.
void record_form_problems(ctx *c, const struct request *request, json_t *form,
                          const struct record_problems *problems);
