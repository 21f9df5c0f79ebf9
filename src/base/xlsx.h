// xlsx: the first sheet of a workbook (Office Open XML, as Excel and LibreOffice write it) as rows
// of texts, one after the other, in bounded memory. Numbers come with 15 digits as Excel has them,
// days as 2026-11-21, moments as 2026-11-21T10:00:00, times of a day as 10:00:00, yes/no as yes and
// no; a formula as its last result. Whatever the bytes are, an answer or an error. Never writes.
#pragma once

#include "base/ctx.h"

struct xlsx;

struct xlsx_row {
    i64 line;         // as the sheet numbers it, from 1; 0: there are no more rows
    i64 count;        // cells up to the last one that is there
    const str *cells; // "" where nothing is said
};

// Whether a file that begins so may be a workbook.
bool xlsx_is_at(str beginning);
// ERR_BAD_INPUT when it is none, or protected by a password; ERR_TOO_LARGE when it unpacks to more
// than BOUND_XLSX_BYTES. The bytes must stay.
MUST_USE bool xlsx_open(ctx *c, str bytes, struct xlsx **out);
// The next row that is there; it lives until the next call.
MUST_USE bool xlsx_next(ctx *c, struct xlsx *book, struct xlsx_row *out);
