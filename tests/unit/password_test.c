// What is taken as a password, and that only the right one fits; and the one form of an address.
#include "people/email.h"
#include "people/password.h"
#include "support/work.h"

#include <sodium.h>

#include "support/test.h"

// As cheap as it goes: what costs is libsodium's to test.
static const struct password_cost cheap = {crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN};
static const struct password_owner anna = {
    .name = {"Anna Virtanen",            13},
      .email = {"anna.virtanen@example.fi", 24}
};

static void the_rules_are_told(void **state)
{
    (void)state;
    static const struct {
        const char *password, *why; // NULL: taken
    } cases[] = {
        {"tuoli kuusi kanto matto",     NULL                                                    },
        {"hyvää iltaa",               "the password has fewer than 12 characters"             },
        {"ääääöööööåå",      "the password has fewer than 12 characters"             },
        {"",                            "the password has fewer than 12 characters"             },
        {"Password1234",                "the password is one of those that are tried first"     },
        {"ababababababab",              "the password is made of a few characters over and over"},
        {"annavirtanen1",               "the password is mostly your name or e-mail address"    },
        {"Virtanen12345",               "the password is mostly your name or e-mail address"    },
        {"anna.virtanen@example.fi",    "the password is mostly your name or e-mail address"    },
        {"ANNA VIRTANEN 99",            "the password is mostly your name or e-mail address"    },
        {"anna ei unohda sateenvarjoa", NULL                                                    },
        {"a\xFF"
         "bcdefghijklm",       "the password is too long"                              },
    };
    struct work work;
    ctx *c = work_init(&work);
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        bool taken = password_rule(c, str_of(cases[i].password), anna);
        if (taken != !cases[i].why) print_error("%s\n", cases[i].password);
        assert_int_equal(taken, !cases[i].why);
        if (cases[i].why) assert_string_equal(c->err.msg, cases[i].why);
        err_clear(c);
    }
    char *large = memset(NEW_ARRAY(c->arena, char, 5000), 'a', 5000);
    assert_false(password_rule(c, (str){large, 5000}, anna));
    work_release(&work);
}

static void only_the_right_one_fits(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    str kept = {0};
    bool fits = false, weak = false;
    assert_true(password_hash(c, S("tuoli kuusi kanto"), cheap, &kept));
    assert_true(str_starts(kept, S("$argon2id$")));
    assert_true(password_check(c, kept, S("tuoli kuusi kanto"), cheap, &fits, &weak));
    assert_true(fits && !weak);
    static const char *const wrong[] = {"tuoli kuusi kantO", "tuoli kuusi kant", "", "x"};
    for (i64 i = 0; i < COUNT_OF(wrong); i++) {
        assert_true(password_check(c, kept, str_of(wrong[i]), cheap, &fits, &weak));
        assert_false(fits);
    }
    assert_true(password_check(c, S("nonsense"), S("nonsense"), cheap, &fits, &weak));
    assert_false(fits);
    assert_true(password_check(c, S(""), S("tuoli kuusi kanto"), cheap, &fits, &weak));
    assert_false(fits);
    work_release(&work);
}

static void nothing_fits_a_hash_of_nothing(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    str kept = {0};
    bool fits = true, weak = false;
    assert_true(password_hash(c, S(""), cheap, &kept));
    assert_true(password_check(c, kept, S(""), cheap, &fits, &weak));
    assert_false(fits);
    assert_true(password_check(c, kept, S("a\xFF"), cheap, &fits, &weak)); // no UTF-8 is as nothing
    assert_false(fits);
    work_release(&work);
}

static void letters_count_however_they_are_composed(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    str kept = {0};
    bool fits = false, weak = false;
    assert_true(
        password_hash(c, S("hyv\xC3\xA4\xC3\xA4 p\xC3\xA4iv\xC3\xA4\xC3\xA4"), cheap, &kept));
    assert_true(password_check(c, kept,
                               S("hyva\xCC\x88"
                                 "a\xCC\x88 pa\xCC\x88iva\xCC\x88"
                                 "a\xCC\x88"),
                               cheap, &fits, &weak));
    assert_true(fits);
    work_release(&work);
}

static void what_was_kept_cheaply_is_noticed(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct password_cost dearer = {cheap.operations + 1, cheap.memory_bytes};
    str kept = {0};
    bool fits = false, weak = false;
    assert_true(password_hash(c, S("tuoli kuusi kanto"), cheap, &kept));
    assert_true(password_check(c, kept, S("tuoli kuusi kanto"), dearer, &fits, &weak));
    assert_true(fits && weak);
    assert_true(password_check(c, kept, S("wrong"), dearer, &fits, &weak));
    assert_true(!fits && !weak);
    assert_true(password_cost_usual.memory_bytes >= 19LL * 1024 * 1024); // OWASP, 2023
    assert_true(password_cost_usual.operations >= 2);
    work_release(&work);
}

static void addresses_have_one_form(void **state)
{
    (void)state;
    static const struct {
        const char *typed, *kept; // NULL: none
    } cases[] = {
        {" Anna.Virtanen@Example.FI\n", "anna.virtanen@example.fi"},
        {"a@b",                         "a@b"                     },
        {"o'neil+shop@x-y.example",     "o'neil+shop@x-y.example" },
        {"",                            NULL                      },
        {"@",                           NULL                      },
        {"anna",                        NULL                      },
        {"@example.fi",                 NULL                      },
        {"anna@",                       NULL                      },
        {"a@b@c",                       NULL                      },
        {"a b@c.fi",                    NULL                      },
        {"a@b c.fi",                    NULL                      },
        {"a..b@c.fi",                   NULL                      },
        {".a@c.fi",                     NULL                      },
        {"a@.fi",                       NULL                      },
        {"a@c.fi.",                     NULL                      },
        {"äiti@c.fi",                  NULL                      },
        {"a@c.fi\nBcc: b@c.fi",         NULL                      },
        {"<a@c.fi>",                    NULL                      },
        {"\"a\"@c.fi",                  NULL                      },
    };
    struct work work;
    ctx *c = work_init(&work);
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        str kept = {0};
        bool taken = email_normalise(c, str_of(cases[i].typed), &kept);
        if (taken != (cases[i].kept != NULL)) print_error("%s\n", cases[i].typed);
        assert_int_equal(taken, cases[i].kept != NULL);
        if (taken) assert_str(kept, cases[i].kept);
        err_clear(c);
    }
    work_release(&work);
}

int main(void)
{
    if (sodium_init() < 0) return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_rules_are_told),
        cmocka_unit_test(only_the_right_one_fits),
        cmocka_unit_test(nothing_fits_a_hash_of_nothing),
        cmocka_unit_test(letters_count_however_they_are_composed),
        cmocka_unit_test(what_was_kept_cheaply_is_noticed),
        cmocka_unit_test(addresses_have_one_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
