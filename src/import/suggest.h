// suggest: reads the beginning of a file and guesses what its columns mean: a mapping to edit, not
// to trust. Uses reader, number, moment. Never touches the store.
#pragma once

#include "base/json.h"

// A mapping as indented JSON in *out, ready to be tried with --dry-run unless it still asks
// something (ASKED_COLUMN of mapping.h); what was guessed, one line each, goes to c->say. Fails as
// reader_open does.
MUST_USE bool suggest_run(ctx *c, const char *file, str *out);
