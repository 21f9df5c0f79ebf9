// The table of permissions, and what is shown of a customer to those who may not see more.
#include "people/role.h"
#include "support/work.h"

#include "support/test.h"

#define DOCUMENT TUNTUMA_SOURCE_DIR "/docs/permissions.md"
#define WRITTEN  TUNTUMA_BUILD_DIR "/permissions.md"

static str file_of(ctx *c, const char *path)
{
    FILE *file = fopen(path, "re");
    char *text = NEW_ARRAY(c->arena, char, 100000);
    size_t size = file ? fread(text, 1, 99999, file) : 0;
    if (file) (void)fclose(file);
    return (str){text, (i64)size};
}

static str table(ctx *c)
{
    static const char *const words[] = {"–", "own", "yes"};
    buf out = buf_new(c->arena, 100000);
    buf_c(&out, "# Who may do what\n\n"
                "Written by `tests/unit/role_test.c` from the table in `src/people/role.c`; change "
                "it there.\n\n"
                "“own” is what belongs to a person's functions or units, or is theirs by name. "
                "Whoever may not see a\ncustomer's personal data sees it masked: `M. M.`, "
                "`m…@example.fi`, `…67`. Every look at it is logged.\n\n| permission |");
    for (enum role role = ROLE_NONE + 1; role < ROLE__COUNT; role++)
        buf_fmt(&out, " %s |", role_label(role));
    buf_c(&out, " what it is |\n| --- |");
    for (enum role role = ROLE_NONE + 1; role < ROLE__COUNT; role++)
        buf_c(&out, " --- |");
    buf_c(&out, " --- |\n");
    for (enum permission may = 0; may < MAY__COUNT; may++) {
        buf_fmt(&out, "| `%s` |", permission_name(may));
        for (enum role role = ROLE_NONE + 1; role < ROLE__COUNT; role++)
            buf_fmt(&out, " %s |", words[role_may(role, may)]);
        buf_fmt(&out, " %s |\n", permission_what(may));
    }
    return buf_str(&out);
}

static void the_document_is_the_table(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    str expected = table(c);
    if (!str_equal(file_of(c, DOCUMENT), expected)) {
        FILE *out = fopen(WRITTEN, "we");
        assert_non_null(out);
        (void)fwrite(expected.s, 1, (size_t)expected.size, out);
        (void)fclose(out);
        print_error("%s is not the table; it should be %s\n", DOCUMENT, WRITTEN);
        _fail(__FILE__, __LINE__);
    }
    work_release(&work);
}

static void nobody_may_come_in_and_nothing_else(void **state)
{
    (void)state;
    struct person nobody = {0};
    for (enum permission may = 0; may < MAY__COUNT; may++) {
        assert_int_equal(role_may(ROLE_NONE, may), may == MAY_COME_IN ? MAY_EVERYWHERE : MAY_NOT);
        bool may_come_in = may == MAY_COME_IN;
        assert_int_equal(person_may(&nobody, may, (struct place){0}), may_come_in);
        assert_int_equal(person_may(&nobody, may, (struct place){.function = 1, .owner = 1}),
                         may_come_in);
    }
}

static void only_an_administrator_lets_people_in(void **state)
{
    (void)state;
    for (enum role role = ROLE_NONE; role < ROLE__COUNT; role++) {
        enum may expected = role == ROLE_ADMINISTRATOR ? MAY_EVERYWHERE : MAY_NOT;
        assert_int_equal(role_may(role, MAY_MANAGE_PEOPLE), expected);
        assert_int_equal(role_may(role, MAY_MANAGE_TOKENS), expected);
        assert_int_equal(role_may(role, MAY_BACK_UP), expected);
    }
}

static void scope_is_function_unit_or_ones_own(void **state)
{
    (void)state;
    static const i64 functions[] = {3}, units[] = {7, 8};
    struct person lead = {.account = 5,
                          .role = ROLE_FUNCTION_LEAD,
                          .function_count = 1,
                          .functions = functions,
                          .unit_count = 2,
                          .units = units};
    static const struct {
        struct place place;
        bool may;
    } cases[] = {
        {{0},                          false}, // the company's
        {{.function = 3},              true },
        {{.function = 4},              false},
        {{.unit = 8},                  true },
        {{.unit = 3},                  false}, // a number of a function is none of a unit
        {{.owner = 5},                 true },
        {{.owner = 6},                 false},
        {{.function = 4, .unit = 7},   true },
        {{.function = -3, .unit = -7}, false},
    };
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        if (person_may(&lead, MAY_CHANGE_RECORDS, cases[i].place) != cases[i].may)
            print_error("case %lld\n", (long long)i);
        assert_int_equal(person_may(&lead, MAY_CHANGE_RECORDS, cases[i].place), cases[i].may);
    }
    assert_true(person_may(&lead, MAY_SEE_FIGURES, (struct place){0}));
    assert_false(person_may(&lead, MAY_SET_UP, (struct place){.function = 3}));
}

