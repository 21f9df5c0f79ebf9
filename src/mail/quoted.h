// quoted: what of a mail's text is new, and what is only the message that it answers. Knows how the
// mail programs of this world introduce a quote, in the languages of our customers. Pure.
#pragma once

#include "base/ctx.h"

// What stands above the quote. Words between quotes (an answer point by point), and a mail that is
// nothing but a quote, stay whole: better too many words than words that are lost.
str quoted_cut(ctx *c, str text);
