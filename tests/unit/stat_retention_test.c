// The analysis on published data. Values: ../shared/reference/survival.json, made with R 4.2.2 and
// its survival 3.5.3; those without a field there were read from the same R on the same files.
#include "stat/stat.h"

#include "support/near.h"
#include "support/shared.h"
#include "support/files.h"
#include "support/stat_case.h"

#define LUNG   "data/survival/r_lung.csv"
#define CLOSED 1e-6 // closed forms; likelihoods and coefficients agree as well

// Runs on a shared file; blanks of `options` part NAME=VALUE.
static json_t *shared_case(struct work *work, const char *file, const char *options)
{
    char room[4096];
    work_init(work);
    return stat_case(work, "retention", shared_path_or_skip(file, room), options);
}

static double number_at(ctx *c, const json_t *answer, const char *table, i64 row, const char *field)
{
    return stat_number(answer, fmt(c->arena, "result.%s[%lld].%s", table, (long long)row, field));
}

// R's survfit makes its limits on the logarithm unless told otherwise: that is --limits log.
static void the_curves_of_lung_are_those_of_the_reference(void **state)
{
    (void)state;
    shared_or_skip(LUNG);
    static const struct {
        i64 at_risk, left;
        double share, error, low, high;
    } expected[] = {
        {114, 24, 0.82608695652, 0.032265575588, 0.76520756619, 0.89180986949},
        {62,  41, 0.51923491153, 0.043304170864, 0.44093412425, 0.61144030031},
        {20,  31, 0.22321168933, 0.040167296252, 0.15687071335, 0.31760841264},
        {82,  7,  0.92208835341, 0.028279413653, 0.86829468332, 0.97921471573},
        {53,  17, 0.71860535518, 0.049029243518, 0.62865791712, 0.82142233865},
        {21,  18, 0.41104613511, 0.062584368916, 0.30499292194, 0.55397654513},
    };
    struct work work;
    json_t *found = shared_case(
        &work, LUNG, "time=time event=status group=sex limits=log at=100,250,500 until=500");
    for (i64 i = 0; i < COUNT_OF(expected); i++) {
        assert_near(number_at(&work.c, found, "shares", i, "at_risk"), (double)expected[i].at_risk,
                    0);
        assert_near(number_at(&work.c, found, "shares", i, "left"), (double)expected[i].left, 0);
        assert_near(number_at(&work.c, found, "shares", i, "share"), expected[i].share, CLOSED);
        assert_near(number_at(&work.c, found, "shares", i, "error"), expected[i].error, CLOSED);
        assert_near(number_at(&work.c, found, "shares", i, "low"), expected[i].low, CLOSED);
        assert_near(number_at(&work.c, found, "shares", i, "high"), expected[i].high, CLOSED);
    }
    assert_near(stat_number(found, "result.groups[0].median"), 270, 0);
    assert_near(stat_number(found, "result.groups[1].median"), 426, 0);
    assert_near(stat_number(found, "result.groups[0].median_low"), 212, 0);
    assert_near(stat_number(found, "result.groups[1].median_high"), 550, 0);
    assert_near(stat_number(found, "result.groups[0].mean"), 278.763231530, CLOSED);
    assert_near(stat_number(found, "result.groups[1].mean"), 360.910954195, CLOSED);
    assert_near(stat_number(found, "result.groups[1].mean_error"), 16.8010181687, CLOSED);
    assert_near(stat_number(found, "result.log_rank_chi_square"), 10.3267419549, CLOSED);
    assert_near(stat_number(found, "result.log_rank_p"), 0.0013111645204, CLOSED);
    work_release(&work);
}

static void log_log_limits_are_the_default(void **state)
{
    (void)state;
    shared_or_skip(LUNG);
    struct work work;
    json_t *found = shared_case(&work, LUNG, "time=time event=status group=sex at=100,250,500");
    assert_near(number_at(&work.c, found, "shares", 0, "low"), 0.751851722986, CLOSED);
    assert_near(number_at(&work.c, found, "shares", 5, "high"), 0.529642663898, CLOSED);
    assert_near(stat_number(found, "result.groups[0].median_low"), 210, 0);
    assert_near(stat_number(found, "result.groups[1].median_high"), 524, 0);
    work_release(&work);
    found = shared_case(&work, LUNG, "time=time event=status");
    assert_near(stat_number(found, "result.groups[0].median_low"), 284, 0);
    assert_near(stat_number(found, "result.groups[0].median_high"), 361, 0);
    assert_near(stat_number(found, "n"), 228, 0);
    assert_string_equal(stat_string(found, "answer"),
                        "Half of the customers had left by 310 (95%: 284 to 361).");
    work_release(&work);
}