static void a_refusal_says_why(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct person nobody = {0}, lead = {.account = 1, .role = ROLE_FUNCTION_LEAD};
    assert_false(person_must(c, &nobody, MAY_SEE_FIGURES, (struct place){0}));
    assert_int_equal(c->err.code, ERR_UNKNOWN_USER);
    err_clear(c);
    assert_false(person_must(c, &lead, MAY_CHANGE_RECORDS, (struct place){.function = 1}));
    assert_int_equal(c->err.code, ERR_FORBIDDEN);
    assert_string_equal(c->err.msg, "this belongs to a function or unit that is not yours");
    err_clear(c);
    assert_false(person_must(c, &lead, MAY_SET_UP, (struct place){0}));
    assert_string_equal(c->err.msg, "your role, function lead, may not do this");
    err_clear(c);
    assert_true(person_must(c, &lead, MAY_SEE_FIGURES, (struct place){0}));
    work_release(&work);
}

static void roles_have_names(void **state)
{
    (void)state;
    for (enum role role = ROLE_NONE + 1; role < ROLE__COUNT; role++) {
        enum role found = ROLE_NONE;
        assert_true(role_find(str_of(role_name(role)), &found));
        assert_int_equal(found, role);
        assert_true(ROLE_ALL & ROLE_BIT(role));
    }
    enum role found = ROLE_NONE;
    assert_false(role_find(S("none"), &found));
    assert_false(role_find(S(""), &found));
    assert_false(role_find(S("Administrator"), &found));
    assert_false(ROLE_ALL & ROLE_BIT(ROLE_NONE));
    assert_false(ROLE_ALL & ROLE_BIT(ROLE__COUNT));
}

static void personal_data_is_masked(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    static const struct {
        enum personal kind;
        const char *value, *shown;
    } cases[] = {
        {PERSONAL_NAME,    "Matti Meikäläinen",    "M. M."          },
        {PERSONAL_NAME,    "Åsa",                   "Å."            },
        {PERSONAL_NAME,    "  Anna  Maija ",         "A. M."          },
        {PERSONAL_NAME,    "",                       ""               },
        {PERSONAL_EMAIL,   "matti@example.fi",       "m…@example.fi"},
        {PERSONAL_EMAIL,   "matti",                  "…"            },
        {PERSONAL_EMAIL,   "@example.fi",            "…"            },
        {PERSONAL_PHONE,   "+358 40 123 4567",       "…67"          },
        {PERSONAL_PHONE,   "112",                    "…"            },
        {PERSONAL_KEY,     "C1000042",               "…42"          },
        {PERSONAL_KEY,     "Matti Hölmöa",         "…"            }, // not through a letter
        {PERSONAL_ADDRESS, "Kauppakatu 1, Helsinki", "…"            },
    };
    for (i64 i = 0; i < COUNT_OF(cases); i++)
        assert_str(personal_mask(c, cases[i].kind, str_of(cases[i].value)), cases[i].shown);
    struct person owner = {.role = ROLE_CX_OWNER}, board = {.role = ROLE_BOARD_MEMBER};
    assert_str(personal_shown(c, &owner, (struct place){0}, PERSONAL_NAME, S("Matti M")),
               "Matti M");
    assert_str(personal_shown(c, &board, (struct place){0}, PERSONAL_NAME, S("Matti M")), "M. M.");
    work_release(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_document_is_the_table),
        cmocka_unit_test(nobody_may_come_in_and_nothing_else),
        cmocka_unit_test(only_an_administrator_lets_people_in),
        cmocka_unit_test(scope_is_function_unit_or_ones_own),
        cmocka_unit_test(a_refusal_says_why),
        cmocka_unit_test(roles_have_names),
        cmocka_unit_test(personal_data_is_masked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
