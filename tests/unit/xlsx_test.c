// Workbooks as Excel and others write them, and what is none.
#include "base/xlsx.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/xlsx_cell.h"
#include "support/work.h"

#include "support/test.h"

static str file_of(ctx *c, const char *name)
{
    enum { ROOM = 64 * 1024 };
    char *bytes = NEW_ARRAY(c->arena, char, ROOM);
    FILE *in = fopen(fmt(c->arena, TUNTUMA_SOURCE_DIR "/tests/fuzz/corpus/xlsx/%s", name), "rbe");
    assert_non_null(in);
    str out = {bytes, (i64)fread(bytes, 1, ROOM, in)};
    (void)fclose(in);
    return out;
}

// "1: a|b", a row a line; the error at the end, if there is one.
static const char *told(ctx *c, const char *name)
{
    struct xlsx *book = NULL;
    struct xlsx_row row = {0};
    buf out = buf_new(c->arena, 100000);
    bool ok = xlsx_open(c, file_of(c, name), &book);
    while (ok && (ok = xlsx_next(c, book, &row)) && row.line) {
        buf_fmt(&out, "%lld: ", (long long)row.line);
        for (i64 i = 0; i < row.count; i++)
            buf_fmt(&out, "%s%.*s", i ? "|" : "", STR(row.cells[i]));
        buf_char(&out, '\n');
    }
    if (!ok) buf_fmt(&out, "%s: %s", err_code_name(c->err.code), c->err.msg);
    err_clear(c);
    return out.s;
}

static void rows_are_read_as_a_spreadsheet_shows_them(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    assert_string_equal(
        told(c, "excel.xlsx"),
        "1: name||Choosing \n"
        "2: 2026-11-21|2026-11-21T10:00:00|1.5|12:00:00|2026-11-01|2026-11-21T00:00:00|"
        "1900-02-28|1900-03-01\n"
        "5: 0.3|0.001|yes|no|namex|#DIV/0!|\u6771\u4eac|a\nb_x0041_\n"
        "6: |=1+1 & \"more\"\n");
    assert_string_equal(told(c, "prefixed.xlsx"), "1: name|place\n"
                                                  "2: \n"
                                                  "3: 1904-01-01|2026-11-21|\n");
    work_release(&work);
}

static void what_is_no_workbook_is_refused(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    static const char *const bad[][2] = {
        {"entities.xlsx",    "BAD_INPUT: the workbook cannot be read"                                 },
        {"no_string.xlsx",   "BAD_INPUT: the workbook cannot be read"                                 },
        {"cut.xlsx",         "1: 3\nBAD_INPUT: the workbook cannot be read"                           },
        {"deep.xlsx",        "BAD_INPUT: the workbook cannot be read"                                 },
        {"wide.xlsx",        "TOO_LARGE: the sheet has more than 1000 columns"                        },
        {"says_much.xlsx",   "TOO_LARGE: the workbook is too large"                                   },
        {"says_little.xlsx", "BAD_INPUT: the file is no archive that can be read"                     },
        {"old.xls",          "BAD_INPUT: the workbook is of an old format, or protected by a password"},
        {"sheet.xml",        "BAD_INPUT: the file is no archive that can be read"                     },
    };
    for (i64 i = 0; i < COUNT_OF(bad); i++)
        assert_string_equal(told(c, bad[i][0]), bad[i][1]);
    assert_true(xlsx_is_at(file_of(c, "excel.xlsx")));
    assert_false(xlsx_is_at(file_of(c, "old.xls")));
    work_release(&work);
}

// Whatever byte of the archive is another: an answer, or an error with words.
static void damage_is_an_error(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    str bytes = file_of(c, "excel.xlsx");
    for (i64 size = 0; size < bytes.size; size += 7) {
        struct arena_mark mark = arena_mark(c->arena);
        struct xlsx *book = NULL;
        assert_false(xlsx_open(c, str_slice(bytes, 0, size), &book));
        assert_int_equal(c->err.code, ERR_BAD_INPUT);
        err_clear(c);
        arena_rewind(c->arena, mark);
    }
    work_release(&work);
}

static void formats_tell_dates(void **state)
{
    (void)state;
    static const struct {
        const char *code;
        enum xlsx_shows shows;
    } codes[] = {
        {"General",               XLSX_SHOWS_NUMBER},
        {"0.00E+00",              XLSX_SHOWS_NUMBER},
        {"#,##0.00\\ \"days\"",   XLSX_SHOWS_NUMBER},
        {"[Red]0;[Blue]yyyy",     XLSX_SHOWS_NUMBER},
        {"yyyy-mm-dd",            XLSX_SHOWS_DAY   },
        {"d.m.",                  XLSX_SHOWS_DAY   },
        {"mmmm",                  XLSX_SHOWS_DAY   },
        {"[$-40B]d. mmmm yyyy;@", XLSX_SHOWS_DAY   },
        {"dd.mm.yyyy\\ hh:mm",    XLSX_SHOWS_MOMENT},
        {"[hh]:mm:ss",            XLSX_SHOWS_TIME  },
        {"h:mm AM/PM",            XLSX_SHOWS_TIME  },
    };
    for (i64 i = 0; i < COUNT_OF(codes); i++)
        assert_int_equal(xlsx_format_shows(str_of(codes[i].code)), codes[i].shows);
    assert_int_equal(xlsx_column(S("A1")), 0);
    assert_int_equal(xlsx_column(S("AA7")), 26);
    assert_int_equal(xlsx_column(S("7")), -1);
    assert_int_equal(xlsx_column(S("ZZZZZZZZZZZZZZZ1")), 99999);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_read_as_a_spreadsheet_shows_them),
        cmocka_unit_test(what_is_no_workbook_is_refused),
        cmocka_unit_test(damage_is_an_error),
        cmocka_unit_test(formats_tell_dates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
