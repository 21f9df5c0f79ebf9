// JSON lines (RFC 8259, one object a line), read straight into cells: no tree is built, and numbers
// stay text, so that no digit is lost in floating point. A field of an object within the object is
// a column with a dotted name; an array is one cell.
#include "import/format.h"

enum { PATH_BYTES = 1024, NO_COLUMN = -1 };

struct json_scan {
    struct reader *reader;
    ctx *c;
    const char *p, *end;
    str *cells;
    bool is_new_welcome; // columns not seen before are added
    i64 next_column;     // fields mostly come in the order of the line before
    char path[PATH_BYTES];
    i64 path_size;
    int depth;
    enum row_flaw flaw;
};

static bool value_read(struct json_scan *scan, i64 column);
static bool object_read(struct json_scan *scan, bool is_column);

// Reads one line, which is not empty, as a row. While the reader opens, columns are added and no
// cells are kept.
static void line_read(struct json_scan *scan, str raw, i64 line)
{
    struct reader *reader = scan->reader;
    struct row *row = reader_add_row(scan->c, reader, raw, line);
    scan->cells = reader->is_opening ? NULL : reader->cells + reader->cell_count;
    scan->p = raw.s;
    scan->end = raw.s + raw.size;
    scan->flaw = ROW_GOOD;
    scan->path_size = scan->depth = 0;
    scan->next_column = 0;
    if (scan->cells) {
        memset(scan->cells, 0, (size_t)reader->column_count * sizeof(str));
        row->cells = scan->cells;
        row->cell_count = reader->column_count;
        reader->cell_count += reader->column_count;
    }
    if (row->flaw != ROW_GOOD) return;
    bool is_object = *raw.s == '{';
    bool is_read = is_object && object_read(scan, true);
    if (is_read && scan->p < scan->end) row->flaw = ROW_NOT_OBJECT;
    if (!is_read) row->flaw = scan->flaw ? scan->flaw : is_object ? ROW_JSON : ROW_NOT_OBJECT;
}

bool json_rows(ctx *c, struct reader *reader, i64 rows_max)
{
    struct json_scan scan = {.reader = reader, .c = c, .is_new_welcome = reader->is_opening};
    i64 at = reader->at, line = reader->line;
    while (reader->row_count < rows_max && at < reader->size) {
        i64 end = reader_line_end(reader, at);
        // Where the cells are used up, this line begins the next block.
        bool is_full = !reader->is_opening &&
                       reader->cell_count + reader->column_count > reader->cell_capacity;
        if (end < 0 || is_full) break;
        str raw = str_trim((str){reader->data + at, end - at});
        at = MIN(end + 1, reader->size);
        if (raw.size > 0) line_read(&scan, raw, line);
        line++;
    }
    if (reader->is_opening) return true;
    reader->at = at;
    reader->line = line;
    return true;
}

static void blanks_skip(struct json_scan *scan)
{
    while (scan->p < scan->end && (*scan->p == ' ' || *scan->p == '\t' || *scan->p == '\r'))
        scan->p++;
}

static bool take(struct json_scan *scan, char byte)
{
    blanks_skip(scan);
    if (scan->p == scan->end || *scan->p != byte) return false;
    scan->p++;
    blanks_skip(scan);
    return true;
}

static bool flawed(struct json_scan *scan, enum row_flaw flaw)
{
    scan->flaw = flaw;
    return false;
}

static bool hex4(struct json_scan *scan, u32 *out)
{
    if (scan->end - scan->p < 4) return false;
    u32 value = 0;
    for (int i = 0; i < 4; i++) {
        char digit = *scan->p++;
        u32 lower = (u32)(digit | 0x20);
        bool is_digit = digit >= '0' && digit <= '9';
        if (!is_digit && (lower < 'a' || lower > 'f')) return false;
        value = value * 16 + (is_digit ? (u32)(digit - '0') : lower - 'a' + 10);
    }
    *out = value;
    return true;
}

static i64 utf8_write(char *to, u32 code)
{
    if (code < 0x80) {
        to[0] = (char)code;
        return 1;
    }
    i64 size = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const u8 lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (i64 i = size - 1; i > 0; i--) {
        to[i] = (char)(0x80 | (code & 0x3F));
        code >>= 6;
    }
    to[0] = (char)(lead[size] | code);
    return size;
}

