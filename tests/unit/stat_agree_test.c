// The analysis on published data. Values: ../shared/reference/sites_raters.json, made with R 4.2.2
// and its irr 0.84.1; closed forms agree to 10⁻⁶.
#include "stat/stat.h"

#include "support/near.h"
#include "support/shared.h"
#include "support/files.h"
#include "support/stat_case.h"

#define CLOSED  1e-6
#define ANXIETY "data/raters/anxiety.csv"
#define SIX                                                                                        \
    "ratings=rater1 ratings=rater2 ratings=rater3 ratings=rater4 ratings=rater5 ratings=rater6"

static json_t *shared_case(struct work *work, const char *file, const char *options)
{
    char room[4096];
    work_init(work);
    return stat_case(work, "agree", shared_path_or_skip(file, room), options);
}

static void thirty_diagnoses_have_the_published_kappa(void **state)
{
    (void)state;
    shared_or_skip("data/raters/diagnoses.csv");
    struct work work;
    json_t *found = shared_case(&work, "data/raters/diagnoses.csv", SIX);
    assert_near(stat_number(found, "result.fleiss_kappa"), 0.43024452006, CLOSED);
    assert_near(stat_number(found, "result.fleiss_z"), 17.651830583, 1e-5);
    assert_near(stat_number(found, "result.conger_kappa"), 0.44180854033, CLOSED);
    assert_true(stat_number(found, "result.fleiss_kappa_low") < 0.43024452006);
    assert_true(stat_number(found, "result.fleiss_kappa_high") > 0.43024452006);
    assert_string_equal(stat_string(found, "result.metric"), "nominal");
    assert_string_equal(stat_string(found, "result.verdict"), "unreliable");
    assert_true(isnan(stat_number(found, "result.alpha_interval")));
    work_release(&work);
}

static void anxiety_has_the_correlations_of_irr(void **state)
{
    (void)state;
    shared_or_skip(ANXIETY);
    struct work work;
    json_t *found = shared_case(&work, ANXIETY, "ratings=rater1 ratings=rater2 ratings=rater3");
    assert_near(stat_number(found, "result.icc2"), 0.19799825936, CLOSED);
    assert_near(stat_number(found, "result.icc3"), 0.21604938272, CLOSED);
    assert_near(stat_number(found, "result.icc1"), 0.17502238138, CLOSED);
    assert_near(stat_number(found, "result.kendall_w"), 0.53965687595, CLOSED);
    // irr's documentation: -0.039 < ICC < 0.494.
    assert_near(stat_number(found, "result.icc2_low"), -0.039, 5e-4);
    assert_near(stat_number(found, "result.icc2_high"), 0.494, 5e-4);
    work_release(&work);
    found = shared_case(&work, ANXIETY, "ratings=rater1 ratings=rater2");
    assert_near(stat_number(found, "result.cohen_kappa_squared"), 0.29676511955, CLOSED);
    assert_near(stat_number(found, "result.cohen_kappa_linear"), 0.18918918919, CLOSED);
    work_release(&work);
}

// K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011): 12 items, 4 raters.
#define KRIPPENDORFF                                                                               \
    "a,b,c,d\n1,1,,1\n2,2,3,2\n3,3,3,3\n3,3,3,3\n2,2,2,2\n1,2,3,4\n4,4,4,4\n1,1,2,1\n2,2,2,2\n"    \
    ",5,5,5\n,,1,1\n,,3,\n"

struct told {
    struct work work;
    struct files files;
};

static json_t *told(struct told *told, const char *text, const char *options)
{
    ctx *c = work_init(&told->work);
    files_init(c, &told->files);
    files_write(&told->files, "ratings.csv", str_of(text));
    return stat_case(&told->work, "agree", "ratings.csv", options);
}

static void assert_refused(const char *text, const char *options, const char *msg)
{
    struct told told;
    ctx *c = work_init(&told.work);
    files_init(c, &told.files);
    files_write(&told.files, "ratings.csv", str_of(text));
    assert_string_equal(stat_case_fails(&told.work, "agree", "ratings.csv", options), msg);
    files_release(&told.files);
    work_release(&told.work);
}

static void released(struct told *told)
{
    files_release(&told->files);
    work_release(&told->work);
}

