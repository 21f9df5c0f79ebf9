// piping: the places {{NAME}} and {{NAME|otherwise}} in a survey's texts. Pure.
#pragma once

#include "base/str.h"

struct piping {
    str before;          // the text up to it, or up to the end
    str name, otherwise; // name: empty where the text has ended
    bool is_broken;      // braces that do not close, or hold nothing
};

// Cuts the next place, and what stands before it, off the text; false at the text's end.
bool piping_next(str *text, struct piping *out);
