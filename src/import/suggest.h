// suggest: reads the beginning of a file and guesses what its columns mean: a mapping to edit, not
// to trust. Uses reader, number, moment. Never touches the store.
#pragma once

#include "base/json.h"

// A mapping as indented JSON in *out, ready to be tried with --dry-run unless it still asks
// something (ASKED_COLUMN of mapping.h); what was guessed, one line each, goes to c->say. Fails as
// reader_open does.
MUST_USE bool suggest_run(ctx *c, const char *file, str *out);

// The same as JSON, for a file of which somebody said something already.
struct suggest_order {
    const char *file;
    str called;                           // its name, where its path is not what people call it
    const struct reader_options *options; // how it is to be read; NULL: guessed
};
MUST_USE bool suggest_map(ctx *c, struct suggest_order order, json_t **out);
