// The analysis on published data: California's schools of 2000 (R's data(api)). Values:
// ../shared/reference/survey.json, made with R 4.2.2 and its survey 4.1.1; others were read from
// the same R. Closed forms agree to 10⁻⁶.
#include "stat/stat.h"

#include "support/near.h"
#include "support/shared.h"
#include "support/stat_case.h"

#define CLOSED 1e-6
#define FOLDER "data/survey_api/"
// R's apiclus1 is all schools of these 15 of 757 districts; the population's file holds them.
#define DISTRICTS                                                                                  \
    "where=dnum=61 where=dnum=135 where=dnum=178 where=dnum=197 where=dnum=255 where=dnum=406 "    \
    "where=dnum=413 where=dnum=437 where=dnum=448 where=dnum=510 where=dnum=568 where=dnum=637 "   \
    "where=dnum=716 where=dnum=778 where=dnum=815 "
#define TYPES "by=stype known=stype=E:4421,H:755,M:1018 "

static json_t *shared_case(struct work *work, const char *file, const char *options)
{
    char room[4096];
    work_init(work);
    return stat_case(work, "weigh", shared_path_or_skip(file, room), options);
}

static void check_figure(const json_t *answer, const char *figure, double value, double error)
{
    const json_t *row = stat_row(answer, "figures", "figure", figure);
    assert_non_null(row);
    assert_near(stat_number(row, "weighted"), value, CLOSED * fabs(value));
    assert_near(stat_number(row, "error"), error, CLOSED * fmax(error, 1e-3));
}

static void a_stratified_sample_agrees_with_survey(void **state)
{
    (void)state;
    shared_or_skip(FOLDER "apistrat.csv");
    struct work work;
    json_t *found =
        shared_case(&work, FOLDER "apistrat.csv", "value=api00 weight=pw stratum=stype size=fpc");
    check_figure(found, "mean", 662.2873631593, 9.4089408028);
    assert_near(stat_number(found, "result.figures[0].design_effect"), 1.2044572685, CLOSED);
    work_release(&work);
    found =
        shared_case(&work, FOLDER "apistrat.csv", "value=enroll weight=pw stratum=stype size=fpc");
    check_figure(found, "total", 3687177.53243828, 114641.71610078);
    work_release(&work);
    // The sizes of strata say the base weights too; pw has fewer digits.
    found = shared_case(&work, FOLDER "apistrat.csv", "value=api00 stratum=stype size=fpc");
    assert_near(stat_number(found, "result.figures[0].weighted"), 662.2873631593, 1e-4);
    assert_near(stat_number(found, "result.customers"), 6194, 1e-6);
    work_release(&work);
}

static void a_simple_random_sample_agrees_with_survey(void **state)
{
    (void)state;
    shared_or_skip(FOLDER "apisrs.csv");
    struct work work;
    json_t *found = shared_case(&work, FOLDER "apisrs.csv", "value=api00 size=fpc");
    check_figure(found, "mean", 656.585, 9.2497220393);
    assert_near(stat_number(found, "result.kish_design_effect"), 1, 1e-12);
    assert_near(stat_number(found, "result.figures[0].design_effect"), 1, 1e-9);
    work_release(&work);
}

static void a_cluster_sample_is_post_stratified_as_by_survey(void **state)
{
    (void)state;
    shared_or_skip(FOLDER "apipop.csv");
    struct work work;
    json_t *found =
        shared_case(&work, FOLDER "apipop.csv",
                    "value=api00 cluster=dnum population=757 method=poststratify " TYPES DISTRICTS);
    check_figure(found, "mean", 642.3107882116, 23.9204864451);
    assert_near(stat_number(found, "n"), 183, 0);
    // total_stype: the known counts, without error.
    assert_near(stat_number(found, "result.margins[0].weighted"), 4421, CLOSED);
    assert_near(stat_number(found, "result.margins[1].weighted"), 755, CLOSED);
    assert_near(stat_number(found, "result.margins[2].weighted"), 1018, CLOSED);
    work_release(&work);
    found = shared_case(&work, FOLDER "apipop.csv",
                        "value=enroll cluster=dnum population=757 " TYPES DISTRICTS);
    check_figure(found, "total", 3680892.94511905, 406292.636294802);
    work_release(&work);
    found = shared_case(&work, FOLDER "apipop.csv",
                        "outcome=stype yes=E cluster=dnum population=757 " TYPES DISTRICTS);
    check_figure(found, "total", 4421, 0);
    work_release(&work);
}

// nps3 of the reference: promoters from 750 on, detractors below 600.
static void single_answers_are_post_stratified_as_by_survey(void **state)
{
    (void)state;
    shared_or_skip(FOLDER "apipop.csv");
    struct work work;
    json_t *found = shared_case(&work, FOLDER "apipop.csv", "value=api00 " TYPES DISTRICTS);
    check_figure(found, "mean", 642.3107882116, 7.8418115976);
    work_release(&work);
    found = shared_case(&work, FOLDER "apipop.csv",
                        "score=api00 scale=0-1000 promoters=750 detractors=599 " TYPES DISTRICTS);
    check_figure(found, "nps", -21.559995977, 5.0151333514);
    work_release(&work);
}

// R: rake(list(~stype, ~sch.wide), …) of apistrat, and calibrate for the error.
static void two_margins_are_raked_as_by_survey(void **state)
{
    (void)state;
    shared_or_skip(FOLDER "apistrat.csv");
    struct work work;
    json_t *found = shared_case(&work, FOLDER "apistrat.csv",
                                "value=api00 weight=pw by=sch.wide "
                                "known=sch.wide=No:1072,Yes:5122 " TYPES);
    check_figure(found, "mean", 662.21165035785, 9.364064269599);
    assert_near(stat_number(found, "result.largest_miss"), 0, 1e-9);
    work_release(&work);
}

static void known_counts_bring_the_sample_nearer_to_the_truth(void **state)
{
    (void)state;
    shared_or_skip(FOLDER "apipop.csv");
    struct work work;
    json_t *found = shared_case(&work, FOLDER "apipop.csv",
                                "value=enroll cluster=dnum population=757 " TYPES DISTRICTS);
    const json_t *total = stat_row(found, "figures", "figure", "total");
    assert_true(stat_number(total, "low") < 3811472); // truth.total_enroll
    assert_true(stat_number(total, "high") > 3811472);
    work_release(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stratified_sample_agrees_with_survey),
        cmocka_unit_test(a_simple_random_sample_agrees_with_survey),
        cmocka_unit_test(a_cluster_sample_is_post_stratified_as_by_survey),
        cmocka_unit_test(single_answers_are_post_stratified_as_by_survey),
        cmocka_unit_test(two_margins_are_raked_as_by_survey),
        cmocka_unit_test(known_counts_bring_the_sample_nearer_to_the_truth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
