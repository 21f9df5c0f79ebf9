#include "base/json.h"
#include "bounds.h"
#include "support/near.h"
#include "support/test.h"
#include "support/work.h"

#include <math.h>

static void what_is_parsed_is_written_the_same(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "{}",
        "[]",
        "null",
        "true",
        "-5",
        "\"åäö €\"",
        "0.1",
        "49.9",
        "-0.001",
        "1e+300",
        "9223372036854775807",
        "{\"z\":1,\"a\":[1,2.5,{\"k\":null}],\"m\":\"\"}",
        "\"quote \\\" back \\\\ line\\n tab\\t \\u0001\"",
    };
    struct work work;
    ctx *c = work_init(&work);
    for (i64 i = 0; i < COUNT_OF(texts); i++) {
        const json_t *value = json_parse(c, str_of(texts[i]));
        assert_non_null(value);
        assert_str(json_write(c, value), texts[i]);
    }
    work_release(&work);
}

static void numbers_are_written_as_people_do(void **state)
{
    (void)state;
    static const struct {
        f64 value;
        const char *text;
    } cases[] = {
        {0.1 + 0.2,             "0.3"                   },
        {3,                     "3"                     },
        {-0.0,                  "0"                     },
        {1.0 / 3,               "0.333333333333"        },
        {1e15,                  "1000000000000000"      },
        {1e22,                  "1e+22"                 },
        {2.5e-9,                "2.5e-09"               },
        {-12.34,                "-12.34"                },
        {99999999.99999,        "100000000"             },
        {12345678901.1 + 0.2,   "12345678901.3"         },
        {222220000574211.21991, "222220000574211.22"    },
        {-9876543210987.65,     "-9876543210987.65"     },
        {123456789.12345678,    "123456789.1235"        },
        {2251799813685249.5,    "2251799813685249.5"    },
        {9007199254740992.0,    "9007199254740992"      },
        {123456789012345678.0,  "1.2345678901234568e+17"},
        {(f64)INFINITY,         "null"                  },
        {(f64)NAN,              "null"                  },
    };
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        char text[32];
        assert_str(json_number_text(cases[i].value, text), cases[i].text);
    }
}

static void a_number_read_back_is_written_the_same(void **state)
{
    (void)state;
    u64 seed = 1;
    for (i64 i = 0; i < 200000; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        f64 wide = ldexp((f64)(i64)(seed >> 3), (int)(seed % 120) - 110);
        char once[32], again[32];
        json_number_text(i % 2 ? wide : -wide, once);
        assert_string_equal(json_number_text(strtod(once, NULL), again).s, once);
    }
}

static void an_amount_with_cents_keeps_them(void **state)
{
    (void)state;
    u64 seed = 7;
    for (i64 i = 0; i < 100000; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        i64 cents = (i64)(seed >> 15);
        cents = cents >> (i % 40); // up to 5.6 million million euros
        char text[32], expected[32];
        snprintf(expected, sizeof expected, "%.15g", (f64)cents / 100);
        assert_string_equal(json_number_text((f64)cents / 100, text).s, expected);
    }
}

static void faults_are_named_with_line_and_column(void **state)
{
    (void)state;
    static const struct {
        const char *text, *msg;
    } cases[] = {
        {"{\"a\":1,\n \"a\":2}",
         "line 2, column 4 of the JSON, near '\"a\"': a name stands twice in one object"               },
        {"{\"a\" 1}",              "line 1, column 6 of the JSON, near '1': a comma, quote, bracket or value is "
                      "missing or wrong here"                                     },
        {"[1,2",                   "line 1, column 4 of the JSON: the text ends too early"             },
        {"",                       "line 1, column 1 of the JSON: the text ends too early"             },
        {"[1] x",                  "line 1, column 5 of the JSON, near 'x': text follows after the end"},
        {"[\"a\\u0000\"]",
         "line 1, column 10 of the JSON, near '\"a\\u0000\"': text may not hold the character NUL"     },
        {"\"\xff\"",               "line 1, column 1 of the JSON, near '\"': the text is not UTF-8"    },
        {"[1e999]",                "line 1, column 6 of the JSON, near '1e999': a number is too large" },
        {"[99999999999999999999]",
         "line 1, column 21 of the JSON, near '99999999999999999999': a number is too large"           },
    };
    struct work work;
    ctx *c = work_init(&work);
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        assert_null(json_parse(c, str_of(cases[i].text)));
        assert_int_equal(c->err.code, ERR_BAD_INPUT);
        assert_non_null(c->err.hint);
        assert_str(str_of(c->err.msg), cases[i].msg);
        err_clear(c);
    }
    assert_null(json_parse(c, (str){"\"a\0b\"", 5}));
    err_clear(c);
    assert_null(json_parse(c, (str){0}));
    work_release(&work);
}

