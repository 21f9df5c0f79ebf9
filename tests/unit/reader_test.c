#include "bounds.h"
#include "import/reader.h"
#include "support/test.h"
#include "support/work.h"
#include "support/files.h"

#include <zlib.h>

struct desk {
    struct work work;
    ctx *c;
    struct files files;
};

static void desk_init(struct desk *desk)
{
    desk->c = work_init(&desk->work);
    files_init(desk->c, &desk->files);
}

static void desk_release(struct desk *desk)
{
    work_release(&desk->work);
    files_release(&desk->files);
}

// All rows of a file as one text: "line: cell|cell|…" and a newline each; a bad row as "line: !
// why".
static str file_rows(ctx *c, const char *file, struct reader_options options)
{
    struct reader *reader;
    struct row_block block;
    buf out = buf_new(c->arena, 64 * MIB);
    if (!reader_open(c, file, options, &reader))
        return str_of(fmt(c->arena, "error: %s", c->err.msg));
    do {
        if (!reader_next(c, reader, &block)) {
            buf_fmt(&out, "error: %s", c->err.msg);
            return buf_str(&out);
        }
        for (i64 i = 0; i < block.count; i++) {
            const struct row *row = &block.rows[i];
            const char *why, *hint;
            buf_fmt(&out, "%lld: ", (long long)row->line);
            if (row->flaw != ROW_GOOD) {
                row_explain(c, reader, row, &why, &hint);
                buf_fmt(&out, "! %s\n", why);
                continue;
            }
            assert_int_equal(row->cell_count, reader_column_count(reader));
            for (i64 k = 0; k < row->cell_count; k++) {
                if (k) buf_c(&out, "|");
                buf_add(&out, row->cells[k]);
            }
            buf_c(&out, "\n");
        }
    } while (block.count > 0);
    return buf_str(&out);
}

static void check_options(str text, struct reader_options options, const char *expected)
{
    struct desk desk;
    desk_init(&desk);
    files_write(&desk.files, "file.csv", text);
    assert_str(file_rows(desk.c, "file.csv", options), expected);
    desk_release(&desk);
}

static void check_rows(str text, const char *expected)
{
    check_options(text, READER_DEFAULTS, expected);
}

static void rows_are_told_by_the_line_they_begin_on(void **state)
{
    (void)state;
    check_rows(S("a,b\n1,2\n\n\"x\ny\",3\n4,5\n"), "2: 1|2\n4: x\ny|3\n6: 4|5\n");
}

static void quoting_is_that_of_rfc_4180(void **state)
{
    (void)state;
    check_rows(S("a,b\n\"1,5\",\"\"\n\"say \"\"hi\"\"\",\"\"\"\"\n"),
               "2: 1,5|\n3: say \"hi\"|\"\n");
    check_rows(S("a,b\n5\" pipe,it's\n"), "2: 5\" pipe|it's\n");
    check_rows(S("a,b\n\"x\" y,1\n2,3\n"),
               "2: ! something stands behind a closing quote\n3: 2|3\n");
}

static void every_line_end_is_known(void **state)
{
    (void)state;
    check_rows(S("a,b\r\n1,2\r\n\"3\",\"4\"\r\n"), "2: 1|2\n3: 3|4\n");
    check_rows(S("a,b\r1,2\r3,4\r"), "2: 1|2\n3: 3|4\n");
    check_rows(S("a,b\n1,2\r\n3,4\n"), "2: 1|2\n3: 3|4\n");
}

static void the_last_line_needs_no_line_end(void **state)
{
    (void)state;
    check_rows(S("a,b\n1,2"), "2: 1|2\n");
    check_rows(S("a,b\n1,"), "2: 1|\n");
    check_rows(S("a,b\n1,\"2\""), "2: 1|2\n");
    check_rows(S("a,b\r\n1,\"2\"\r"), "2: ! something stands behind a closing quote\n");
}

