// The idea: most bytes of a file are neither delimiter, line end nor quote, so 64 bytes at a time
// become a mask with one bit for each byte that is one of the three, and the work is done only
// where a bit is set (Langdale and Lemire, "Parsing Gigabytes of JSON per Second", 2019, use such
// masks). Cells point into the block; only cells with doubled quotes are copied. Invariant: between
// cells, `cursor` stands at the first byte of a cell and `mask` has bits from there on only.
#include "import/format.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

struct scan {
    struct reader *reader;
    char delimiter, line_end, quote; // quote 0: none
    i64 mask_at;                     // index in data of the mask's first bit
    u64 mask;
    // of the row being read:
    i64 row_from, cell_from;
    i64 first_cell, count;
    bool bad_quote;
    i64 lines_inside; // line ends inside quoted cells
};

enum found { FOUND_CELL, FOUND_ROW, FOUND_NOTHING };

static u64 marks_of(const struct scan *scan, const char *p);
static void scan_seek(struct scan *scan, i64 at);
static i64 scan_next(struct scan *scan);
static enum found cell_quoted(struct scan *scan, i64 *end);
static bool row_read(struct scan *scan, i64 *end, bool *inside_quotes);
static void row_add(ctx *c, struct scan *scan, i64 end);

bool delimited_rows(ctx *c, struct reader *reader, i64 rows_max)
{
    struct scan scan = {reader, reader->options.delimiter, reader->line_end,
                        .quote = reader->options.quote};
    if (!reader->options.has_quotes) scan.quote = scan.delimiter; // never seen as one
    while (reader->row_count < rows_max && reader->at < reader->size) {
        scan_seek(&scan, reader->at);
        i64 end = 0;
        bool inside_quotes = false;
        scan.row_from = scan.cell_from = reader->at;
        scan.first_cell = reader->cell_count;
        scan.count = scan.lines_inside = 0;
        scan.bad_quote = false;
        if (!row_read(&scan, &end, &inside_quotes)) {
            reader->cell_count = scan.first_cell;
            if (!reader->at_end || reader->row_count > 0) return true;
            assert(inside_quotes);
            const char *msg =
                fmt(c->arena,
                    tr(c, "%s ends within the quoted cell of the row that begins on line %lld"),
                    reader->file, (long long)reader->line);
            return fail_with(c, ERR_BAD_INPUT, msg,
                             tr(c, "The file is cut off, or a quote in that row is not closed."));
        }
        row_add(c, &scan, end);
        reader->line += 1 + scan.lines_inside;
        reader->at = MIN(end + 1, reader->size);
    }
    return true;
}

#ifdef __SSE2__
static u64 marks_of(const struct scan *scan, const char *p)
{
    const __m128i delimiter = _mm_set1_epi8(scan->delimiter),
                  line_end = _mm_set1_epi8(scan->line_end), quote = _mm_set1_epi8(scan->quote);
    u64 mask = 0;
    for (int i = 0; i < 4; i++) {
        const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(p + 16 * i));
        const __m128i found = _mm_or_si128(
            _mm_or_si128(_mm_cmpeq_epi8(bytes, delimiter), _mm_cmpeq_epi8(bytes, line_end)),
            _mm_cmpeq_epi8(bytes, quote));
        mask |= (u64)(u32)_mm_movemask_epi8(found) << (16 * i);
    }
    return mask;
}
#else
static u64 marks_of(const struct scan *scan, const char *p)
{
    u64 mask = 0;
    for (int i = 0; i < 64; i++) {
        bool found = p[i] == scan->delimiter || p[i] == scan->line_end || p[i] == scan->quote;
        mask |= (u64)found << i;
    }
    return mask;
}
#endif

