// The analysis on published data. Values: ../shared/reference/drivers.json, made with R 4.2.2 and
// its relaimpo 2.2.7, which reproduce U. Grömping, J. Statistical Software 17 (1) (2006).
#include "stat/stat.h"

#include "support/files.h"
#include "support/near.h"
#include "support/shared.h"
#include "support/stat_case.h"

#define SWISS   "data/swiss/swiss.csv"
#define CLOSED  1e-6
#define PRINTED 5e-6 // R² there has six digits

#define SWISS_DRIVERS                                                                              \
    "outcome=Fertility driver=Agriculture driver=Examination driver=Education driver=Catholic "    \
    "driver=Infant.Mortality "

static const struct {
    const char *name;
    double coefficient, lmg, last, first, pratt, johnson, vif;
} swiss[] = {
    {"Agriculture",      -0.17211397, 0.05709122, 0.04286961, 0.12466491, -0.11048599, 0.0484169,
     2.28412938                                                                                              },
    {"Examination",      -0.25800824, 0.17117303, 0.00738742, 0.41716447, 0.1064274,   0.15470825,
     3.67541958                                                                                              },
    {"Education",        -0.87094006, 0.26013468, 0.16196269, 0.44061565, 0.44500457,  0.2719641,
     2.77494278                                                                                              },
    {"Catholic",         0.10411533,  0.10557015, 0.06237263, 0.2150035,  0.16117681,  0.11468003, 1.93716038},
    {"Infant.Mortality", 1.07704814,  0.11276592, 0.05694526, 0.17351893, 0.10461221,  0.11696572,
     1.10754223                                                                                              },
};

static double of_row(const json_t *row, const char *field)
{
    const json_t *value = json_object_get(row, field);
    if (!json_is_number(value)) print_error("no number %s\n", field);
    assert_true(json_is_number(value));
    return json_number_value(value);
}

static void swiss_fertility_is_that_of_the_reference(void **state)
{
    (void)state;
    char room[4096];
    const char *file = shared_path_or_skip(SWISS, room);
    struct work work;
    work_init(&work);
    json_t *found = stat_case(&work, "drivers", file, SWISS_DRIVERS);
    assert_near(stat_number(found, "n"), 47, 0);
    assert_near(stat_number(found, "result.r_squared"), 0.706735, PRINTED);
    assert_near(stat_number(found, "result.intercept"), 66.91518168, CLOSED);
    for (i64 i = 0; i < COUNT_OF(swiss); i++) {
        const json_t *row = stat_row(found, "measures", "name", swiss[i].name);
        assert_near(of_row(row, "lmg"), swiss[i].lmg, CLOSED);
        assert_near(of_row(row, "last"), swiss[i].last, CLOSED);
        assert_near(of_row(row, "first"), swiss[i].first, CLOSED);
        assert_near(of_row(row, "pratt"), swiss[i].pratt, CLOSED);
        assert_near(of_row(row, "johnson"), swiss[i].johnson, CLOSED);
        assert_near(of_row(row, "vif"), swiss[i].vif, CLOSED);
        row = stat_row(found, "coefficients", "name", swiss[i].name);
        assert_near(of_row(row, "coefficient"), swiss[i].coefficient, CLOSED);
        row = stat_row(found, "drivers", "name", swiss[i].name);
        assert_near(of_row(row, "share"), swiss[i].lmg / 0.7067349588, CLOSED);
    }
    // Ranks as in Grömping 2006, §4: Education first, and no certain order after it.
    assert_string_equal(stat_string(found, "result.drivers[0].name"), "Education");
    assert_true(stat_number(found, "result.drivers[0].ranked_first") > 0.6);
    assert_near(stat_number(found, "result.resamples"), 1000, 0);
    assert_true(stat_has_warning(found, "few_rows"));
    work_release(&work);
}

static void the_same_seed_gives_the_same_ranks(void **state)
{
    (void)state;
    char room[4096];
    const char *file = shared_path_or_skip(SWISS, room);
    struct work work;
    work_init(&work);
    json_t *a = stat_case(&work, "drivers", file, SWISS_DRIVERS "resamples=200 seed=7");
    json_t *b = stat_case(&work, "drivers", file, SWISS_DRIVERS "resamples=200 seed=7");
    json_t *other = stat_case(&work, "drivers", file, SWISS_DRIVERS "resamples=200 seed=8");
    assert_true(json_equal(json_object_get(a, "result"), json_object_get(b, "result")));
    assert_false(json_equal(json_object_get(a, "result"), json_object_get(other, "result")));
    work_release(&work);
}

