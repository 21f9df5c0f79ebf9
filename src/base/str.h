// str: text as pointer and length, never owning; buf: text that grows in an arena.
// Text made by fmt and buf is NUL-terminated as well; a slice is not: str_c() before a C function.
#pragma once

#include "base/arena.h"

typedef struct {
    const char *s;
    i64 size; // bytes
} str;

#define S(literal) ((str){"" literal, (i64)sizeof(literal) - 1})
// For printf("%.*s", STR(text)).
#define STR(text) ((int)(text).size), ((text).s ? (text).s : "")

str str_of(const char *text); // NULL becomes an empty text
bool str_equal(str a, str b);
bool str_equal_fold(str a, str b); // ASCII case apart
int str_compare(str a, str b);     // bytes, shorter first
bool str_starts(str text, str start);
bool str_ends(str text, str end);
i64 str_find(str text, str part); // index or -1
str str_slice(str text, i64 from, i64 to);
str str_trim(str text); // ASCII white space at both ends
// Cuts text at the first separator: *head is what stood before it, text what follows. False when
// text is used up.
bool str_cut(str *text, char separator, str *head);
// A copy in the arena, NUL-terminated.
str str_copy(struct arena *arena, str text);
const char *str_c(struct arena *arena, str text);
// Whole text is a decimal number within the type's bounds; false otherwise.
MUST_USE bool str_i64(str text, i64 *out);
MUST_USE bool str_f64(str text, f64 *out);
// Valid UTF-8 without NUL; at the first bad byte *bad_at (may be NULL) is its index.
bool str_is_utf8(str text, i64 *bad_at);
// Text cut to at most `size` bytes without splitting a UTF-8 character.
str str_head(str text, i64 size);

typedef struct {
    char *s; // NUL-terminated after every call
    i64 size, capacity;
    i64 size_max; // beyond it the arena's `full` is called
    struct arena *arena;
} buf;

buf buf_new(struct arena *arena, i64 size_max);
void buf_add(buf *b, str text);
void buf_c(buf *b, const char *text);
void buf_char(buf *b, char character);
void buf_fmt(buf *b, const char *format, ...) PRINTF(2, 3);
str buf_str(const buf *b);

// printf into the arena; NUL-terminated.
const char *fmt(struct arena *arena, const char *format, ...) PRINTF(2, 3)
    __attribute__((returns_nonnull));
const char *fmt_va(struct arena *arena, const char *format, va_list args) PRINTF(2, 0)
    __attribute__((returns_nonnull));
