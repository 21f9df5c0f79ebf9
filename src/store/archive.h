// archive: the file that a backup is: a head, then tables in blocks of rows, each block with its
// own checksum and its place in it, then the end. Knows the format and what is damaged. Never asks
// a store. Numbers of a column are written as differences, in as few bytes as they need.
#pragma once

#include "store/store.h"

enum { ARCHIVE_COLUMNS_MAX = 64, ARCHIVE_ROWS_MAX = 8192, ARCHIVE_NAME_MAX = 63 };

struct archive_head {
    i64 made_ms;
    i64 migration; // the newest that the store had seen
    str program;   // version that wrote it
    str engine;    // "duckdb", "postgres"
};

// How many rows, and the sum of a hash of each: the same in whatever order they come.
struct archive_sum {
    i64 rows;
    u64 hash;
};

struct archive_table {
    str name;
    i64 columns;
    struct archive_column {
        str name;
        enum col_type type;
    } column[ARCHIVE_COLUMNS_MAX];
};

void archive_sum_add(struct archive_sum *sum, const struct rows *rows);

// Writing. The file stays the caller's, to flush and to close. ERR_SYSTEM when it takes no more.
struct archive_writer;
MUST_USE bool archive_begin(ctx *c, FILE *file, struct archive_head head,
                            struct archive_writer **out);
// A table whose rows follow; shape tells its columns.
MUST_USE bool archive_write_table(ctx *c, struct archive_writer *writer, str name,
                                  const struct rows *shape);
MUST_USE bool archive_write_rows(ctx *c, struct archive_writer *writer, const struct rows *rows);
MUST_USE bool archive_write_table_end(ctx *c, struct archive_writer *writer);
MUST_USE bool archive_write_end(ctx *c, struct archive_writer *writer);

// Reading. Whatever the bytes are, an answer or ERR_BAD_INPUT: it is no backup, a newer one, cut
// off, or damaged, with the block's number.
struct archive_reader;

enum archive_kind {
    ARCHIVE_HEAD = 'H',
    ARCHIVE_TABLE = 'T',
    ARCHIVE_ROWS = 'R',
    ARCHIVE_TABLE_END = 'E',
    ARCHIVE_END = 'Z'
};

// Lives until the next call, but for the table, which lives until the next table.
struct archive_item {
    enum archive_kind kind;
    const struct archive_table *table; // of ARCHIVE_TABLE, ARCHIVE_ROWS, ARCHIVE_TABLE_END
    struct rows rows;                  // of ARCHIVE_ROWS
    struct archive_sum sum;            // of ARCHIVE_TABLE_END: what was read, as it was written
};

MUST_USE bool archive_open(ctx *c, FILE *file, struct archive_reader **out,
                           struct archive_head *head);
// The last item is ARCHIVE_END; nothing stands behind it.
MUST_USE bool archive_next(ctx *c, struct archive_reader *reader, struct archive_item *out);