// 10,282 rows with gaps in several columns, names, and an outcome of which one row has none.
static void an_airlines_survey_is_told_with_its_gaps(void **state)
{
    (void)state;
    char room[4096];
    const char *file = shared_path_or_skip("data/southeast_airlines_nps/data_1.csv", room);
    struct work work;
    work_init(&work);
    const char *options = "outcome=Likelihood.to.recommend driver=Age driver=Price.Sensitivity "
                          "driver=Flights.Per.Year driver=Departure.Delay.in.Minutes "
                          "driver=Flight.time.in.minutes factor=Airline.Status "
                          "factor=Type.of.Travel factor=Class resamples=100";
    json_t *found = stat_case(&work, "drivers", file, options);
    assert_near(stat_number(found, "left_out"), 1, 0);
    assert_near(stat_number(found, "n") + stat_number(found, "result.rows_left_out"), 10281, 0);
    assert_true(stat_has_warning(found, "rows_left_out"));
    double sum = 0;
    for (i64 i = 0; i < 8; i++)
        sum += stat_number(found, fmt(work.c.arena, "result.drivers[%lld].share", (long long)i));
    assert_near(sum, 1, 1e-9);
    assert_string_equal(stat_string(found, "result.drivers[0].name"), "Type.of.Travel");
    assert_near(stat_number(found, "result.drivers[0].ranked_first"), 1, 0);
    work_release(&work);
}

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

#define GAPS                                                                                       \
    "y,a,b,plan\n9,5,3,x\n4,2,4,y\n7,,2,x\n8,4,,y\n3,1,5,y\n10,5,1,x\n5,3,3,\n6,3,2,x\n2,1,4,y\n"

static void missing_answers_are_handled_as_asked(void **state)
{
    (void)state;
    struct told told;
    const char *file = told_file(&told, GAPS);
    json_t *found = stat_case(&told.work, "drivers", file,
                              "outcome=y driver=a driver=b factor=plan resamples=0");
    assert_near(stat_number(found, "n"), 6, 0);
    assert_near(stat_number(found, "result.rows_left_out"), 3, 0);
    assert_near(stat_number(found, "result.answers[1].missing_alone"), 1, 0);
    assert_true(isnan(stat_number(found, "result.drivers[0].share_low")));
    found = stat_case(&told.work, "drivers", file,
                      "outcome=y driver=a driver=b missing-answers=pairwise resamples=50");
    assert_near(stat_number(found, "n"), 9, 0);
    assert_near(stat_number(found, "result.pair_rows_least"), 7, 0);
    assert_true(stat_has_warning(found, "pairwise"));
    // R: cor(a, y, use = "pairwise") of 8 rows.
    assert_near(of_row(stat_row(found, "measures", "name", "a"), "correlation"),
                0.98298811217939497, 1e-9);
    found = stat_case(&told.work, "drivers", file,
                      "outcome=y driver=a driver=b missing-answers=mean-flag resamples=0");
    assert_near(stat_number(found, "n"), 9, 0);
    assert_near(stat_number(found, "result.rows_left_out"), 0, 0);
    assert_string_equal(stat_string(found, "result.coefficients[1].name"), "a: missing");
    assert_true(stat_has_warning(found, "mean_flag"));
    assert_string_equal(stat_string(found, "result.drivers[0].direction"), "raises");
    told_release(&told);
}

