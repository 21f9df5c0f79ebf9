// format: what reader.c and the formats share. Seen by the readers only.
//
// A text format works on `data`: reader.c fills it, the format finds rows in data[at, size) and
// leaves `at` behind the last whole one. What is left is kept for the next block, with more behind
// it.
#pragma once

#include "bounds.h"
#include "import/bytes.h"
#include "import/reader.h"

enum {
    BLOCK_BYTES = 256 * 1024,
    PAD_BYTES = 64
}; // padding is readable, so that 64 bytes are looked at at once

struct reader {
    const char *file;
    struct reader_options options;
    enum reader_format format;
    struct bytes *bytes; // NULL once a Parquet file is read by its own reader
    struct parquet *parquet;
    struct xes *xes;

    char *data; // text from `at` to `size`, then PAD_BYTES
    i64 at, size, capacity;
    bool at_end;     // nothing follows data
    bool has_nul;    // somewhere in data
    bool has_high;   // a byte beyond ASCII, somewhere in data
    char line_end;   // '\n', or '\r' in files that have no other
    i64 line;        // number of the line at `at`
    char *unescaped; // as large as data: cells that are not as they stand in the file
    i64 unescaped_size;

    struct row *rows;
    i64 row_count, row_capacity;
    str *cells; // one for each byte of data at most
    i64 cell_count, cell_capacity;

    i64 column_count; // 0: not known yet
    str *columns;
    i64 column_capacity;
    bool *column_seen; // JSON lines: some row has the field
    str header;
    str *header_cells[READER_HEADER_ROWS_MAX]; // by row of the header, from 1; NULL: none
    i64 header_counts[READER_HEADER_ROWS_MAX];
    bool is_opening; // rows are only looked at for their columns, and read again
};

// Find rows in data, at most `rows_max`. ERR_BAD_INPUT, ERR_TOO_LARGE.
MUST_USE bool delimited_rows(ctx *c, struct reader *reader, i64 rows_max);
MUST_USE bool aligned_rows(ctx *c, struct reader *reader, i64 rows_max);
MUST_USE bool json_rows(ctx *c, struct reader *reader, i64 rows_max);

// Adds a row and gives it its place; raw is checked for NUL and encoding.
struct row *reader_add_row(ctx *c, struct reader *reader, str raw, i64 line);
// Adds a column that was not there; returns its index.
i64 reader_add_column(ctx *c, struct reader *reader, str name);
// End of the line that begins at `from`: where its line end stands, or size when the last line has
// none; -1 when it is not in data.
i64 reader_line_end(const struct reader *reader, i64 from);
