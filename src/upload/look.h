// look: what is in a file, for somebody who is to say what its columns mean: its form, its first
// rows, and of each column its name, what it looks like, examples, how much of it is empty. Reads
// the beginning only. Decides nothing.
//
// As JSON: {"format": "delimited", "delimiter": ";", "encoding": "", "has_header": true,
// "names_fields": false, "rows": 2000, "is_part": true, "bad_rows": 0,
// "columns": [{"name": "Sum", "is_named": true, "kind": "number", "empty": 0.25, "examples": […]}],
// "sample": [{"line": 2, "cells": […]}]}
#pragma once

#include "base/json.h"
#include "import/reader.h"

struct look_order {
    const char *file;
    str called; // its name
    struct reader_options options;
};

// Fails as reader_open does. The JSON lives in c->arena.
MUST_USE bool look_read(ctx *c, struct look_order order, json_t **out);

struct look_column {
    str name;
    bool is_named; // its name stands for it and no other; else its position does
};

struct look_columns {
    i64 count;
    const struct look_column *columns;
};

// The columns of what look_read made, from its text. Lives in c->arena.
MUST_USE bool look_columns(ctx *c, str look, struct look_columns *out);
