#include "base/lang.h"
#include "base/ctx.h"
#include "support/test.h"

static const struct lang_text finnish[] = {
    {"cost",     "kustannus"},
    {"customer", "asiakas"  },
    {"visit",    "käynti"  }
};

static void a_text_is_translated_and_a_missing_one_stays_english(void **state)
{
    (void)state;
    lang_reset();
    ctx c = {.lang = "fi"};
    assert_string_equal(tr(&c, "customer"), "customer");
    lang_register("fi", finnish, COUNT_OF(finnish));
    assert_string_equal(tr(&c, "cost"), "kustannus");
    assert_string_equal(tr(&c, "customer"), "asiakas");
    assert_string_equal(tr(&c, "visit"), "käynti");
    assert_string_equal(tr(&c, "customers"), "customers");
    c.lang = "sv";
    assert_string_equal(tr(&c, "customer"), "customer");
    c.lang = NULL;
    assert_string_equal(tr(&c, "customer"), "customer");
    assert_true(lang_is_known("en") && lang_is_known("fi") && !lang_is_known("sv"));
    lang_reset();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_is_translated_and_a_missing_one_stays_english),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
