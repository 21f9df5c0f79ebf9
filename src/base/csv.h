// csv: writes RFC 4180 text; cells that a spreadsheet would run as a formula get a leading
// apostrophe. Numbers, negative ones too, are left as they are.
#pragma once

#include "base/str.h"

// Adds one cell, after a comma unless it is the line's first.
void csv_cell(buf *out, str cell, bool first);
// Ends the line.
void csv_end(buf *out);
