#include "import/format.h"

#include "import/parquet.h"
#include "import/xes.h"

const struct reader_options READER_DEFAULTS = {
    .quote = '"', .has_quotes = true, .has_header = true};

enum { COLUMNS_LISTED = 12 }; // in a message

static bool format_find(ctx *c, struct reader *reader);
static void delimiter_find(struct reader *reader);
static bool header_read(ctx *c, struct reader *reader);
static bool data_fill(ctx *c, struct reader *reader);
static bool rows_find(ctx *c, struct reader *reader, i64 rows_max);

bool reader_open(ctx *c, const char *file, struct reader_options options, struct reader **out)
{
    struct reader *reader = NEW(c->arena, struct reader);
    reader->file = options.called.size ? str_c(c->arena, options.called) : file;
    reader->options = options;
    if (!reader->options.quote) reader->options.quote = '"';
    reader->line = 1;
    reader->line_end = '\n';
    if (!bytes_open(c, file, options.encoding, &reader->bytes)) return false;
    bytes_call(reader->bytes, reader->file);
    *out = reader;
    return format_find(c, reader) && header_read(c, reader);
}

bool reader_next(ctx *c, struct reader *reader, struct row_block *out)
{
    reader->row_count = reader->cell_count = reader->unescaped_size = 0;
    bool done = reader->format == FORMAT_PARQUET ? parquet_rows(c, reader)
                                                 : rows_find(c, reader, INT64_MAX);
    *out = (struct row_block){reader->row_count, reader->rows};
    return done;
}

enum reader_format reader_format(const struct reader *reader)
{
    return reader->format;
}

str reader_header_cell(const struct reader *reader, i64 row, i64 column)
{
    assert(row > 0);
    bool is_there = row < READER_HEADER_ROWS_MAX && column < reader->header_counts[row];
    return is_there ? reader->header_cells[row][column] : (str){0};
}

bool reader_names_fields(const struct reader *reader)
{
    return reader->format == FORMAT_JSON_LINES || reader->format == FORMAT_XES;
}

bool reader_has_lines(const struct reader *reader)
{
    return reader->format != FORMAT_PARQUET && reader->format != FORMAT_XES;
}

char reader_delimiter(const struct reader *reader)
{
    return reader->options.delimiter;
}

str reader_header(const struct reader *reader)
{
    return reader->header;
}

i64 reader_column_count(const struct reader *reader)
{
    return reader->column_count;
}

str reader_column_name(const struct reader *reader, i64 index)
{
    assert(index >= 0 && index < reader->column_count);
    return reader->columns[index];
}

bool reader_column_seen(const struct reader *reader, i64 index)
{
    assert(index >= 0 && index < reader->column_count);
    return !reader_names_fields(reader) || reader->column_seen[index];
}

i64 reader_bytes_done(const struct reader *reader)
{
    return bytes_done(reader->bytes);
}

i64 reader_bytes_total(const struct reader *reader)
{
    return bytes_total(reader->bytes);
}

bool reader_checksum(ctx *c, struct reader *reader, char *hex)
{
    return bytes_checksum(c, reader->bytes, hex);
}

static const char *columns_hint(ctx *c, const struct reader *reader)
{
    buf list = buf_new(c->arena, 64 * 1024);
    for (i64 i = 0; i < reader->column_count; i++) {
        if (i == COLUMNS_LISTED) buf_c(&list, ", …");
        if (i >= COLUMNS_LISTED) break;
        buf_fmt(&list, "%s\"%.*s\"", i ? ", " : "", STR(str_head(reader->columns[i], 60)));
    }
    return fmt(c->arena, tr(c, "The file's columns are %.*s."), STR(buf_str(&list)));
}

bool reader_column(ctx *c, struct reader *reader, str name, i64 *index)
{
    i64 found = 0;
    for (i64 i = reader->column_count - 1; i >= 0; i--) {
        if (!str_equal(reader->columns[i], name)) continue;
        found++;
        *index = i;
    }
    if (found == 1 && (reader->options.has_header || !reader_has_lines(reader))) return true;
    if (reader_names_fields(reader)) {
        if (found == 0) *index = reader_add_column(c, reader, name);
        return true;
    }
    if (!reader->options.has_header && reader_has_lines(reader))
        return fail_with(
            c, ERR_BAD_INPUT,
            fmt(c->arena, tr(c, "the file has no header, so no column \"%.*s\""), STR(name)),
            tr(c, "Name columns by their position: {\"column\": 1}."));
    if (found == 1) return true;
    if (found > 1)
        return fail_with(
            c, ERR_BAD_INPUT,
            fmt(c->arena, tr(c, "the file has %lld columns \"%.*s\""), (long long)found, STR(name)),
            tr(c, "Rename one of them; in an import's map a position names the column: "
                  "{\"column\": 3}."));
    return fail_with(c, ERR_BAD_INPUT,
                     fmt(c->arena, tr(c, "the file has no column \"%.*s\""), STR(name)),
                     columns_hint(c, reader));
}

