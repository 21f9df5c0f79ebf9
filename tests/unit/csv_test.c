#include "base/csv.h"
#include "support/test.h"
#include "support/work.h"

static void cells_are_quoted_only_where_they_must_be(void **state)
{
    (void)state;
    struct work work;
    work_init(&work);
    static const struct {
        const char *cell, *written;
    } cases[] = {
        {"",           ""              },
        {"plain text", "plain text"    },
        {"a,b",        "\"a,b\""       },
        {"a\"b",       "\"a\"\"b\""    },
        {"two\nlines", "\"two\nlines\""},
        {"cr\rcr",     "\"cr\rcr\""    },
        {" edge",      "\" edge\""     },
        {"åäö;x",   "åäö;x"      },
    };
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        buf out = buf_new(&work.arena, 1000);
        csv_cell(&out, str_of(cases[i].cell), true);
        assert_str(buf_str(&out), cases[i].written);
    }
    work_release(&work);
}

static void formulas_are_defused_and_numbers_left_alone(void **state)
{
    (void)state;
    struct work work;
    work_init(&work);
    static const struct {
        const char *cell, *written;
    } cases[] = {
        {"=1+1",               "'=1+1"              },
        {"@SUM(A1)",           "'@SUM(A1)"          },
        {"+358 40",            "'+358 40"           },
        {"-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"},
        {"-12.5",              "-12.5"              },
        {"+5",                 "+5"                 },
        {"-1e3",               "-1e3"               },
        {"=\"a\"",             "\"'=\"\"a\"\"\""    },
        {"\tx",                "'\tx"               },
        {"-",                  "'-"                 },
        {"a=1",                "a=1"                },
    };
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        buf out = buf_new(&work.arena, 1000);
        csv_cell(&out, str_of(cases[i].cell), true);
        assert_str(buf_str(&out), cases[i].written);
    }
    work_release(&work);
}

static void a_line_has_commas_between_its_cells(void **state)
{
    (void)state;
    struct work work;
    work_init(&work);
    buf out = buf_new(&work.arena, 1000);
    csv_cell(&out, S("a"), true);
    csv_cell(&out, S(""), false);
    csv_cell(&out, S("c"), false);
    csv_end(&out);
    assert_str(buf_str(&out), "a,,c\r\n");
    work_release(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_quoted_only_where_they_must_be),
        cmocka_unit_test(formulas_are_defused_and_numbers_left_alone),
        cmocka_unit_test(a_line_has_commas_between_its_cells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