// \uXXXX behind the u, with its second half where it needs one.
static bool escape_unicode(struct json_scan *scan, char **to)
{
    u32 code = 0, low = 0;
    if (!hex4(scan, &code)) return false;
    if (code == 0) return flawed(scan, ROW_NUL);
    if (code >= 0xDC00 && code <= 0xDFFF) return false;
    if (code >= 0xD800 && code <= 0xDBFF) {
        if (scan->end - scan->p < 6 || scan->p[0] != '\\' || scan->p[1] != 'u') return false;
        scan->p += 2;
        if (!hex4(scan, &low) || low < 0xDC00 || low > 0xDFFF) return false;
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    *to += utf8_write(*to, code);
    return true;
}

static bool escape_read(struct json_scan *scan, char **to)
{
    static const char from[] = "\"\\/bfnrt", into[] = "\"\\/\b\f\n\r\t";
    if (scan->p == scan->end) return false;
    char letter = *scan->p++;
    if (letter == 'u') return escape_unicode(scan, to);
    const char *found = letter ? strchr(from, letter) : NULL;
    if (!found) return false;
    *(*to)++ = into[found - from];
    return true;
}

// Reads a string whose opening quote is at p.
static bool string_read(struct json_scan *scan, str *out)
{
    const char *from = ++scan->p;
    while (scan->p < scan->end && *scan->p != '"' && *scan->p != '\\' && (u8)*scan->p >= 0x20)
        scan->p++;
    if (scan->p == scan->end || (u8)*scan->p < 0x20) return false;
    if (*scan->p == '"') {
        *out = (str){from, scan->p++ - from};
        return true;
    }
    struct reader *reader = scan->reader;
    char *copy = reader->unescaped + reader->unescaped_size,
         *to = copy; // escapes only ever get shorter
    memcpy(to, from, (size_t)(scan->p - from));
    to += scan->p - from;
    while (scan->p < scan->end && *scan->p != '"') {
        if ((u8)*scan->p < 0x20) return false;
        if (*scan->p != '\\') {
            *to++ = *scan->p++;
            continue;
        }
        scan->p++;
        if (!escape_read(scan, &to)) return false;
    }
    if (scan->p == scan->end) return false;
    scan->p++;
    *out = (str){copy, to - copy};
    reader->unescaped_size += out->size;
    return true;
}

static bool digits_skip(struct json_scan *scan)
{
    const char *from = scan->p;
    while (scan->p < scan->end && *scan->p >= '0' && *scan->p <= '9')
        scan->p++;
    return scan->p > from;
}

static bool number_skip(struct json_scan *scan)
{
    if (*scan->p == '-') scan->p++;
    const char *from = scan->p;
    if (!digits_skip(scan) || (*from == '0' && scan->p - from > 1)) return false;
    if (scan->p < scan->end && *scan->p == '.') {
        scan->p++;
        if (!digits_skip(scan)) return false;
    }
    if (scan->p < scan->end && (*scan->p == 'e' || *scan->p == 'E')) {
        scan->p++;
        if (scan->p < scan->end && (*scan->p == '+' || *scan->p == '-')) scan->p++;
        if (!digits_skip(scan)) return false;
    }
    return true;
}

static bool array_skip(struct json_scan *scan)
{
    if (++scan->depth > BOUND_JSON_DEPTH) return flawed(scan, ROW_DEEP);
    scan->p++;
    if (!take(scan, ']')) {
        do {
            blanks_skip(scan);
            if (!value_read(scan, NO_COLUMN)) return false;
        } while (take(scan, ','));
        if (!take(scan, ']')) return false;
    }
    scan->depth--;
    return true;
}

static bool cell_set(struct json_scan *scan, i64 column, str value)
{
    if (column == NO_COLUMN) return true;
    scan->reader->column_seen[column] = true;
    if (!scan->cells) return true;
    if (scan->cells[column].s) return flawed(scan, ROW_TWICE);
    scan->cells[column] = value.s ? value : S("");
    return true;
}

static bool word_take(struct json_scan *scan, str word)
{
    if (!str_starts((str){scan->p, scan->end - scan->p}, word)) return false;
    scan->p += word.size;
    return true;
}

static bool value_read(struct json_scan *scan, i64 column)
{
    if (scan->p == scan->end) return false;
    const char *from = scan->p;
    str value = {0};
    switch (*from) {
    case '{':
        if (!object_read(scan, false)) return false;
        break;
    case '[':
        if (!array_skip(scan)) return false;
        break;
    case '"':
        if (!string_read(scan, &value)) return false;
        return cell_set(scan, column, value);
    case 'n':
        return word_take(scan, S("null")) && cell_set(scan, column, S(""));
    case 't':
        if (!word_take(scan, S("true"))) return false;
        break;
    case 'f':
        if (!word_take(scan, S("false"))) return false;
        break;
    default:
        if (!number_skip(scan)) return false;
    }
    return cell_set(scan, column, str_trim((str){from, scan->p - from}));
}

// Column of the field whose dotted name stands in path.
static i64 path_column(struct json_scan *scan)
{
    struct reader *reader = scan->reader;
    str path = {scan->path, scan->path_size};
    for (i64 i = 0; i < reader->column_count; i++) {
        i64 column = (scan->next_column + i) % reader->column_count;
        if (!str_equal(reader->columns[column], path)) continue;
        scan->next_column = column + 1;
        return column;
    }
    if (!scan->is_new_welcome || reader->column_count >= BOUND_COLUMNS) return NO_COLUMN;
    return reader_add_column(scan->c, reader, str_copy(scan->c->arena, path));
}

// One "name": value of an object that gives columns.
static bool field_read(struct json_scan *scan, str name)
{
    i64 size = scan->path_size;
    i64 dot = size > 0 ? 1 : 0;
    bool fits = size + dot + name.size <= PATH_BYTES;
    if (!fits) return value_read(scan, NO_COLUMN);
    if (dot) scan->path[size] = '.';
    memcpy(scan->path + size + dot, name.s, (size_t)name.size);
    scan->path_size = size + dot + name.size;
    bool is_object = scan->p < scan->end && *scan->p == '{';
    bool done = is_object ? object_read(scan, true) : value_read(scan, path_column(scan));
    scan->path_size = size;
    return done;
}

// Reads the object at p; is_column: its fields are columns (it does not stand within an array).
static bool object_read(struct json_scan *scan, bool is_column)
{
    if (++scan->depth > BOUND_JSON_DEPTH) return flawed(scan, ROW_DEEP);
    scan->p++;
    if (!take(scan, '}')) {
        do {
            str name;
            blanks_skip(scan);
            if (scan->p == scan->end || *scan->p != '"' || !string_read(scan, &name)) return false;
            if (!take(scan, ':')) return false;
            if (is_column ? !field_read(scan, name) : !value_read(scan, NO_COLUMN)) return false;
        } while (take(scan, ','));
        if (!take(scan, '}')) return false;
    }
    scan->depth--;
    return true;
}
