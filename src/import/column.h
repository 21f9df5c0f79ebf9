// column: what the cells of a file's column look like: numbers, dates, few words or many. Looks at
// rows one by one; decides nothing of what the column means.
#pragma once

#include "base/hash.h"
#include "import/moment.h"
#include "import/number.h"
#include "import/reader.h"

enum { COLUMN_FORMATS_MAX = 64, COLUMN_WORDS_MAX = 64 };

struct column_look {
    str name;
    i64 index;
    i64 cells, empty, missing;        // missing: a usual word for it, such as NA
    i64 numbers_point, numbers_comma; // read with either decimal sign
    i64 numbers_plain;                // read without a decimal sign being stated
    i64 whole;                        // without decimals
    i64 low_e4, high_e4;
    i64 dates;                    // read by any format
    i64 fits[COLUMN_FORMATS_MAX]; // by MOMENT_FORMATS
    i64 distinct;                 // up to what is counted
    i64 size_total;
    i64 words; // blanks within the cells
    struct hash_map seen;
};

// The file's words for missing that were met, each once.
struct missing_words {
    i64 count;
    str words[COLUMN_WORDS_MAX];
};

void column_look_init(ctx *c, struct column_look *look, str name, i64 index);
void column_look_at(ctx *c, struct column_look *look, str cell, struct missing_words *missing);
// Cells that say something.
i64 column_filled(const struct column_look *look);
bool column_is_number(const struct column_look *look);
bool column_is_date(const struct column_look *look);
// The fewest formats that read every date, in the order that they are to be tried; count is 0 when
// none are needed.
i64 column_formats(const struct column_look *look, const char *formats[COLUMN_FORMATS_MAX]);
