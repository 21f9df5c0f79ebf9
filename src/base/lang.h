// lang: the texts of the product in other languages. Tables are made from po/*.po when the product
// is built (tools/po2c) and registered once by main, before any thread starts; tr() of ctx.h reads
// them.
#pragma once

#include "base/base.h"

// Marks a text of a table that tr() is given later, so that tools/texts.mjs finds it.
#define N_(english) (english)

struct lang_text {
    const char *english, *text;
};

// texts is sorted by the bytes of `english` and lives as long as the process; language is "fi",
// "sv", …
void lang_register(const char *language, const struct lang_text *texts, i64 count);
// Registers every table made from po/*.po; tools/po2c writes it.
void lang_register_built_in(void);
// English, or registered.
bool lang_is_known(const char *language);
// Forgets all; for tests.
void lang_reset(void);