static void check_coefficient(ctx *c, const json_t *found, i64 row, const double expected[3])
{
    assert_near(number_at(c, found, "coefficients", row, "coefficient"), expected[0], CLOSED);
    assert_near(number_at(c, found, "coefficients", row, "error"), expected[1], CLOSED);
    assert_near(number_at(c, found, "coefficients", row, "hazard_ratio"), expected[2], CLOSED);
}

static void the_model_of_lung_is_that_of_the_reference(void **state)
{
    (void)state;
    shared_or_skip(LUNG);
    static const double expected[][3] = {
        {0.01106676456, 0.0092674110137, 1.0111282277 },
        {-0.5526123957, 0.16773905379,   0.57544455619},
        {0.46372847537, 0.11357726616,   1.5899911901 },
    };
    struct work work;
    json_t *found = shared_case(
        &work, LUNG, "time=time event=status covariate=age covariate=sex covariate=ph.ecog");
    for (i64 i = 0; i < COUNT_OF(expected); i++)
        check_coefficient(&work.c, found, i, expected[i]);
    assert_near(stat_number(found, "result.log_likelihood_null"), -744.4804557614, CLOSED);
    assert_near(stat_number(found, "result.log_likelihood"), -729.2301213749, CLOSED);
    assert_near(stat_number(found, "result.concordance"), 0.637135493, CLOSED);
    assert_near(stat_number(found, "result.concordance_error"), 0.025067973853, CLOSED);
    assert_near(stat_number(found, "result.wald_chi_square"), 29.93, 0.005); // two digits there
    assert_near(stat_number(found, "result.likelihood_ratio_chi_square"), 30.5006687732, CLOSED);
    assert_near(stat_number(found, "result.score_chi_square"), 30.4999227049, CLOSED);
    assert_near(stat_number(found, "result.cox_n"), 227, 0);
    assert_near(stat_number(found, "result.cox_left_out"), 1, 0);
    assert_near(stat_number(found, "result.cox_left"), 164, 0);
    assert_true(stat_has_warning(found, "left_out"));
    work_release(&work);
}

static void effects_over_time_are_tested_as_in_cox_zph(void **state)
{
    (void)state;
    shared_or_skip(LUNG);
    static const char *const clocks[] = {"km", "rank", "identity"};
    static const double expected[][4] = {
        {0.187987673652, 2.305437227405, 2.054248774054, 4.463657588759},
        {0.11729150699,  2.04469468024,  2.54487839263,  4.71068014129 },
        {0.152350317254, 2.491913217107, 1.578235238377, 4.119382951479},
    };
    for (i64 k = 0; k < COUNT_OF(clocks); k++) {
        struct work work;
        char options[200];
        snprintf(options, sizeof options,
                 "time=time event=status covariate=age covariate=sex covariate=ph.ecog clock=%s",
                 clocks[k]);
        json_t *found = shared_case(&work, LUNG, options);
        for (i64 i = 0; i < 4; i++)
            assert_near(number_at(&work.c, found, "proportional_hazards", i, "chi_square"),
                        expected[k][i], CLOSED);
        work_release(&work);
    }
}

static void the_model_of_rossi_is_that_of_the_reference(void **state)
{
    (void)state;
    shared_or_skip("data/survival/rossi.csv");
    static const double expected[][3] = {
        {-0.37942216649,  0.19137948071,  0.68425668144},
        {-0.057437742684, 0.021999470601, 0.94418067071},
        {0.31389978784,   0.30799277656,  1.368752564  },
        {-0.14979569767,  0.21222429625,  0.86088383904},
        {-0.43370387794,  0.38186805767,  0.64810414501},
        {-0.0848710825,   0.19575667191,  0.91863070434},
        {0.091497080985,  0.02864854996,  1.095813578  },
    };
    static const double hazards[] = {0.0624297513581, 5.9739816534184, 2.0682653874805,
                                     4.2245956334216, 1.0110215644358, 0.0183832991690,
                                     0.5205842503030, 17.6944152544550};
    struct work work;
    json_t *found = shared_case(&work, "data/survival/rossi.csv",
                                "time=week event=arrest covariate=fin covariate=age covariate=race "
                                "covariate=wexp covariate=mar covariate=paro covariate=prio");
    for (i64 i = 0; i < COUNT_OF(expected); i++)
        check_coefficient(&work.c, found, i, expected[i]);
    for (i64 i = 0; i < COUNT_OF(hazards); i++)
        assert_near(number_at(&work.c, found, "proportional_hazards", i, "chi_square"), hazards[i],
                    CLOSED);
    assert_near(stat_number(found, "result.log_likelihood_null"), -675.3806323469, CLOSED);
    assert_near(stat_number(found, "result.log_likelihood"), -658.7476594461, CLOSED);
    assert_near(stat_number(found, "result.concordance"), 0.6403292471, CLOSED);
    assert_near(stat_number(found, "result.concordance_error"), 0.026658122773, CLOSED);
    assert_near(stat_number(found, "result.wald_chi_square"), 32.11, 0.005);
    assert_near(stat_number(found, "result.likelihood_ratio_chi_square"), 33.2659458016, CLOSED);
    assert_near(stat_number(found, "result.cox_n"), 432, 0);
    assert_near(stat_number(found, "result.cox_left"), 114, 0);
    assert_true(stat_has_warning(found, "hazards_change"));
    work_release(&work);
}

