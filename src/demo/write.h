// write: one file being written: a buffer, and the few forms of cells that the demo's files are
// made of. Owns the descriptor. A failed write is remembered and told at the end, so rows are
// written without asking.
#pragma once

#include "base/json.h"
#include "demo/company.h"

struct out {
    const char *name;
    char *text; // OUT_BYTES
    i64 size;
    i64 rows, facts;
    int fd, failed_errno; // 0 = none failed
};

enum { OUT_BYTES = 256 * 1024, OUT_ROW_BYTES = 4096 };

// Creates the file, or empties it. ERR_SYSTEM. Closed with c's arena, or by out_close.
MUST_USE bool out_open(ctx *c, struct out *out, int folder_fd, const char *name);
// Writes what is left. ERR_SYSTEM when anything could not be written since out_open.
MUST_USE bool out_close(ctx *c, struct out *out);

// A row must stay under OUT_ROW_BYTES.
void out_char(struct out *out, char character);
void out_text(struct out *out, str text);
void out_c(struct out *out, const char *text);
void out_number(struct out *out, i64 number);
void out_padded(struct out *out, i64 number, i32 digits); // with leading zeros
void out_cents(struct out *out, i64 cents, char decimal); // 1234 as 12.34
// "9:05" with leading zeros only for minutes, or "09:05".
void out_clock(struct out *out, i32 minute, bool padded);
void out_customer(struct out *out, u32 number); // K0000017
// A cell in double quotes where the text needs them.
void out_quoted(struct out *out, str text, char delimiter);
void out_json(struct out *out, str text); // with quotes, escaped
// UTF-8 as Windows-1252; what that has no letter for becomes a question mark.
void out_windows(struct out *out, str text);
// Ends a row that held so many facts.
void out_end(struct out *out, i32 facts);
// Writes a whole file of one JSON value. ERR_SYSTEM.
MUST_USE bool out_json_file(ctx *c, int folder_fd, const char *name, const json_t *json);
