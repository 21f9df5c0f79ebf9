// html_text: the words of an HTML mail as plain text: blocks become lines, links keep where they
// lead, quotes get "> ". No scripts, styles or pictures. Reads what mail programs write,
// well-formed or not. Pure.
#pragma once

#include "base/ctx.h"

// *quote_at is where, in the text, a block begins that a mail program marks as what is replied to;
// its size when there is none.
str html_text(ctx *c, str html, i64 *quote_at);
