#include "base/ctx.h"
#include "base/str.h"
#include "support/near.h"
#include "support/test.h"
#include "support/work.h"

static void text_is_compared_by_bytes(void **state)
{
    (void)state;
    assert_true(str_equal(S("abc"), str_of("abc")));
    assert_true(str_equal(S(""), (str){0}));
    assert_false(str_equal(S("abc"), S("abd")));
    assert_true(str_equal_fold(S("Straße 1"), S("STRAßE 1")));
    assert_false(str_equal_fold(S("ab"), S("abc")));
    assert_true(str_compare(S("ab"), S("abc")) < 0);
    assert_true(str_compare(S("b"), S("abc")) > 0);
    assert_int_equal(str_compare(S("abc"), S("abc")), 0);
    assert_true(str_starts(S("abc"), S("ab")) && !str_starts(S("ab"), S("abc")));
    assert_true(str_ends(S("abc"), S("bc")) && !str_ends(S("bc"), S("abc")));
    assert_int_equal(str_find(S("abcabc"), S("ca")), 2);
    assert_int_equal(str_find(S("abc"), S("x")), -1);
    assert_int_equal(str_find((str){0}, S("x")), -1);
    assert_int_equal(str_find(S("abc"), S("")), 0);
}

static void white_space_is_trimmed_at_both_ends_alone(void **state)
{
    (void)state;
    assert_str(str_trim(S(" \t a b\r\n")), "a b");
    assert_str(str_trim(S(" \n ")), "");
    assert_str(str_trim((str){0}), "");
    assert_int_equal(str_trim((str){"\0a\0", 3}).size, 3);
}

static void cutting_gives_every_part_and_then_ends(void **state)
{
    (void)state;
    str text = S("a,,b,"), head = {0};
    const char *parts[] = {"a", "", "b", ""};
    for (i64 i = 0; i < COUNT_OF(parts); i++) {
        assert_true(str_cut(&text, ',', &head));
        assert_str(head, parts[i]);
    }
    assert_false(str_cut(&text, ',', &head));
    str empty = S("");
    assert_true(str_cut(&empty, ',', &head));
    assert_str(head, "");
    assert_false(str_cut(&empty, ',', &head));
}

static void whole_numbers_are_read_to_their_bounds(void **state)
{
    (void)state;
    i64 value = 0;
    assert_true(str_i64(S("9223372036854775807"), &value));
    assert_true(value == INT64_MAX);
    assert_true(str_i64(S("-9223372036854775808"), &value));
    assert_true(value == INT64_MIN);
    assert_true(str_i64(S("+007"), &value));
    assert_int_equal(value, 7);
    const char *bad[] = {"",    "-",
                         "+",   " 1",
                         "1 ",  "1.0",
                         "0x1", "9223372036854775808",
                         "--1", "-9223372036854775809"};
    for (i64 i = 0; i < COUNT_OF(bad); i++)
        assert_false(str_i64(str_of(bad[i]), &value));
    assert_int_equal(value, 7);
}

static void decimal_numbers_are_read_as_strtod_reads_them(void **state)
{
    (void)state;
    const char *good[] = {"0",
                          "-0.0",
                          "1",
                          ".5",
                          "5.",
                          "+1.25",
                          "1e3",
                          "1E-3",
                          "0.1",
                          "123456789.123456789",
                          "1e22",
                          "1e23",
                          "9007199254740993",
                          "1e-320",
                          "1e-400",
                          "1.7976931348623157e308",
                          "0.000000000000000000000000000001",
                          "123456789012345678901234567890"};
    for (i64 i = 0; i < COUNT_OF(good); i++) {
        f64 value = 99, wanted = strtod(good[i], NULL);
        assert_true(str_f64(str_of(good[i]), &value));
        assert_memory_equal(&value, &wanted, sizeof value);
    }
    const char *bad[] = {
        "",   ".",   "-",   "e5",   "1e",    "1e+",   "1,5",   "1 ",
        " 1", "inf", "nan", "0x10", "1e999", "1.2.3", "1e5.0", "1e99999999999999999999"};
    for (i64 i = 0; i < COUNT_OF(bad); i++) {
        f64 value = 99;
        assert_false(str_f64(str_of(bad[i]), &value));
        assert_near(value, 99, 0);
    }
}

