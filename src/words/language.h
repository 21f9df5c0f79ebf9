// language: which language a remark is written in: Finnish, English, Swedish, or not known. Pure;
// the model is built in.
#pragma once

#include "base/str.h"

enum words_language { WORDS_FI, WORDS_EN, WORDS_SV, WORDS_UNKNOWN };

enum language_why {
    LANGUAGE_TOLD,
    LANGUAGE_SHORT,    // too few letters to tell
    LANGUAGE_DOUBTFUL, // could be more than one of them
    LANGUAGE_FOREIGN,  // looks like none of them
};

struct language_guess {
    enum words_language language;
    enum language_why why;
    f64 chance; // of the likeliest of the three; 0 with LANGUAGE_SHORT
};

struct language_guess language_of(str text);
// "fi", "en", "sv", "unknown".
const char *language_code(enum words_language language);
