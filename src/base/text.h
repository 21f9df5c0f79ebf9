// text: columns of a terminal.
#pragma once

#include "base/base.h"

// Columns that a UTF-8 text takes, near enough: its characters.
i64 text_width(const char *text);
// Writes the text with blanks after it, or before it, to fill the columns.
void text_pad(FILE *out, const char *text, i64 columns, bool right);