static void performance_stands_beside_importance(void **state)
{
    (void)state;
    struct told told;
    const char *file = told_file(&told, "y,good,wait\n9,5,1\n4,2,4\n7,4,2\n8,4,3\n3,1,5\n10,5,1\n");
    json_t *found = stat_case(&told.work, "drivers", file,
                              "outcome=y driver=good driver=wait scale=1-5 resamples=0");
    const json_t *good = stat_row(found, "performance", "name", "good");
    const json_t *wait = stat_row(found, "performance", "name", "wait");
    assert_near(of_row(good, "performance"), 100 * (3.5 - 1) / 4, 1e-9);
    assert_near(of_row(wait, "performance"), 100 * (5 - 16.0 / 6) / 4, 1e-9); // less is better
    assert_string_equal(json_string_value(json_object_get(good, "quadrant")), "keep up");
    assert_string_equal(
        json_string_value(json_object_get(stat_row(found, "drivers", "name", "wait"), "direction")),
        "lowers");
    assert_false(stat_has_warning(found, "scale_guessed"));
    found = stat_case(&told.work, "drivers", file,
                      "outcome=y driver=good driver=wait scale=1-4 resamples=0");
    assert_true(stat_has_warning(found, "outside_scale"));
    told_release(&told);
}

static void what_cannot_be_said_is_an_error(void **state)
{
    (void)state;
    static const struct {
        const char *text, *options, *message;
    } cases[] = {
        {"y,a,b\n1,2,3\n",                                                  "outcome=y driver=a",                       "shares need at least two drivers"             },
        {"y,a,b\n1,2,3\n2,3,4\n",                                           "outcome=y driver=a driver=b",
         "2 rows are too few for 2 columns of drivers"                                                                                                                 },
        {"y,a,b\n1,2,3\n1,3,4\n",                                           "outcome=y driver=a driver=b",
         "the outcome has one value only, so that nothing drives it"                                                                                                   },
        {"y,a,b\n1,2,\n2,,4\n",                                             "outcome=y driver=a driver=b",
         "no row has an answer to all drivers"                                                                                                                         },
        {"y,a,b\n1,2,3\n2,2,4\n3,2,4\n4,2,5\n",                             "outcome=y driver=a driver=b",
         "fewer than two drivers have more than one value"                                                                                                             },
        {"y,a,b\n1,0,0\n2,1,0\n1,1,0\n2,0,1\n1,0,1\n2,0,0\n1,1,1\n2,1,1\n",
         "outcome=y driver=a driver=b",                                                                                 "the drivers do not go with the outcome at all"},
        {"y,a,b\n1,2,3\n2,3,4\n3,5,1\n4,1,1\n",                             "outcome=y driver=a driver=b scale=5",
         "--scale cannot be \"5\""                                                                                                                                     },
        {"y,a,b\n1,2,3\n2,3,4\n3,5,1\n4,1,1\n",                             "outcome=y driver=a driver=b resamples=-1",
         "--resamples cannot be \"-1\""                                                                                                                                },
    };
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        struct told told;
        const char *file = told_file(&told, cases[i].text);
        assert_string_equal(stat_case_fails(&told.work, "drivers", file, cases[i].options),
                            cases[i].message);
        told_release(&told);
    }
}

static void constants_copies_and_two_values_are_named(void **state)
{
    (void)state;
    struct told told;
    const char *file =
        told_file(&told, "y,a,b,copy,same\n1,5,3,10,7\n0,2,4,4,7\n1,4,2,8,7\n1,3,3,6,7\n"
                         "0,1,5,2,7\n1,5,1,10,7\n0,3,3,6,7\n");
    json_t *found = stat_case(&told.work, "drivers", file,
                              "outcome=y driver=a driver=b driver=copy driver=same resamples=20");
    assert_true(stat_has_warning(found, "constant"));
    assert_true(stat_has_warning(found, "collinear"));
    assert_true(isnan(stat_number(found, "result.coefficients[0].coefficient")));
    assert_string_equal(stat_string(found, "assumptions[2].name"), "linear_probability");
    assert_near(of_row(stat_row(found, "measures", "name", "a"), "lmg"),
                of_row(stat_row(found, "measures", "name", "copy"), "lmg"), 1e-9);
    told_release(&told);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(swiss_fertility_is_that_of_the_reference),
        cmocka_unit_test(the_same_seed_gives_the_same_ranks),
        cmocka_unit_test(an_airlines_survey_is_told_with_its_gaps),
        cmocka_unit_test(missing_answers_are_handled_as_asked),
        cmocka_unit_test(performance_stands_beside_importance),
        cmocka_unit_test(what_cannot_be_said_is_an_error),
        cmocka_unit_test(constants_copies_and_two_values_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
