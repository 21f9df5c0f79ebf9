// notice: what a page says after something was done: the address carries a word (?said=saved), this
// table its sentence, so nobody can make a page say what they like.
#pragma once

#include "base/ctx.h"

// For the declared inputs of pages.
extern const char *const notice_words[];
// In the reader's language; NULL for a word that is none.
const char *notice_text(ctx *c, str word);