static void nesting_is_bounded_and_brackets_in_texts_do_not_count(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    buf fits = buf_new(c->arena, 10000), deep = buf_new(c->arena, 10000);
    for (int i = 0; i < BOUND_JSON_DEPTH; i++)
        buf_c(&fits, "[");
    buf_c(&fits, "\"[[[[\\\"[[[{{{\"");
    for (int i = 0; i < BOUND_JSON_DEPTH; i++)
        buf_c(&fits, "]");
    assert_non_null(json_parse(c, buf_str(&fits)));
    buf_c(&deep, "\n");
    for (int i = 0; i < BOUND_JSON_DEPTH + 1; i++)
        buf_c(&deep, "[");
    assert_null(json_parse(c, buf_str(&deep)));
    assert_str(str_of(c->err.msg), "line 2, column 33 of the JSON: it is nested deeper than 32");
    work_release(&work);
}

static void a_model_is_put_together_in_order(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    json_t *model = json_new_object(c), *list = json_new_array(c);
    json_put_i64(model, "n", -3);
    json_put_str(model, "name", S("Helsinki"));
    json_put_c(model, "hint", NULL);
    json_put_c(model, "say", "hello");
    json_put_f64(model, "share", 0.25);
    json_put_f64(model, "unknown", (f64)NAN);
    json_put_bool(model, "asked", false);
    json_put_null(model, "none");
    json_put(model, "list", list);
    assert_str(json_write(c, model),
               "{\"n\":-3,\"name\":\"Helsinki\",\"hint\":null,\"say\":\"hello\",\"share\":0.25,"
               "\"unknown\":null,\"asked\":false,\"none\":null,\"list\":[]}");
    work_release(&work);
}

static void bytes_that_are_no_utf8_become_marks(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    json_t *model = json_new_object(c);
    json_put_c(model, "t",
               "a\xff\xc3"
               "b\xe2\x82");
    assert_str(json_text(json_object_get(model, "t")), "a\uFFFD\uFFFDb\uFFFD\uFFFD");
    work_release(&work);
}

static void indented_text_is_for_people(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    const json_t *value = json_parse(c, S("{\"a\":[1,{}],\"b\":[]}"));
    assert_str(json_write_indented(c, value),
               "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}\n");
    work_release(&work);
}

static void readers_take_numbers_alone(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    const json_t *list = json_parse(c, S("[5, 2.0, 2.5, \"5\", null, 1e300]"));
    i64 whole = 0;
    f64 real = 0;
    assert_true(json_i64(json_array_get(list, 0), &whole));
    assert_int_equal(whole, 5);
    assert_true(json_i64(json_array_get(list, 1), &whole));
    assert_int_equal(whole, 2);
    for (size_t i = 2; i < 6; i++)
        assert_false(json_i64(json_array_get(list, i), &whole));
    assert_true(json_f64(json_array_get(list, 2), &real));
    assert_near(real, 2.5, 0);
    assert_false(json_f64(json_array_get(list, 3), &real));
    assert_false(json_f64(NULL, &real));
    assert_str(json_text(json_array_get(list, 3)), "5");
    assert_str(json_text(json_array_get(list, 0)), "");
    work_release(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_parsed_is_written_the_same),
        cmocka_unit_test(numbers_are_written_as_people_do),
        cmocka_unit_test(a_number_read_back_is_written_the_same),
        cmocka_unit_test(an_amount_with_cents_keeps_them),
        cmocka_unit_test(faults_are_named_with_line_and_column),
        cmocka_unit_test(nesting_is_bounded_and_brackets_in_texts_do_not_count),
        cmocka_unit_test(a_model_is_put_together_in_order),
        cmocka_unit_test(bytes_that_are_no_utf8_become_marks),
        cmocka_unit_test(indented_text_is_for_people),
        cmocka_unit_test(readers_take_numbers_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
