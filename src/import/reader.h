// reader: a file as blocks of rows of text cells: delimited text, columns aligned by spaces, JSON
// lines, Parquet, XES logs. Knows formats, quoting, line ends, and what makes a row bad. Owns the
// open file (bytes.h) and the block's memory. Never skips a row without a word, never guesses what
// a cell means.
#pragma once

#include "base/ctx.h"

enum reader_format {
    FORMAT_DELIMITED,
    FORMAT_ALIGNED,
    FORMAT_JSON_LINES,
    FORMAT_PARQUET,
    FORMAT_XES
};

#define DELIMITER_ALIGNED ' ' // columns stand apart by runs of blanks

// What a mapping states of the file; zero: what its first bytes say.
struct reader_options {
    str encoding;    // see bytes_open
    char delimiter;  // 0: comma, semicolon, tab or bar, whichever the first line has most of;
                     // without any, aligned
    char quote;      // 0: the ordinary one, "
    bool has_quotes; // false: a quote is a character like others
    bool has_header; // delimited and aligned text: the first row names the columns
    i64 header_rows; // of such a header; 0: one. Those after the first explain the columns
    str called;      // the file's name, where its path is not what people call it
};
extern const struct reader_options READER_DEFAULTS;

enum row_flaw {
    ROW_GOOD,
    ROW_RAGGED,     // too few or too many cells: row.cell_count
    ROW_QUOTE,      // something between a closing quote and the delimiter
    ROW_NUL,        // a zero byte
    ROW_ENCODING,   // bytes that are no text in the file's encoding
    ROW_LONG_CELL,  // a cell beyond BOUND_CELL_BYTES
    ROW_NOT_OBJECT, // JSON lines: no object, or something after it
    ROW_JSON,       // JSON lines: not valid
    ROW_DEEP,       // JSON lines: nested deeper than BOUND_JSON_DEPTH
    ROW_TWICE,      // JSON lines: a field stands twice
};

struct row {
    i64 line; // of the file, from 1, where the row begins; Parquet: the row's number, from 1
    str raw;  // as it stands in the file, in UTF-8, without its line end
    enum row_flaw flaw;
    i64 cell_count;   // as found; without flaw exactly the columns
    const str *cells; // of a good row
};

struct row_block {
    i64 count;
    const struct row *rows;
};

struct reader;

// Opens a file and reads its header. Lives in c->arena. ERR_BAD_INPUT when it is empty or has no
// usable header; the rest as bytes_open.
MUST_USE bool reader_open(ctx *c, const char *file, struct reader_options options,
                          struct reader **out);
// The next rows, about a quarter of a megabyte; count is 0 at the end. They live until the next
// call. Empty lines are no rows. ERR_BAD_INPUT when the file ends within a quoted cell or a
// compressed file is cut; ERR_TOO_LARGE when a row has no end.
MUST_USE bool reader_next(ctx *c, struct reader *reader, struct row_block *out);

enum reader_format reader_format(const struct reader *reader);
char reader_delimiter(const struct reader *reader);
// The header as it stands in the file, all its rows; empty without one.
str reader_header(const struct reader *reader);
// What a further row of the header says of a column; row from 1 on. Empty when there is none.
str reader_header_cell(const struct reader *reader, i64 row, i64 column);
enum { READER_HEADER_ROWS_MAX = 5 };
// Rows that name their own fields, of which any may be absent: JSON lines, XES.
bool reader_names_fields(const struct reader *reader);
// Rows stand in the file as lines of text; else row.raw is empty.
bool reader_has_lines(const struct reader *reader);
// Columns by index from 0. Where rows name their fields: those seen in the first rows, and those
// asked for.
i64 reader_column_count(const struct reader *reader);
str reader_column_name(const struct reader *reader, i64 index); // empty where columns have no names
// Finds a column by its name. ERR_BAD_INPUT when there is none, with what there is, or more than
// one. A field that rows name is always found: they may lack it.
MUST_USE bool reader_column(ctx *c, struct reader *reader, str name, i64 *index);
// Whether any row read so far has the field; a column of other formats is in every row.
bool reader_column_seen(const struct reader *reader, i64 index);
// What is wrong with a row, and what to do about it, as sentences of c->arena.
void row_explain(ctx *c, const struct reader *reader, const struct row *row, const char **why,
                 const char **hint);

i64 reader_bytes_done(const struct reader *reader);
i64 reader_bytes_total(const struct reader *reader);
// See bytes_checksum.
MUST_USE bool reader_checksum(ctx *c, struct reader *reader, char *hex);