void row_explain(ctx *c, const struct reader *reader, const struct row *row, const char **why,
                 const char **hint)
{
    *hint = NULL;
    switch (row->flaw) {
    case ROW_RAGGED:
        *why = fmt(c->arena, tr(c, "the row has %lld cells, the file %lld columns"),
                   (long long)row->cell_count, (long long)reader->column_count);
        *hint = row->cell_count > reader->column_count
                    ? tr(c, "A cell with the delimiter in it must stand in quotes.")
                    : tr(c, "The row is cut off, or an empty cell was left out.");
        return;
    case ROW_QUOTE:
        *why = tr(c, "something stands behind a closing quote");
        *hint = tr(c, "A quote within a quoted cell is written twice: \"\".");
        return;
    case ROW_NUL:
        *why = tr(c, "the row holds a zero byte");
        *hint = tr(c, "If every row does, the file is UTF-16: state \"encoding\": \"utf-16\".");
        return;
    case ROW_ENCODING:
        *why = tr(c, "the row is not valid text in the file's encoding");
        *hint = tr(c, "State the file's \"encoding\" in the mapping: \"latin-1\", \"windows-1252\" "
                      "or \"utf-16\".");
        return;
    case ROW_LONG_CELL:
        *why = fmt(c->arena, tr(c, "a cell is longer than %d bytes"), BOUND_CELL_BYTES);
        *hint = tr(c, "A quote that is not closed may have swallowed what follows it.");
        return;
    case ROW_NOT_OBJECT:
        *why = tr(c, "the line is not one JSON object");
        *hint = tr(c, "Write one object a line: {\"id\": 1, …}.");
        return;
    case ROW_JSON:
        *why = tr(c, "the line is not valid JSON");
        return;
    case ROW_DEEP:
        *why = fmt(c->arena, tr(c, "the line is nested deeper than %d"), BOUND_JSON_DEPTH);
        return;
    case ROW_TWICE:
        *why = tr(c, "a field stands twice in the line");
        return;
    case ROW_GOOD:
        break;
    }
    assert(false);
}

static bool name_ends(const char *file, const char *end)
{
    str name = str_of(file);
    if (str_ends(name, S(".gz"))) name.size -= 3;
    i64 size = str_of(end).size;
    return name.size >= size &&
           str_equal_fold(str_slice(name, name.size - size, name.size), str_of(end));
}

// A ZIP archive, as workbooks are since 2007, or what they were before.
static bool is_workbook(const struct reader *reader)
{
    str head = bytes_head(reader->bytes);
    return str_starts(head, S("PK\x03\x04")) || str_starts(head, S("\xD0\xCF\x11\xE0"));
}

static bool format_find(ctx *c, struct reader *reader)
{
    reader->format = FORMAT_DELIMITED;
    if (str_starts(bytes_head_stored(reader->bytes), S("PAR1"))) {
        reader->format = FORMAT_PARQUET;
        return true;
    }
    if (is_workbook(reader))
        return fail_with(c, ERR_BAD_INPUT,
                         fmt(c->arena, tr(c, "%s is a workbook or an archive"), reader->file),
                         tr(c, "Save the sheet as CSV, and take that."));
    if (!data_fill(c, reader)) return false;
    str text = str_trim((str){reader->data, reader->size});
    if (text.size == 0)
        return fail(c, ERR_BAD_INPUT, fmt(c->arena, tr(c, "%s is empty"), reader->file));
    if (xes_is_at(text)) {
        reader->format = FORMAT_XES;
        return true;
    }
    bool is_array = str_starts(text, S("[")) && name_ends(reader->file, ".json");
    if (is_array)
        return fail_with(
            c, ERR_BAD_INPUT, fmt(c->arena, tr(c, "%s is one JSON array"), reader->file),
            tr(c, "Write it as JSON lines, one object a line: `jq -c '.[]'` does that."));
    if (str_starts(text, S("{"))) {
        reader->format = FORMAT_JSON_LINES;
        return true;
    }
    bool has_lf = memchr(reader->data, '\n', (size_t)reader->size) != NULL;
    bool has_cr = memchr(reader->data, '\r', (size_t)reader->size) != NULL;
    if (has_cr && !has_lf) reader->line_end = '\r';
    if (!reader->options.delimiter && name_ends(reader->file, ".tsv"))
        reader->options.delimiter = '\t';
    if (!reader->options.delimiter) delimiter_find(reader);
    if (reader->options.delimiter == DELIMITER_ALIGNED) reader->format = FORMAT_ALIGNED;
    return true;
}