static void utf8_is_told_from_other_bytes(void **state)
{
    (void)state;
    const char *good[] = {"",
                          "abc",
                          "åäö",
                          "€uro and much more text",
                          "\xF0\x9F\x98\x80",
                          "\xED\x9F\xBF",
                          "\xEE\x80\x80",
                          "\xF4\x8F\xBF\xBF"};
    for (i64 i = 0; i < COUNT_OF(good); i++)
        assert_true(str_is_utf8(str_of(good[i]), NULL));
    static const struct {
        const char *text;
        i64 size, bad_at;
    } bad[] = {
        {"abc\x80",              4,  3},
        {"12345678\xC0\x80",     10, 8},
        {"\xE0\x80\x80",         3,  0},
        {"\xED\xA0\x80",         3,  0},
        {"\xF4\x90\x80\x80",     4,  0},
        {"\xF8\x88\x80\x80\x80", 5,  0},
        {"a\xC3",                2,  1},
        {"a\0b",                 3,  1},
        {"12345\0007",           7,  5},
        {"\xE2\x82",             2,  0},
        {"1234567\x00",          8,  7},
        {"\xC3(",                2,  0}
    };
    for (i64 i = 0; i < COUNT_OF(bad); i++) {
        i64 at = -1;
        assert_false(str_is_utf8((str){bad[i].text, bad[i].size}, &at));
        assert_int_equal(at, bad[i].bad_at);
    }
}

static void a_head_never_ends_inside_a_character(void **state)
{
    (void)state;
    assert_str(str_head(S("aé€"), 99), "aé€");
    assert_str(str_head(S("aé€"), 5), "aé");
    assert_str(str_head(S("aé€"), 3), "aé");
    assert_str(str_head(S("aé€"), 2), "a");
    assert_str(str_head(S("aé€"), 0), "");
}

static void a_buffer_grows_and_stays_terminated(void **state)
{
    (void)state;
    struct work work;
    work_init(&work);
    buf b = buf_new(&work.arena, 100000);
    assert_string_equal(b.s, "");
    for (int i = 0; i < 1000; i++) {
        buf_fmt(&b, "%d,", i);
        buf_char(&b, ' ');
        buf_add(&b, (str){0});
    }
    assert_int_equal(strlen(b.s), b.size);
    assert_true(str_ends(buf_str(&b), S("998, 999, ")));
    work_release(&work);
}

static bool overfill(ctx *c, void *data)
{
    const int *way = data;
    buf b = buf_new(c->arena, 10);
    buf_c(&b, "0123456789");
    assert_string_equal(b.s, "0123456789");
    if (*way == 0) buf_char(&b, 'x');
    if (*way == 1) buf_c(&b, "x");
    if (*way == 2) buf_fmt(&b, "%d", 1);
    return true;
}

static void a_buffer_ends_at_its_bound(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    for (int way = 0; way < 3; way++) {
        assert_false(ctx_try(c, overfill, &way));
        assert_int_equal(c->err.code, ERR_TOO_LARGE);
        err_clear(c);
    }
    work_release(&work);
}

static void formatted_text_may_be_long(void **state)
{
    (void)state;
    struct work work;
    work_init(&work);
    const char *text = fmt(&work.arena, "%0300d|%s", 7, "end");
    assert_int_equal(strlen(text), 304);
    assert_string_equal(text + 299, "7|end");
    assert_string_equal(str_c(&work.arena, (str){"abcdef", 3}), "abc");
    work_release(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_compared_by_bytes),
        cmocka_unit_test(white_space_is_trimmed_at_both_ends_alone),
        cmocka_unit_test(cutting_gives_every_part_and_then_ends),
        cmocka_unit_test(whole_numbers_are_read_to_their_bounds),
        cmocka_unit_test(decimal_numbers_are_read_as_strtod_reads_them),
        cmocka_unit_test(utf8_is_told_from_other_bytes),
        cmocka_unit_test(a_head_never_ends_inside_a_character),
        cmocka_unit_test(a_buffer_grows_and_stays_terminated),
        cmocka_unit_test(a_buffer_ends_at_its_bound),
        cmocka_unit_test(formatted_text_may_be_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