static void missing_ratings_are_taken_as_krippendorff_takes_them(void **state)
{
    (void)state;
    struct told t;
    json_t *found = told(&t, KRIPPENDORFF, "ratings=a ratings=b ratings=c ratings=d");
    assert_near(stat_number(found, "result.alpha_nominal"), 0.74342105263, CLOSED);
    assert_near(stat_number(found, "result.alpha_ordinal"), 0.81538750375, CLOSED);
    assert_near(stat_number(found, "result.alpha_interval"), 0.84910714286, CLOSED);
    assert_near(stat_number(found, "result.alpha_ratio"), 0.79740277471, CLOSED);
    assert_near(stat_number(found, "result.alpha"), 0.84910714286, CLOSED);
    assert_near(stat_number(found, "n"), 41, 0);
    assert_near(stat_number(found, "result.items_pairable"), 11, 0);
    // Of twelve items it is not known, however high the figure.
    assert_string_equal(stat_string(found, "result.verdict"), "unknown");
    const json_t *rater = stat_row(found, "raters_table", "rater", "c");
    double without = stat_number(rater, "alpha_without");
    released(&t);
    found = told(&t, KRIPPENDORFF, "ratings=a ratings=b ratings=d");
    assert_near(stat_number(found, "result.alpha"), without, CLOSED);
    released(&t);
}

// The order of rows, and their form, changes nothing.
static void long_and_wide_files_say_the_same(void **state)
{
    (void)state;
    struct told wide, rows;
    json_t *one = told(&wide, "a,b\nbad,bad\ngood,fair\nfair,fair\ngood,good\nbad,\n",
                       "ratings=a ratings=b order=bad,fair,good");
    json_t *two = told(&rows,
                       "who,what,how\nb,2,fair\na,1,bad\na,2,good\nb,1,bad\na,4,good\nb,4,good\n"
                       "b,3,fair\na,3,fair\na,5,bad\nb,5,\n",
                       "item=what rater=who rating=how order=bad,fair,good");
    static const char *const same[] = {"result.alpha",        "result.alpha_nominal",
                                       "result.cohen_kappa",  "result.cohen_kappa_squared",
                                       "result.fleiss_kappa", "result.kendall_w"};
    assert_string_equal(stat_string(two, "result.metric"), "ordinal");
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
        assert_near(stat_number(one, same[i]), stat_number(two, same[i]), 1e-12);
    assert_null(stat_value(one, "result.icc2")); // of names there is none
    released(&wide);
    released(&rows);
}

static void what_cannot_be_told_is_said(void **state)
{
    (void)state;
    assert_refused("a,b\n", "ratings=a ratings=b", "fewer than two items were rated by two raters");
    assert_refused("a,b\n1,2\n", "ratings=a ratings=b",
                   "fewer than two items were rated by two raters");
    assert_refused("a,b\n,\n,\n", "ratings=a ratings=b",
                   "fewer than two items were rated by two raters");
    assert_refused("a,b\n3,3\n3,3\n", "ratings=a ratings=b", "all ratings are the same");
    assert_refused("a,b\n3,3\n3,4\n", "ratings=a", "there is one rater only");
    assert_refused("a,b\nx,y\nx,x\n", "ratings=a ratings=b metric=interval",
                   "ratings that are names are not interval");
    assert_refused("a,b\n-1,2\n3,3\n", "ratings=a ratings=b metric=ratio",
                   "ratings below zero have no ratio");
    assert_refused("a,b\nx,y\nx,x\n", "ratings=a ratings=b order=x", "\"y\" is not in --order");
    assert_refused("i,r,s\n1,a,2\n1,a,3\n1,b,3\n", "item=i rater=r rating=s",
                   "rater \"a\" rated an item twice");
    assert_refused("i,r,s\n1,a,2\n", "item=i rating=s",
                   "--item, --rater and --rating belong together");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(thirty_diagnoses_have_the_published_kappa),
        cmocka_unit_test(anxiety_has_the_correlations_of_irr),
        cmocka_unit_test(missing_ratings_are_taken_as_krippendorff_takes_them),
        cmocka_unit_test(long_and_wide_files_say_the_same),
        cmocka_unit_test(what_cannot_be_told_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