// Goes to data[at]. Where the mask at hand covers it, that is one step.
static void scan_seek(struct scan *scan, i64 at)
{
    i64 from = at / 64 * 64;
    if (from != scan->mask_at || at == 0 || !scan->mask) {
        scan->mask_at = from;
        scan->mask = marks_of(scan, scan->reader->data + from);
    }
    scan->mask &= ~0ULL << (at - from);
}

// Index of the next mark; reader->size when there is none before it.
static i64 scan_next(struct scan *scan)
{
    while (!scan->mask) {
        scan->mask_at += 64;
        if (scan->mask_at >= scan->reader->size) return scan->reader->size;
        scan->mask = marks_of(scan, scan->reader->data + scan->mask_at);
    }
    i64 at = scan->mask_at + __builtin_ctzll(scan->mask);
    scan->mask &= scan->mask - 1;
    return MIN(at, scan->reader->size);
}

// Cells beyond what any file may have are counted, not kept.
static void cell_add(struct scan *scan, str cell)
{
    if (scan->count++ > BOUND_COLUMNS) return;
    scan->reader->cells[scan->reader->cell_count++] = cell;
}

// The cell without quotes that ends before data[at]; the CR of a CRLF is no part of it.
static str cell_bare(const struct scan *scan, i64 at, bool is_row_end)
{
    const char *data = scan->reader->data;
    bool is_crlf =
        is_row_end && scan->line_end == '\n' && at > scan->cell_from && data[at - 1] == '\r';
    return (str){data + scan->cell_from, at - is_crlf - scan->cell_from};
}

// Reads the row at row_from. False when data ends before the row does.
static bool row_read(struct scan *scan, i64 *end, bool *inside_quotes)
{
    struct reader *reader = scan->reader;
    const char *data = reader->data;
    for (;;) {
        i64 at = scan_next(scan);
        char mark = data[at];
        if (at == reader->size) {
            if (!reader->at_end) return false;
            mark = scan->line_end; // the last line needs none
        } else if (mark == scan->quote && mark != scan->delimiter) {
            if (at != scan->cell_from) continue;
            enum found found = cell_quoted(scan, &at);
            *inside_quotes = found == FOUND_NOTHING;
            if (*inside_quotes) return false;
            if (found == FOUND_CELL) continue;
            *end = at;
            return true;
        }
        bool is_end = mark == scan->line_end;
        cell_add(scan, cell_bare(scan, at, is_end));
        scan->cell_from = at + 1;
        if (is_end) {
            *end = at;
            return true;
        }
    }
}

// Removes the doubling of quotes from data[from, to).
static str unquote(struct scan *scan, i64 from, i64 to)
{
    struct reader *reader = scan->reader;
    char *copy = reader->unescaped + reader->unescaped_size;
    i64 size = 0;
    for (i64 i = from; i < to; i++) {
        copy[size++] = reader->data[i];
        if (reader->data[i] == scan->quote) i++;
    }
    reader->unescaped_size += size;
    return (str){copy, size};
}

// Index of the quote that closes the cell whose first byte is data[from]; -1 when it is not in
// data.
static i64 quote_close(struct scan *scan, i64 from, bool *doubled)
{
    const struct reader *reader = scan->reader;
    i64 at = from;
    for (;;) {
        const char *quote = memchr(reader->data + at, scan->quote, (size_t)(reader->size - at));
        if (!quote) return -1;
        at = quote - reader->data;
        bool is_last = at + 1 == reader->size;
        if (is_last && !reader->at_end) return -1; // it may be doubled
        if (is_last || quote[1] != scan->quote) return at;
        *doubled = true;
        at += 2;
    }
}

// Reads the cell that begins with a quote at cell_from, and goes behind its delimiter. *end: the
// row's end.
static enum found cell_quoted(struct scan *scan, i64 *end)
{
    struct reader *reader = scan->reader;
    const char *data = reader->data;
    bool doubled = false;
    i64 from = scan->cell_from + 1;
    i64 close = quote_close(scan, from, &doubled);
    if (close < 0) return FOUND_NOTHING;
    for (const char *p = data + from; (p = memchr(p, scan->line_end, (size_t)(data + close - p)));
         p++)
        scan->lines_inside++;
    str cell = doubled ? unquote(scan, from, close) : (str){data + from, close - from};
    cell_add(scan, cell);