// Names become columns; three groups in the log-rank test.
static void factors_and_many_ties_agree_with_r(void **state)
{
    (void)state;
    shared_or_skip("data/survival/r_colon.csv");
    static const double expected[][3] = {
        {0.00534073911822,  0.00404752224978, 1.005355026289},
        {0.09258990756265,  0.00884434597259, 1.097011766781},
        {-0.32056841660528, 0.12237568066105, 0.725736399189},
        {0.08051473255386,  0.11160475171439, 1.083844814327},
    };
    struct work work;
    json_t *found = shared_case(&work, "data/survival/r_colon.csv",
                                "where=etype=2 time=time event=status group=rx covariate=age "
                                "covariate=nodes factor=rx");
    for (i64 i = 0; i < COUNT_OF(expected); i++)
        check_coefficient(&work.c, found, i, expected[i]);
    assert_string_equal(stat_string(found, "result.coefficients[2].name"), "rx: Lev+5FU");
    assert_string_equal(stat_string(found, "result.coefficients[2].against"), "rx: Lev");
    assert_near(stat_number(found, "result.log_likelihood"), -2806.43960635, CLOSED);
    assert_near(stat_number(found, "result.concordance"), 0.638746085309, CLOSED);
    assert_near(stat_number(found, "result.concordance_error"), 0.0135273599459, CLOSED);
    assert_near(stat_number(found, "result.proportional_hazards[2].chi_square"), 2.346944992865,
                CLOSED);
    assert_near(stat_number(found, "result.proportional_hazards[2].degrees"), 2, 0);
    assert_near(stat_number(found, "result.log_rank_chi_square"), 11.6830927106, CLOSED);
    assert_near(stat_number(found, "result.cox_left_out"), 18, 0);
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
    files_write(&told->files, "stays.csv", str_of(text));
    snprintf(told->path, sizeof told->path, "%s/stays.csv", told->files.folder);
    return told->path;
}

static void told_release(struct told *told)
{
    files_release(&told->files);
    work_release(&told->work);
}

static void dates_become_days_and_an_open_end_is_still_here(void **state)
{
    (void)state;
    struct told told;
    const char *file = told_file(&told, "came,went\n2026-01-01,2026-01-11\n2026-01-05,\n"
                                        "2026-01-01,2026-02-20\n2026-03-01,\n");
    json_t *found = stat_case(&told.work, "retention", file,
                              "from=came to=went seen-until=2026-01-31 at=10,20");
    // The third was still here on 31 January, the fourth had not come.
    assert_near(stat_number(found, "n"), 3, 0);
    assert_near(stat_number(found, "result.left"), 1, 0);
    assert_near(stat_number(found, "result.shares[0].share"), 2.0 / 3, 1e-12);
    assert_near(stat_number(found, "result.mean_until"), 30, 1e-12);
    assert_true(stat_has_warning(found, "not_begun"));
    assert_false(stat_has_warning(found, "seen_until_guessed"));
    found = stat_case(&told.work, "retention", file, "from=came to=went");
    assert_near(stat_number(found, "result.left"), 2, 0);
    assert_near(stat_number(found, "result.mean_until"), 55, 1e-12); // 5 January to 1 March
    assert_true(stat_has_warning(found, "seen_until_guessed"));
    told_release(&told);
}