static void a_ragged_row_is_a_bad_row(void **state)
{
    (void)state;
    check_rows(S("a,b,c\n1,2\n1,2,3\n1,2,3,4\n"),
               "2: ! the row has 2 cells, the file 3 columns\n3: 1|2|3\n"
               "4: ! the row has 4 cells, the file 3 columns\n");
}

static void a_file_cut_within_quotes_is_an_error(void **state)
{
    (void)state;
    check_rows(
        S("a,b\n1,2\n3,\"cut"),
        "2: 1|2\nerror: file.csv ends within the quoted cell of the row that begins on line 3");
}

static void the_delimiter_is_the_likeliest_of_the_first_line_or_the_stated_one(void **state)
{
    (void)state;
    check_rows(S("a;b;c,d\n1;2;3,5\n"), "2: 1|2|3,5\n");
    check_rows(S("a\tb\n1 2\t3\n"), "2: 1 2|3\n");
    check_rows(S("a|b\n1|2\n"), "2: 1|2\n");
    check_rows(S("\"a,b,c\";d\n1;2\n"), "2: 1|2\n");
    struct reader_options caret = READER_DEFAULTS;
    caret.delimiter = '^';
    check_options(S("a,b^c\n1,2^3\n"), caret, "2: 1,2|3\n");
}

static void columns_may_be_aligned_by_blanks(void **state)
{
    (void)state;
    struct reader_options no_header = READER_DEFAULTS;
    no_header.has_header = false;
    check_options(S(" 00004 0001  2   29.33\r\n 00021\t0002  3   63.34  \r\n\r\n 1 2 3\r\n"),
                  no_header,
                  "1: 00004|0001|2|29.33\n2: 00021|0002|3|63.34\n4: ! the row has 3 cells, the "
                  "file 4 columns\n");
}

static void quotes_may_be_another_sign_or_none(void **state)
{
    (void)state;
    struct reader_options options = READER_DEFAULTS;
    options.quote = '\'';
    check_options(S("a,b\n'1,2','it''s'\n\"3,4\"\n"), options, "2: 1,2|it's\n3: \"3|4\"\n");
    options.has_quotes = false;
    check_options(S("a,b\n\"1,2\"\n"), options, "2: \"1|2\"\n");
}

static void zero_bytes_and_bad_text_are_bad_rows(void **state)
{
    (void)state;
    check_rows(S("a,b\n1,\0\n2,\xFFz\n3,åä\n4,\xE5\n"),
               "2: ! the row holds a zero byte\n3: ! the row is not valid text in the file's "
               "encoding\n4: 3|åä\n"
               "5: ! the row is not valid text in the file's encoding\n");
}

static void encodings_become_utf_8(void **state)
{
    (void)state;
    check_rows(S("\xEF\xBB\xBF"
                 "a,b\n1,2\n"),
               "2: 1|2\n");
    check_rows(S("\xFF\xFE"
                 "a\0,\0b\0\n\0\xE5\0,\0\xAC\x20\n\0"),
               "2: å|€\n");
    check_rows(S("\xFE\xFF"
                 "\0a\0,\0b\0\n\0\xE5\0,\x20\xAC\0\n"),
               "2: å|€\n");
    struct reader_options options = READER_DEFAULTS;
    options.encoding = S("latin-1");
    check_options(S("a,b\n\xE5,\xE4\n"), options, "2: å|ä\n");
    options.encoding = S("Windows-1252");
    check_options(S("a,b\n\x80,\x96\n1,\x81\n"), options,
                  "2: €|–\n3: ! the row is not valid text in the file's encoding\n");
    options.encoding = S("utf-16");
    check_options(S("a\0,\0b\0\n\0"
                    "1\0,\0\x00\xD8\n\0"
                    "2\0,\0"
                    "3"),
                  options,
                  "2: ! the row is not valid text in the file's encoding\n3: ! the row is not "
                  "valid text in the file's encoding\n");
    options.encoding = S("ebcdic");
    check_options(S("a,b\n"), options, "error: there is no encoding \"ebcdic\"");
}

