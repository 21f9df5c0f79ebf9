// The analysis on small files; insight's own test has R's values of a published data set.
#include "stat/stat.h"

#include "support/files.h"
#include "support/near.h"
#include "support/stat_case.h"

struct told {
    struct work work;
    struct files files;
    char path[128];
};

static const char *told_file(struct told *told, const char *text)
{
    ctx *c = work_init(&told->work);
    files_init(c, &told->files);
    files_write(&told->files, "answers.csv", str_of(text));
    snprintf(told->path, sizeof told->path, "%s/answers.csv", told->files.folder);
    return told->path;
}

static void told_release(struct told *told)
{
    files_release(&told->files);
    work_release(&told->work);
}

// In base R: raw alpha of the seven whole rows with c turned (6 - c), from cov(); Feldt by qf().
#define TEAMS "a,b,c,team\n5,4,1,x\n4,4,2,x\n4,5,1,x\n2,1,5,y\n3,2,3,y\n1,2,4,y\n5,5,1,z\n3,,2,z\n"

static void alpha_and_agreement_of_teams(void **state)
{
    (void)state;
    struct told told;
    const char *file = told_file(&told, TEAMS);
    json_t *found =
        stat_case(&told.work, "scale", file, "item=a item=b item=c group=team reverse=c scale=1-5");
    assert_near(stat_number(found, "n"), 7, 0);
    assert_near(stat_number(found, "result.alpha_raw"), 0.96355353075170846, 1e-9);
    assert_near(stat_number(found, "result.alpha_standardised"), 0.96351323183339666, 1e-9);
    assert_near(stat_number(found, "result.alpha_raw_low"), 0.86411691606769914, 1e-9);
    assert_near(stat_number(found, "result.alpha_raw_high"), 0.99320819746744360, 1e-9);
    assert_near(stat_number(found, "result.items[1].missing"), 1, 0);
    assert_true(stat_has_warning(found, "rows_left_out"));
    // Team x: variances 1/3 each; even answers on five points: 2.
    assert_near(stat_number(found, "result.groups[0].variance"), 1.0 / 3, 1e-12);
    f64 agreed = 1 - 1.0 / 6;
    assert_near(stat_number(found, "result.groups[0].rwg_j"),
                3 * agreed / (3 * agreed + 1 - agreed), 1e-9);
    assert_true(isnan(stat_number(found, "result.groups[2].rwg_j"))); // one whole row
    assert_near(stat_number(found, "result.groups_told"), 2, 0);
    assert_true(stat_has_warning(found, "single"));
    told_release(&told);
}

static void a_turned_question_is_warned_of(void **state)
{
    (void)state;
    struct told told;
    const char *file = told_file(&told, TEAMS);
    json_t *found = stat_case(&told.work, "scale", file, "item=a item=b item=c group=team");
    assert_true(stat_has_warning(found, "turned"));
    assert_true(stat_has_warning(found, "scale_guessed"));
    const json_t *row = stat_row(found, "items", "name", "c");
    assert_true(json_is_true(json_object_get(row, "turned")));
    told_release(&told);
}

static void what_cannot_be_said_is_an_error(void **state)
{
    (void)state;
    static const struct {
        const char *text, *options, *message;
    } cases[] = {
        {TEAMS,                            "item=a item=b reverse=c scale=1-5", "--reverse: \"c\" is none of the items"   },
        {TEAMS,                            "item=a item=c reverse=c",           "--reverse needs --scale"                 },
        {TEAMS,                            "item=a item=b scale=1-4",           "column \"a\": 5 is outside the scale 1-4"},
        {TEAMS,                            "item=a item=b scale=5-1",           "--scale cannot be \"5-1\""               },
        {TEAMS,                            "item=a",                            "one question cannot agree with itself"   },
        {"a,b\n1,2\n3,\n,4\n",             "item=a item=b",                     "1 rows with all answers are too few"     },
        {"a,b\n3,3\n3,3\n3,3\n",           "item=a item=b",
         "the sum of the questions does not differ between rows"                                                          },
        {"a,b,g\n1.5,2,x\n3,4,x\n4,4,x\n", "item=a item=b group=g",
         "a scale 1.5-4 has no whole points"                                                                              },
    };
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        struct told told;
        const char *file = told_file(&told, cases[i].text);
        assert_string_equal(stat_case_fails(&told.work, "scale", file, cases[i].options),
                            cases[i].message);
        told_release(&told);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alpha_and_agreement_of_teams),
        cmocka_unit_test(a_turned_question_is_warned_of),
        cmocka_unit_test(what_cannot_be_said_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
