// parquet: reads a Parquet file row by row as text. Uses an engine of its own in memory, never the
// store. Knows nothing of what the columns mean.
#pragma once

#include "store/store.h"

struct parquet;

// Opens a file for reading; it is closed with c->arena. ERR_BAD_INPUT when it is no Parquet file or
// is damaged.
MUST_USE bool parquet_open(ctx *c, const char *path, struct parquet **out);
i64 parquet_column_count(const struct parquet *parquet);
str parquet_column_name(const struct parquet *parquet, i64 index);
// The next rows in the file's order, every column COL_STR; count is 0 at the end. They live until
// the next call. ERR_BAD_INPUT when the file is damaged.
MUST_USE bool parquet_next(ctx *c, struct parquet *parquet, struct rows *out);
