// file: small text files that a command is given.
#pragma once

#include "base/ctx.h"

// Reads a file, as a mapping, from the folder that the command was called in. ERR_NOT_FOUND,
// ERR_SYSTEM; ERR_TOO_LARGE beyond BOUND_MAPPING_BYTES.
MUST_USE bool file_text(ctx *c, const char *name, str *out);
// Any file up to that size, in the same way.
MUST_USE bool file_bytes(ctx *c, const char *name, i64 size_max, str *out);
