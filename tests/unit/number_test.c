#include "import/number.h"
#include "support/test.h"
#include "support/work.h"

#define ANY   ((struct number_rule){0})
#define POINT ((struct number_rule){.decimal = '.'})
#define COMMA ((struct number_rule){.decimal = ','})

#define wrong(...)                                                                                 \
    do {                                                                                           \
        print_error(__VA_ARGS__);                                                                  \
        _fail(__FILE__, __LINE__);                                                                 \
    } while (false)

static void check_value(struct number_rule rule, const char *text, i64 expected)
{
    i64 value = -1;
    struct number_flaw flaw = {0};
    if (!number_parse(str_of(text), rule, &value, &flaw)) wrong("'%s' %s", text, flaw.why);
    if (value != expected) wrong("'%s' became %lld", text, (long long)value);
}

static void check_flaw(struct number_rule rule, const char *text, const char *why)
{
    i64 value = -1;
    struct number_flaw flaw = {0};
    if (number_parse(str_of(text), rule, &value, &flaw))
        wrong("'%s' became %lld", text, (long long)value);
    if (strcmp(flaw.why, why) != 0) wrong("'%s' %s", text, flaw.why);
}

static void without_a_stated_decimal_sign_only_one_reading_is_taken(void **state)
{
    (void)state;
    check_value(ANY, "0", 0);
    check_value(ANY, "9", 90000);
    check_value(ANY, "-12.5", -125000);
    check_value(ANY, "+3.0001", 30001);
    check_value(ANY,
                "\xE2\x88\x92"
                "7",
                -70000); // the minus sign U+2212
    check_value(ANY, " 42 ", 420000);
    check_value(ANY, ".5", 5000);
    check_value(ANY, "5.", 50000);
    check_value(ANY, "-0.00", 0);
    check_value(ANY, "1e3", 10000000);
    check_value(ANY, "1.5E-3", 15);
    check_value(ANY, "000000000000000000000012", 120000);
    check_flaw(ANY, "1,5", "could be read as more than one number");
    check_flaw(ANY, "1 234", "could be read as more than one number");
    check_flaw(ANY, "1'234", "could be read as more than one number");
}

static void a_stated_decimal_sign_allows_groups_of_thousands(void **state)
{
    (void)state;
    check_value(COMMA, "1 234,5", 12345000);
    check_value(COMMA, "1.234,25", 12342500);
    check_value(COMMA, "1.234.567", 12345670000);
    check_value(COMMA,
                "1\xC2\xA0"
                "234,5",
                12345000);
    check_value(COMMA,
                "1\xE2\x80\xAF"
                "234",
                12340000);
    check_value(COMMA,
                "12\xE2\x80\x89"
                "345,6789",
                123456789);
    check_value(COMMA, "7", 70000);
    check_value(COMMA, "-0,5", -5000);
    check_value(POINT, "1,234.5", 12345000);
    check_value(POINT, "1'234.5", 12345000);
    check_value(POINT,
                "1\xE2\x80\x99"
                "234.5",
                12345000);
    check_value(POINT, "12.5", 125000);
}

static void groups_that_are_no_thousands_are_refused(void **state)
{
    (void)state;
    const char *why = "has groups of digits that are not thousands";
    check_flaw(COMMA, "1.5", why);
    check_flaw(COMMA, "1.2345", why);
    check_flaw(COMMA, "1234.567", why);
    check_flaw(COMMA, "1.234 567", why);
    check_flaw(POINT, "1,5", why);
    check_flaw(POINT, "12,34,567", why);
}

static void what_is_no_number_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {"",    " ",   "-",   "NA",   "abc", "1a", "a1",
                                        ".",   "--1", "1-",  "1e",   "1e+", "e5", "0x1",
                                        "inf", "nan", "+-1", "1 .5", "€5",  "5 %"};
    for (i64 i = 0; i < COUNT_OF(texts); i++)
        check_flaw(ANY, texts[i], "is not a number");
    check_flaw(COMMA, "1..234", "is not a number");
    check_flaw(COMMA, "1,5,5", "is not a number");
    check_flaw(COMMA, "1,5e3", "is not a number");
}

static void a_stated_unit_is_dropped_and_no_other(void **state)
{
    (void)state;
    struct number_rule euro = {.decimal = ',', .unit = S("€")};
    check_value(euro, "1 234,50 €", 12345000);
    check_value(euro, "€ 5", 50000);
    check_value(euro, "-5 €", -50000);
    check_value(euro, "€-5", -50000);
    check_value(euro, "- €5", -50000);
    check_value(euro, "5", 50000);
    check_flaw(euro, "5 $", "is not a number");
    check_flaw(euro, "€", "is not a number");
    check_flaw(euro, "-€-5", "is not a number");
    check_value((struct number_rule){.unit = S("%")}, "12.5 %", 125000);
}

static void decimals_beyond_four_are_rounded_half_to_even(void **state)
{
    (void)state;
    check_value(ANY, "0.00005", 0);
    check_value(ANY, "0.00015", 2);
    check_value(ANY, "0.00025", 2);
    check_value(ANY, "0.000250000000000000000000000000000000000000000000000000000000000001", 3);
    check_value(ANY, "-0.00015", -2);
    check_value(ANY, "1.99995", 20000);
    check_value(ANY, "0.1234567", 1235);
    check_value(ANY, "1e-300", 0);
}

static void numbers_too_large_for_ten_thousandths_are_refused(void **state)
{
    (void)state;
    check_value(ANY, "99999999999999.9999", 999999999999999999);
    check_value(ANY, "-99999999999999.9999", -999999999999999999);
    check_flaw(ANY, "100000000000000", "is too large a number");
    check_flaw(ANY, "99999999999999.99996", "is too large a number");
    check_flaw(ANY, "1e300", "is too large a number");
}

static void values_are_written_as_short_as_they_are_exact(void **state)
{
    (void)state;
    struct work work;
    work_init(&work);
    assert_str(number_write(&work.arena, 0), "0");
    assert_str(number_write(&work.arena, 90000), "9");
    assert_str(number_write(&work.arena, -125000), "-12.5");
    assert_str(number_write(&work.arena, 30001), "3.0001");
    assert_str(number_write(&work.arena, -1), "-0.0001");
    work_release(&work);
}

static void scaling_rounds_half_to_even_on_both_sides_of_zero(void **state)
{
    (void)state;
    assert_int_equal((i64)number_scale(5, 1, 2), 2);
    assert_int_equal((i64)number_scale(7, 1, 2), 4);
    assert_int_equal((i64)number_scale(-5, 1, 2), -2);
    assert_int_equal((i64)number_scale(-7, 1, 2), -4);
    assert_int_equal((i64)number_scale(2, 2, 3), 1);
    assert_int_equal((i64)number_scale(-2, 2, 3), -1);
    assert_int_equal((i64)number_scale(NUMBER_E4_END, 1000000, 3000000), 333333333333333333);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_stated_decimal_sign_only_one_reading_is_taken),
        cmocka_unit_test(a_stated_decimal_sign_allows_groups_of_thousands),
        cmocka_unit_test(groups_that_are_no_thousands_are_refused),
        cmocka_unit_test(what_is_no_number_is_refused),
        cmocka_unit_test(a_stated_unit_is_dropped_and_no_other),
        cmocka_unit_test(decimals_beyond_four_are_rounded_half_to_even),
        cmocka_unit_test(numbers_too_large_for_ten_thousandths_are_refused),
        cmocka_unit_test(values_are_written_as_short_as_they_are_exact),
        cmocka_unit_test(scaling_rounds_half_to_even_on_both_sides_of_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
