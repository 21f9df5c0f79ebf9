// tokens: a text's words, numbers, marks and sentences, and the text as it is compared: composed
// (NFC), case folded, blanks made one. Knows Unicode (libunistring; UAX 29 for words) and the
// abbreviations that end in a stop without ending a sentence in Finnish, Swedish and English.
// Never fails: each byte that is no UTF-8 counts as a question mark.
#pragma once

#include "base/ctx.h"

enum token_kind {
    TOKEN_WORD,   // has a letter: "asiakaspalvelija", "don't", "4G"
    TOKEN_NUMBER, // digits without a letter: "12.30"
    TOKEN_MARK, // a run of one and the same other character that is no blank: "!!!", "…", "🙂"
};

struct token {
    str text;       // folded
    i64 from, to;   // bytes of the original
    i32 characters; // of the original, counted in code points
    i32 sentence;   // 0, 1, …
    enum token_kind kind;
};

struct tokens {
    i64 count;
    struct token *items;
    i64 sentences; // that have a word or a number
    i64 words;     // tokens that are words or numbers
};

// Token by token, in the order of the text; lives in c->arena. Marks that follow a sentence's last
// word belong to it.
struct tokens tokens_read(ctx *c, str original);
// The text as it is compared: NFC, case folded, control characters and blanks made one blank, none
// at the ends. Lives in c->arena.
str tokens_fold(ctx *c, str original);
