// sheet_parts: what both kinds of sheet share.
#pragma once

#include "record/sheet.h"

// How the references in a field of a page are written; *cells is as long as the page.
MUST_USE bool sheet_refs(ctx *c, const struct kind *target, const struct record_page *page,
                         i64 field, str *cells);