static str gzip_of(struct arena *arena, str text)
{
    z_stream stream = {0};
    assert_int_equal(deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY),
                     Z_OK);
    uLong room = deflateBound(&stream, (uLong)text.size);
    char *out = arena_alloc(arena, (i64)room, 1);
    char *in = arena_alloc(arena, text.size + 1, 1);
    memcpy(in, text.s, (size_t)text.size);
    stream.next_in = (Bytef *)in;
    stream.avail_in = (uInt)text.size;
    stream.next_out = (Bytef *)out;
    stream.avail_out = (uInt)room;
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    deflateEnd(&stream);
    return (str){out, (i64)stream.total_out};
}

static void compressed_files_are_read_and_cut_ones_refused(void **state)
{
    (void)state;
    struct desk desk;
    desk_init(&desk);
    buf text = buf_new(desk.c->arena, 64 * MIB), expected = buf_new(desk.c->arena, 64 * MIB);
    buf_c(&text, "a,b\n");
    for (int i = 0; i < 100000; i++) {
        buf_fmt(&text, "%d,%d\n", i, 7 * i);
        buf_fmt(&expected, "%d: %d|%d\n", i + 2, i, 7 * i);
    }
    str whole = gzip_of(desk.c->arena, buf_str(&text));
    files_write(&desk.files, "whole.csv.gz", whole);
    assert_true(str_equal(file_rows(desk.c, "whole.csv.gz", READER_DEFAULTS), buf_str(&expected)));

    files_write(&desk.files, "cut.csv.gz", str_slice(whole, 0, whole.size - 20));
    str rows = file_rows(desk.c, "cut.csv.gz", READER_DEFAULTS);
    assert_true(str_ends(rows, S("error: cut.csv.gz is cut off: the compressed text has no end")));
    err_clear(desk.c);
    buf twice = buf_new(desk.c->arena, 64 * MIB);
    buf_add(&twice, gzip_of(desk.c->arena, S("a,b\n1,2\n")));
    buf_add(&twice, gzip_of(desk.c->arena, S("3,4\n")));
    files_write(&desk.files, "two.csv.gz", buf_str(&twice));
    assert_str(file_rows(desk.c, "two.csv.gz", READER_DEFAULTS), "2: 1|2\n3: 3|4\n");
    files_write(&desk.files, "bad.csv.gz",
                S("\x1f\x8b\x08\0\0\0\0\0\0\3rubbish that is no text at all"));
    assert_str(file_rows(desk.c, "bad.csv.gz", READER_DEFAULTS),
               "error: bad.csv.gz is damaged: it cannot be uncompressed");
    desk_release(&desk);
}

static void rows_may_lie_across_blocks(void **state)
{
    (void)state;
    struct desk desk;
    desk_init(&desk);
    buf text = buf_new(desk.c->arena, 64 * MIB), expected = buf_new(desk.c->arena, 64 * MIB);
    buf_c(&text, "id;words\r\n");
    i64 line = 2;
    for (int i = 0; i < 9000; i++) {
        int size = i % 997;
        buf_fmt(&text, "%d;\"%0*d\r\n\"\"x\"\"\"\r\n", i, size, 7);
        buf_fmt(&expected, "%lld: %d|%0*d\r\n\"x\"\n", (long long)line, i, size, 7);
        line += 2;
    }
    files_write(&desk.files, "file.csv", buf_str(&text));
    assert_true(str_equal(file_rows(desk.c, "file.csv", READER_DEFAULTS), buf_str(&expected)));
    desk_release(&desk);
}

