#include "import/number.h"
#include "import/reader.h"
#include "prop/prop.h"
#include "support/work.h"

#include <sys/mman.h>
#include <unistd.h>

#define E4_MOST (NUMBER_E4_END - 1)

static bool a_written_value_is_read_back(struct prop *p, struct arena *arena)
{
    i64 value = prop_i64(p, -E4_MOST, E4_MOST), back = 0;
    struct number_flaw flaw;
    str text = number_write(arena, value);
    buf_add(p->shown, text);
    return number_parse(text, (struct number_rule){0}, &back, &flaw) && back == value;
}

// The same value grouped and with the other decimal sign: "1234567.25" → "1.234.567,25".
static bool a_grouped_value_is_the_same_value(struct prop *p, struct arena *arena)
{
    static const char *const groups[] = {".", " ", "'", "\xC2\xA0", "\xE2\x80\xAF"};
    i64 value = prop_i64(p, -E4_MOST, E4_MOST), back = 0;
    struct number_flaw flaw;
    const char *group = groups[prop_i64(p, 0, COUNT_OF(groups) - 1)];
    str plain = number_write(arena, value);
    i64 point = str_find(plain, S("."));
    i64 whole = point < 0 ? plain.size : point, first = value < 0 ? 1 : 0;
    buf text = buf_new(arena, 1000);
    for (i64 i = 0; i < plain.size; i++) {
        if (i > first && i < whole && (whole - i) % 3 == 0) buf_c(&text, group);
        buf_char(&text, plain.s[i] == '.' ? ',' : plain.s[i]);
    }
    buf_add(p->shown, buf_str(&text));
    return number_parse(buf_str(&text), (struct number_rule){.decimal = ','}, &back, &flaw) &&
           back == value;
}

static bool scaling_there_and_back_loses_at_most_rounding(struct prop *p, struct arena *arena)
{
    (void)arena;
    i64 value = prop_i64(p, 0, 1000000), factor = prop_i64(p, 1, 1000);
    i128 there = number_scale(value, factor, 1000), back = number_scale(there, 1000, factor);
    buf_fmt(p->shown, "%lld × %lld", (long long)value, (long long)factor);
    i128 off = (back > value ? back - value : value - back) * factor;
    return off <= 1000; // half a unit there is 500 / factor here, and half a unit more
}

static void cell_write(buf *out, str cell, bool quoted)
{
    if (quoted) buf_char(out, '"');
    for (i64 i = 0; i < cell.size; i++) {
        if (cell.s[i] == '"') buf_char(out, '"');
        buf_char(out, cell.s[i]);
    }
    if (quoted) buf_char(out, '"');
}

static bool must_be_quoted(str cell, char delimiter)
{
    bool is_edge = cell.size > 0 && (cell.s[0] == '"' || cell.s[cell.size - 1] == '\r');
    return is_edge || memchr(cell.s, delimiter, (size_t)cell.size) ||
           memchr(cell.s, '\n', (size_t)cell.size) || memchr(cell.s, '"', (size_t)cell.size) ||
           memchr(cell.s, '\r', (size_t)cell.size);
}

static const char *file_of(struct arena *arena, str text)
{
    int fd = memfd_create("prop", MFD_CLOEXEC);
    if (fd < 0 || write(fd, text.s, (size_t)text.size) != text.size) abort();
    return fmt(arena, "/proc/self/fd/%d", fd);
}

// Any cells, written by RFC 4180 with any of the delimiters and line ends, come back as they were.
static bool written_rows_are_read_back(struct prop *p, struct arena *arena)
{
    enum { ROWS = 12 };
    static const char delimiters[] = {',', ';', '\t', '|', '^'};
    i64 columns = prop_i64(p, 2, 9), rows = prop_i64(p, 1, ROWS);
    struct reader_options options = READER_DEFAULTS;
    options.delimiter = delimiters[prop_i64(p, 0, COUNT_OF(delimiters) - 1)];
    options.has_header = false;
    const char *line_end = prop_i64(p, 0, 1) ? "\r\n" : "\n";
    str *cells = NEW_ARRAY(arena, str, columns * rows);
    buf text = buf_new(arena, 1024 * 1024);
    for (i64 i = 0; i < columns * rows; i++) {
        cells[i] = prop_text(p, arena, S("ab ,;\t|^\"\n\r1"), i % 7 == 0 ? 200 : 12);
        if (i % columns) buf_char(&text, options.delimiter);
        // The first cell is quoted, so that a row of nothing is no empty line.
        bool quoted = i % columns == 0 || must_be_quoted(cells[i], options.delimiter) ||
                      prop_i64(p, 0, 3) == 0;
        cell_write(&text, cells[i], quoted);
        if ((i + 1) % columns == 0) buf_c(&text, line_end);
    }
    buf_add(p->shown, str_head(buf_str(&text), 1000));

    struct work work;
    struct reader *reader;
    struct row_block block;
    ctx *c = work_init(&work);
    const char *file = file_of(arena, buf_str(&text));
    bool held = reader_open(c, file, options, &reader) && reader_next(c, reader, &block) &&
                block.count == rows;
    for (i64 i = 0; held && i < columns * rows; i++) {
        const struct row *row = &block.rows[i / columns];
        held = row->flaw == ROW_GOOD && row->cell_count == columns &&
               str_equal(row->cells[i % columns], cells[i]);
    }
    work_release(&work);
    close((int)strtol(strrchr(file, '/') + 1, NULL, 10));
    return held;
}

LAW(a_written_value_is_read_back)
LAW(a_grouped_value_is_the_same_value)
LAW(scaling_there_and_back_loses_at_most_rounding)
LAW(written_rows_are_read_back)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_a_written_value_is_read_back),
        cmocka_unit_test(check_a_grouped_value_is_the_same_value),
        cmocka_unit_test(check_scaling_there_and_back_loses_at_most_rounding),
        cmocka_unit_test(check_written_rows_are_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
