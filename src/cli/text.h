// text: small text files in, columns of a terminal out.
#pragma once

#include "base/ctx.h"

// Reads a file, as a mapping, from the folder that the command was called in. ERR_NOT_FOUND,
// ERR_SYSTEM; ERR_TOO_LARGE beyond BOUND_MAPPING_BYTES.
MUST_USE bool text_read(ctx *c, const char *name, str *out);
// Columns of a terminal that a UTF-8 text takes, near enough: its characters.
i64 text_width(const char *text);
// Writes the text with blanks after it, or before it, to fill the columns.
void text_pad(FILE *out, const char *text, i64 columns, bool right);