static void a_quote_left_open_is_no_endless_row(void **state)
{
    (void)state;
    struct desk desk;
    desk_init(&desk);
    buf text = buf_new(desk.c->arena, 64 * MIB);
    buf_c(&text, "a,b\n1,2\n3,\"open\n");
    while (text.size < 3 * BOUND_ROW_BYTES)
        buf_c(&text, "1,2\n");
    files_write(&desk.files, "file.csv", buf_str(&text));
    assert_str(file_rows(desk.c, "file.csv", READER_DEFAULTS),
               "2: 1|2\nerror: the row that begins on line 3 of file.csv has no end");
    desk_release(&desk);
}

static void a_cell_beyond_its_bound_is_a_bad_row(void **state)
{
    (void)state;
    struct desk desk;
    desk_init(&desk);
    buf text = buf_new(desk.c->arena, 64 * MIB);
    buf_fmt(&text, "a,b\n1,%0*d\n3,4\n", BOUND_CELL_BYTES + 1, 0);
    files_write(&desk.files, "file.csv", buf_str(&text));
    assert_str(file_rows(desk.c, "file.csv", READER_DEFAULTS),
               "2: ! a cell is longer than 100000 bytes\n3: 3|4\n");
    desk_release(&desk);
}

static void json_lines_have_a_column_for_each_field(void **state)
{
    (void)state;
    check_rows(S("{\"id\": \"a\", \"n\": 1.10, \"who\": {\"crm\": \"C1\", \"old\": null}, "
                 "\"tags\": [1, \"x\"]}\n\n"
                 "{\"n\": -2e5, \"id\": \"\\u00e5\\n\\ud83d\\ude00\", \"ok\": true}\n"),
               "1: a|1.10|C1||[1, \"x\"]|\n3: å\n😀|-2e5||||true\n");
    check_rows(
        S("{\"a\":1}\n{\"a\":1,\"a\":2}\n{\"a\":01}\n[1]\n{\"a\":1} "
          "x\n{\"a\":\"\xFF\"}\n{\"a\":\"\\u0000\"}\n{\"a\":\"cut\n{}\n"),
        "1: 1\n2: ! a field stands twice in the line\n3: ! the line is not valid JSON\n"
        "4: ! the line is not one JSON object\n5: ! the line is not one JSON object\n"
        "6: ! the row is not valid text in the file's encoding\n7: ! the row holds a zero byte\n"
        "8: ! the line is not valid JSON\n9: \n");
}

static void fields_that_no_row_has_are_known(void **state)
{
    (void)state;
    struct desk desk;
    desk_init(&desk);
    struct reader *reader;
    struct row_block block;
    i64 here = -1, nowhere = -1;
    files_write(&desk.files, "file.jsonl", S("{\"a\":1}\n{\"b\":{\"c\":null}}\n"));
    assert_true(reader_open(desk.c, "file.jsonl", READER_DEFAULTS, &reader));
    assert_true(reader_column(desk.c, reader, S("b.c"), &here));
    assert_true(reader_column(desk.c, reader, S("b.d"), &nowhere));
    assert_true(reader_next(desk.c, reader, &block));
    assert_int_equal(block.rows[1].cells[nowhere].size, 0);
    assert_true(reader_column_seen(reader, here));
    assert_false(reader_column_seen(reader, nowhere));
    desk_release(&desk);
}

static void json_nested_too_deep_is_a_bad_row(void **state)
{
    (void)state;
    struct desk desk;
    desk_init(&desk);
    buf text = buf_new(desk.c->arena, MIB);
    buf_c(&text, "{\"a\":1}\n{\"a\":");
    for (int i = 0; i < 40; i++)
        buf_c(&text, "[");
    for (int i = 0; i < 40; i++)
        buf_c(&text, "]");
    buf_c(&text, "}\n");
    files_write(&desk.files, "file.jsonl", buf_str(&text));
    assert_str(file_rows(desk.c, "file.jsonl", READER_DEFAULTS),
               "1: 1\n2: ! the line is nested deeper than 32\n");
    desk_release(&desk);
}