    i64 after = close + 1;
    bool is_crlf = after + 1 < reader->size && data[after] == '\r' && data[after + 1] == '\n';
    if (is_crlf && scan->line_end == '\n') after++;
    bool is_cut = after + 1 >= reader->size && !reader->at_end; // the line end may be half here
    if (is_cut) return FOUND_NOTHING;
    if (after < reader->size && data[after] != scan->delimiter && data[after] != scan->line_end) {
        scan->bad_quote = true; // go on behind the next mark that ends a cell
        while (after < reader->size && data[after] != scan->delimiter &&
               data[after] != scan->line_end)
            after++;
        if (after == reader->size && !reader->at_end) return FOUND_NOTHING;
    }
    bool is_row_end = after == reader->size || data[after] == scan->line_end;
    if (after < reader->size) scan_seek(scan, after);
    if (after < reader->size) scan_next(scan);
    scan->cell_from = after + 1;
    *end = after;
    return is_row_end ? FOUND_ROW : FOUND_CELL;
}

static void row_add(ctx *c, struct scan *scan, i64 end)
{
    struct reader *reader = scan->reader;
    i64 raw_end = end;
    if (scan->line_end == '\n' && raw_end > scan->row_from && reader->data[raw_end - 1] == '\r')
        raw_end--;
    str raw = {reader->data + scan->row_from, raw_end - scan->row_from};
    if (raw.size == 0) { // an empty line
        reader->cell_count = scan->first_cell;
        return;
    }
    struct row *row = reader_add_row(c, reader, raw, reader->line);
    row->cells = reader->cells + scan->first_cell;
    row->cell_count = scan->count;
    if (row->flaw == ROW_GOOD && scan->bad_quote) row->flaw = ROW_QUOTE;
    if (row->flaw == ROW_GOOD && reader->column_count && scan->count != reader->column_count)
        row->flaw = ROW_RAGGED;
    if (row->flaw != ROW_GOOD || raw.size <= BOUND_CELL_BYTES) return;
    for (i64 i = 0; i < scan->count; i++)
        if (row->cells[i].size > BOUND_CELL_BYTES) row->flaw = ROW_LONG_CELL;
}

// Cells of one line; returns how many there are. Those beyond what any file may have are not kept.
static i64 aligned_cells(struct reader *reader, str line)
{
    const char *p = line.s, *end = line.s + line.size;
    i64 count = 0;
    while (p < end) {
        while (p < end && (*p == ' ' || *p == '\t'))
            p++;
        const char *from = p;
        while (p < end && *p != ' ' && *p != '\t')
            p++;
        if (p > from && count++ <= BOUND_COLUMNS)
            reader->cells[reader->cell_count++] = (str){from, p - from};
    }
    return count;
}

bool aligned_rows(ctx *c, struct reader *reader, i64 rows_max)
{
    while (reader->row_count < rows_max && reader->at < reader->size) {
        i64 end = reader_line_end(reader, reader->at);
        if (end < 0) return true;
        str raw = {reader->data + reader->at, end - reader->at};
        if (reader->line_end == '\n' && str_ends(raw, S("\r"))) raw.size--;
        i64 first = reader->cell_count, count = aligned_cells(reader, raw);
        if (count > 0) {
            struct row *row = reader_add_row(c, reader, raw, reader->line);
            bool is_ragged = reader->column_count && count != reader->column_count;
            row->cells = reader->cells + first;
            row->cell_count = count;
            if (row->flaw == ROW_GOOD && is_ragged) row->flaw = ROW_RAGGED;
        }
        reader->line++;
        reader->at = MIN(end + 1, reader->size);
    }
    return true;
}
