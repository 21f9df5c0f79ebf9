// scan: reads JSON (RFC 8259) value by value without building a tree, so that numbers stay text and
// nothing is copied that has no escapes. Knows JSON's grammar; never what a field means.
#pragma once

#include "base/ctx.h"

struct scan {
    ctx *c;
    str text;      // valid UTF-8 without NUL
    const char *p; // what comes next
    const char *end;
    const char *wrong; // why the text is no JSON; NULL while it is
    int depth;
};

enum scan_kind {
    SCAN_END,
    SCAN_OBJECT,
    SCAN_ARRAY,
    SCAN_TEXT,
    SCAN_NUMBER,
    SCAN_TRUE,
    SCAN_FALSE,
    SCAN_NULL,
    SCAN_OTHER
};

// ERR_BAD_INPUT with line and column when the text is not UTF-8.
MUST_USE bool scan_init(ctx *c, struct scan *scan, str text);
// Skips blanks and says what begins there.
enum scan_kind scan_next(struct scan *scan);
// Each reads one value of that kind, or sets `wrong` and gives false. Texts are slices, or
// unescaped in c->arena; a number is its digits as they stand.
MUST_USE bool scan_text(struct scan *scan, str *out);
MUST_USE bool scan_number(struct scan *scan, str *out);
// What scan_number read as ten-thousandths, exactly; false when it has more decimals or digits.
MUST_USE bool scan_e4(str number, i64 *out);
MUST_USE bool scan_skip(struct scan *scan); // any value, checked all the same
// for (bool first = true; scan_field(scan, &first, &name);) reads an object, one value each time
// round; scan_item an array. They end at the closing bracket, or with `wrong` set.
bool scan_field(struct scan *scan, bool *first, str *name);
bool scan_item(struct scan *scan, bool *first);
// Sets `wrong`; gives false.
bool scan_wrong(struct scan *scan, const char *why);
// ERR_BAD_INPUT: line, column and why.
bool scan_fail(struct scan *scan);
i64 scan_line(const struct scan *scan, const char *at); // from 1