static void columns_are_found_by_name(void **state)
{
    (void)state;
    struct desk desk;
    desk_init(&desk);
    struct reader *reader;
    i64 index = -1;
    files_write(&desk.files, "file.csv", S("\"\",when,twice,twice\n1,2,3,4\n"));
    assert_true(reader_open(desk.c, "file.csv", READER_DEFAULTS, &reader));
    assert_true(reader_column(desk.c, reader, S(""), &index));
    assert_int_equal(index, 0);
    assert_true(reader_column(desk.c, reader, S("when"), &index));
    assert_int_equal(index, 1);
    assert_false(reader_column(desk.c, reader, S("twice"), &index));
    assert_string_equal(desk.c->err.msg, "the file has 2 columns \"twice\"");
    err_clear(desk.c);
    assert_false(reader_column(desk.c, reader, S("wen"), &index));
    assert_string_equal(desk.c->err.msg, "the file has no column \"wen\"");
    assert_string_equal(desk.c->err.hint,
                        "The file's columns are \"\", \"when\", \"twice\", \"twice\".");
    desk_release(&desk);
}

static void empty_missing_and_odd_files_are_told(void **state)
{
    (void)state;
    check_rows(S(""), "error: file.csv is empty");
    check_rows(S(" \n\n"), "error: file.csv is empty");
    struct desk desk;
    desk_init(&desk);
    assert_str(file_rows(desk.c, "none.csv", READER_DEFAULTS),
               "error: could not open none.csv: No such file or directory");
    err_clear(desk.c);
    assert_str(file_rows(desk.c, ".", READER_DEFAULTS), "error: . is a folder");
    err_clear(desk.c);
    files_write(&desk.files, "list.json", S("[{\"a\":1}]"));
    assert_str(file_rows(desk.c, "list.json", READER_DEFAULTS),
               "error: list.json is one JSON array");
    desk_release(&desk);
}

static void the_checksum_is_that_of_the_stored_file(void **state)
{
    (void)state;
    struct desk desk;
    desk_init(&desk);
    struct reader *reader;
    char hex[65];
    files_write(&desk.files, "file.csv", S("abc"));
    assert_true(reader_open(desk.c, "file.csv", READER_DEFAULTS, &reader));
    assert_true(reader_checksum(desk.c, reader, hex));
    assert_string_equal(hex, "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
    desk_release(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_told_by_the_line_they_begin_on),
        cmocka_unit_test(quoting_is_that_of_rfc_4180),
        cmocka_unit_test(every_line_end_is_known),
        cmocka_unit_test(the_last_line_needs_no_line_end),
        cmocka_unit_test(a_ragged_row_is_a_bad_row),
        cmocka_unit_test(a_file_cut_within_quotes_is_an_error),
        cmocka_unit_test(the_delimiter_is_the_likeliest_of_the_first_line_or_the_stated_one),
        cmocka_unit_test(columns_may_be_aligned_by_blanks),
        cmocka_unit_test(quotes_may_be_another_sign_or_none),
        cmocka_unit_test(zero_bytes_and_bad_text_are_bad_rows),
        cmocka_unit_test(encodings_become_utf_8),
        cmocka_unit_test(compressed_files_are_read_and_cut_ones_refused),
        cmocka_unit_test(rows_may_lie_across_blocks),
        cmocka_unit_test(a_quote_left_open_is_no_endless_row),
        cmocka_unit_test(a_cell_beyond_its_bound_is_a_bad_row),
        cmocka_unit_test(json_lines_have_a_column_for_each_field),
        cmocka_unit_test(fields_that_no_row_has_are_known),
        cmocka_unit_test(json_nested_too_deep_is_a_bad_row),
        cmocka_unit_test(columns_are_found_by_name),
        cmocka_unit_test(empty_missing_and_odd_files_are_told),
        cmocka_unit_test(the_checksum_is_that_of_the_stored_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
