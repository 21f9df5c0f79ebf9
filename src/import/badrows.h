// badrows: writes the rows that were refused to a file of their own, with the header, so that they
// can be mended and imported. Reads the imported file a second time. Never overwrites a file but one that it is told to.
#pragma once

#include "import/mapping.h"

struct badrows {
    const char *file; // that was imported
    const char *to;   // where they go, over what was there; NULL: beside the file
    struct reader_options options;
    i64 count;
    i64 *lines; // of the refused rows; sorted in place
};

// Writes the rows of sales.csv to sales.bad.csv (with the file's own ending) beside the file, or in
// the current folder where that cannot be written to; a number is added when there is one already.
// Where `to` is given, to that one. *out is its name. ERR_SYSTEM.
MUST_USE bool badrows_write(ctx *c, struct badrows bad, const char **out);
