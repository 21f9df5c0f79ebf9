// markdown: what people write (CommonMark) as HTML that is safe to show: tags of our own only, what
// is written as HTML shown as the text that it is, links to http, https, mailto and our own
// addresses alone, headings from the third level. The one maker of fields whose name ends with
// _html, which templates may show as they are. Pure.
#pragma once

#include "base/json.h"

// Who may be named as @[Anna Aalto] or @[#12]; named otherwise, it stays text.
struct markdown_people {
    i64 count;
    const i64 *ids;   // records of kind person
    const str *names; // of each
};

// Text beyond BOUND_REMARK_BYTES is cut.
str markdown_html(ctx *c, str text, struct markdown_people people);
// Puts it into a model; the name ends with _html.
void markdown_put(ctx *c, json_t *object, const char *name, str text,
                  struct markdown_people people);