// The candidate that the first line has most of, outside quotes; the earlier one where they are
// level.
static void delimiter_find(struct reader *reader)
{
    static const char candidates[] = {',', ';', '\t', '|'};
    i64 count[COUNT_OF(candidates)] = {0};
    i64 blanks = 0;
    bool quoted = false;
    for (i64 i = 0; i < reader->size; i++) {
        char byte = reader->data[i];
        if (byte == reader->line_end && !quoted) break;
        if (reader->options.has_quotes && byte == reader->options.quote) quoted = !quoted;
        if (quoted) continue;
        for (i64 k = 0; k < COUNT_OF(candidates); k++)
            count[k] += byte == candidates[k];
        blanks += byte == ' ';
    }
    i64 best = 0;
    for (i64 k = 1; k < COUNT_OF(candidates); k++)
        if (count[k] > count[best]) best = k;
    reader->options.delimiter =
        count[best] == 0 && blanks > 0 ? DELIMITER_ALIGNED : candidates[best];
}

// Rows of the header that follow the first.
static bool further_header_read(ctx *c, struct reader *reader)
{
    i64 rows = MIN(reader->options.header_rows, READER_HEADER_ROWS_MAX);
    for (i64 r = 1; r < rows; r++) {
        reader->row_count = reader->cell_count = reader->unescaped_size = 0;
        if (!rows_find(c, reader, 1)) return false;
        if (!reader->row_count) return true; // the file ends before
        const struct row *row = reader->rows;
        reader->header_cells[r] = NEW_ARRAY(c->arena, str, row->cell_count + 1);
        for (i64 i = 0; row->flaw == ROW_GOOD && i < row->cell_count; i++)
            reader->header_cells[r][reader->header_counts[r]++] = str_copy(c->arena, row->cells[i]);
        reader->header = str_of(fmt(c->arena, "%.*s\n%.*s", STR(reader->header), STR(row->raw)));
    }
    return true;
}

// Reads the first row: it names the columns, or only says how many there are. JSON lines: the first
// block's fields.
static bool header_read(ctx *c, struct reader *reader)
{
    if (reader->format == FORMAT_PARQUET) return parquet_header(c, reader);
    if (reader->format == FORMAT_XES) return xes_header(c, reader);
    bool is_text = reader->format != FORMAT_JSON_LINES;
    bool is_header = is_text && reader->options.has_header;
    reader->is_opening = true;
    if (!rows_find(c, reader, is_text ? 1 : INT64_MAX)) return false;
    reader->is_opening = false;
    assert(reader->row_count > 0 || !is_text);
    if (is_text) {
        const struct row *row = reader->rows;
        const char *why, *hint;
        if (row->flaw != ROW_GOOD) {
            row_explain(c, reader, row, &why, &hint);
            return fail_with(
                c, ERR_BAD_INPUT,
                fmt(c->arena, tr(c, "the first row of %s cannot be read: %s"), reader->file, why),
                hint);
        }
        if (row->cell_count > BOUND_COLUMNS)
            return fail(
                c, ERR_TOO_LARGE,
                fmt(c->arena, tr(c, "%s has more than %d columns"), reader->file, BOUND_COLUMNS));
        for (i64 i = 0; i < row->cell_count; i++)
            reader_add_column(c, reader, is_header ? str_copy(c->arena, row->cells[i]) : S(""));
        if (is_header) reader->header = str_copy(c->arena, row->raw);
    }
    if (is_header) return further_header_read(c, reader);
    reader->at = 0; // the rows are read again
    reader->line = 1;
    return true;
}