static void leaving_is_read_in_its_usual_codings(void **state)
{
    (void)state;
    static const struct {
        const char *values[3], *options;
        double left;
    } cases[] = {
        {{"0", "1", "1"},                "time=t event=e",                                 2},
        {{"1", "2", "1"},                "time=t event=e",                                 1},
        {{"0.0", "1.0", "1.0"},          "time=t event=e",                                 2},
        {{"1", "1", "1"},                "time=t event=e",                                 3},
        {{"2", "2", "2"},                "time=t event=e",                                 3},
        {{"0", "0", "0"},                "time=t event=e",                                 0},
        {{"yes", "No", "no"},            "time=t event=e",                                 1},
        {{"TRUE", "FALSE", "TRUE"},      "time=t event=e",                                 2},
        {{"churned", "bought", "moved"}, "time=t event=e event-is=churned event-is=moved", 2},
    };
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        struct told told;
        char text[200];
        snprintf(text, sizeof text, "t,e\n3,%s\n4,%s\n5,%s\n", cases[i].values[0],
                 cases[i].values[1], cases[i].values[2]);
        const char *file = told_file(&told, text);
        json_t *found = stat_case(&told.work, "retention", file, cases[i].options);
        assert_near(stat_number(found, "result.left"), cases[i].left, 0);
        told_release(&told);
    }
}

static void what_cannot_be_said_is_an_error(void **state)
{
    (void)state;
    static const struct {
        const char *text, *options, *message;
    } cases[] = {
        {"t,e\n1,1\n",                   "time=t",                     "--event is missing: who left?"             },
        {"t,e\n1,1\n",                   "event=e",                    "--time is missing: how long was each here?"},
        {"t,e\n1,1\n",                   "",                           "how long each customer stayed is missing"  },
        {"t,a\n1,2026-01-01\n",          "time=t from=a",
         "--time and --event say the same as --from and --to"                                                      },
        {"t,e\n",                        "time=t event=e",             "there is no customer whose stay is known"  },
        {"t,e\n-1,1\n",                  "time=t event=e",             "column \"t\": nobody stays -1, below 0"    },
        {"t,e\n1,3\n2,4\n",              "time=t event=e",
         "column \"e\": which values mean that the customer left?"                                                 },
        {"t,e\n1,x\n",                   "time=t event=e event-is=y",
         "column \"e\" never has the value of --event-is"                                                          },
        {"t,e\n1,1\n",                   "time=t event=e at=5,3",      "--at cannot be \"5,3\""                    },
        {"t,e,x\n1,0,1\n2,0,2\n",        "time=t event=e covariate=x",
         "nobody left, so that nothing can be said of why"                                                         },
        {"t,e,x\n1,1,\n2,0,\n",          "time=t event=e covariate=x",
         "no row has a value in all columns given"                                                                 },
        {"a,b\n2026-01-02,2026-01-01\n", "from=a to=b",                "customers who left before they came: 1"    },
    };
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        struct told told;
        const char *file = told_file(&told, cases[i].text);
        assert_string_equal(stat_case_fails(&told.work, "retention", file, cases[i].options),
                            cases[i].message);
        told_release(&told);
    }
}

static void columns_that_explain_nothing_are_named(void **state)
{
    (void)state;
    struct told told;
    const char *file = told_file(&told, "t,e,x,same,plan\n1,1,3,7,a\n2,1,1,7,a\n3,0,2,7,b\n"
                                        "4,1,5,7,a\n5,0,1,7,b\n6,1,2,7,a\n7,0,4,7,b\n");
    json_t *found = stat_case(&told.work, "retention", file,
                              "time=t event=e covariate=x covariate=same factor=plan curve");
    assert_true(stat_has_warning(found, "constant"));
    assert_true(stat_has_warning(found, "separation"));
    assert_true(stat_has_warning(found, "few_left"));
    assert_true(isnan(stat_number(found, "result.coefficients[2].hazard_ratio")));
    assert_string_equal(stat_string(found, "result.coefficients[2].status"), "unbounded");
    assert_true(isnan(stat_number(found, "result.wald_p")));
    assert_near(stat_number(found, "result.curve[6].at_risk"), 1, 0);
    told_release(&told);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_curves_of_lung_are_those_of_the_reference),
        cmocka_unit_test(log_log_limits_are_the_default),
        cmocka_unit_test(the_model_of_lung_is_that_of_the_reference),
        cmocka_unit_test(effects_over_time_are_tested_as_in_cox_zph),
        cmocka_unit_test(the_model_of_rossi_is_that_of_the_reference),
        cmocka_unit_test(factors_and_many_ties_agree_with_r),
        cmocka_unit_test(dates_become_days_and_an_open_end_is_still_here),
        cmocka_unit_test(leaving_is_read_in_its_usual_codings),
        cmocka_unit_test(what_cannot_be_said_is_an_error),
        cmocka_unit_test(columns_that_explain_nothing_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
