// csv: writes RFC 4180 text; cells that a spreadsheet would run as a formula get a leading apostrophe.
#pragma once

#include "base/str.h"

void csv_cell(buf *out, str cell, bool first);
void csv_end(buf *out);