static bool rows_find(ctx *c, struct reader *reader, i64 rows_max)
{
    for (;;) {
        bool found = reader->format == FORMAT_XES          ? xes_rows(c, reader)
                     : reader->format == FORMAT_JSON_LINES ? json_rows(c, reader, rows_max)
                     : reader->format == FORMAT_ALIGNED    ? aligned_rows(c, reader, rows_max)
                                                           : delimited_rows(c, reader, rows_max);
        if (!found) return false;
        if (reader->row_count > 0) return true;
        if (reader->at_end) return true;
        if (!data_fill(c, reader)) return false;
    }
}

// Makes room for a whole further block behind what is left.
static void data_grow(ctx *c, struct reader *reader)
{
    reader->capacity += MAX(reader->capacity, BLOCK_BYTES);
    char *data = arena_alloc(c->arena, reader->capacity + PAD_BYTES, 1);
    if (reader->size > 0) memcpy(data, reader->data, (size_t)reader->size);
    reader->data = data;
    reader->unescaped = arena_alloc(c->arena, reader->capacity, 1);
    reader->cell_capacity = reader->capacity + 2;
    reader->cells = NEW_ARRAY(c->arena, str, reader->cell_capacity);
}

// Keeps data[at, size), and reads more behind it. JSON lines keep all of a file's first block until
// its fields are known.
static bool data_fill(ctx *c, struct reader *reader)
{
    assert(!reader->at_end);
    i64 left = reader->size - reader->at;
    if (left > BOUND_ROW_BYTES)
        return fail_with(
            c, ERR_TOO_LARGE,
            fmt(c->arena, tr(c, "the row that begins on line %lld of %s has no end"),
                (long long)reader->line, reader->file),
            tr(c,
               "A quote in it may not be closed, or this is not the kind of file that it seems."));
    if (left > 0) memmove(reader->data, reader->data + reader->at, (size_t)left);
    reader->at = 0;
    reader->size = left;
    if (reader->capacity - left < BLOCK_BYTES) data_grow(c, reader);
    i64 until = left + BLOCK_BYTES;
    while (reader->size < until) {
        i64 got = 0;
        if (!bytes_read(c, reader->bytes, reader->data + reader->size,
                        MAX(until - reader->size, 16), &got))
            return false;
        if (got == 0) reader->at_end = true;
        if (got == 0) break;
        reader->size += got;
    }
    reader->has_nul = memchr(reader->data, 0, (size_t)reader->size) != NULL;
    u64 high = 0;
    memset(reader->data + reader->size, 0, PAD_BYTES);
    for (i64 i = 0; i < reader->size; i += 8) {
        u64 word;
        memcpy(&word, reader->data + i, 8);
        high |= word;
    }
    reader->has_high = (high & 0x8080808080808080ULL) != 0;
    return true;
}

struct row *reader_add_row(ctx *c, struct reader *reader, str raw, i64 line)
{
    if (reader->row_count == reader->row_capacity) {
        i64 capacity = MAX(2 * reader->row_capacity, 4096);
        reader->rows = arena_grow(c->arena, reader->rows, reader->row_capacity, capacity,
                                  (i64)sizeof(struct row));
        reader->row_capacity = capacity;
    }
    struct row *row = &reader->rows[reader->row_count++];
    *row = (struct row){.line = line, .raw = raw};
    if (reader->has_nul && memchr(raw.s, 0, (size_t)raw.size)) {
        row->flaw = ROW_NUL;
    } else if (reader->has_high && !str_is_utf8(raw, NULL)) {
        row->flaw = ROW_ENCODING;
    }
    return row;
}

i64 reader_add_column(ctx *c, struct reader *reader, str name)
{
    if (reader->column_count == reader->column_capacity) {
        i64 capacity = MAX(2 * reader->column_capacity, 32);
        reader->columns = arena_grow(c->arena, reader->columns, reader->column_capacity, capacity,
                                     (i64)sizeof(str));
        reader->column_seen = arena_grow(c->arena, reader->column_seen, reader->column_capacity,
                                         capacity, (i64)sizeof(bool));
        reader->column_capacity = capacity;
    }
    reader->columns[reader->column_count] = name;
    return reader->column_count++;
}

i64 reader_line_end(const struct reader *reader, i64 from)
{
    const char *end = memchr(reader->data + from, reader->line_end, (size_t)(reader->size - from));
    if (end) return end - reader->data;
    return reader->at_end ? reader->size : -1;
}
