// enough: every sample size of ../shared/reference, and what files of answers can show.
#include "stat/stat.h"
#include "base/json.h"

#include "support/files.h"
#include "support/near.h"
#include "support/shared.h"
#include "support/stat_case.h"

static struct work work;
static struct files files;

static int begin(void **state)
{
    (void)state;
    files_init(work_init(&work), &files);
    return 0;
}

static int end(void **state)
{
    (void)state;
    files_release(&files);
    work_release(&work);
    return 0;
}

static json_t *reference_load(const char *name)
{
    char room[4096];
    json_t *reference = json_load_file(shared_path_or_skip(name, room), 0, NULL);
    assert_non_null(reference);
    return reference;
}

static json_t *plan(const char *options)
{
    return stat_case(&work, "enough", "", options);
}

// The row of the plan for this precision (in points).
static f64 planned(const json_t *answer, f64 points, const char *column)
{
    for (int i = 0; i < 5; i++) {
        char path[64];
        (void)snprintf(path, sizeof path, "result.plan[%d].precision", i);
        if (fabs(stat_number(answer, path) - points) > 1e-9) continue;
        (void)snprintf(path, sizeof path, "result.plan[%d].%s", i, column);
        return stat_number(answer, path);
    }
    return NAN;
}

static void every_sample_size_of_the_reference_is_planned(void **state)
{
    (void)state;
    json_t *reference = reference_load("reference/nps_intervals.json"), *cell;
    const char *name, *options;
    json_object_foreach(json_object_get(reference, "sample_size"), name, cell)
    {
        f64 variance, half, wald = json_number_value(json_object_get(cell, "n_wald"));
        f64 adjusted = json_number_value(json_object_get(cell, "n_adj"));
        assert_int_equal(sscanf(name, "var=%lf,moe=%lf", &variance, &half), 2);
        options = fmt(&work.arena, "figure=nps variance=%.4g precision=%.4g", variance, half * 100);
        json_t *answer = plan(options);
        assert_near(stat_number(answer, "result.answers_needed"), wald, 0);
        assert_near(stat_number(answer, "result.answers_needed_adjusted"), adjusted, 0);
        assert_near(planned(answer, half * 100, "answers"), wald, 0);
        assert_near(planned(answer, half * 100, "answers_adjusted"), adjusted, 0);
    }
    json_object_foreach(json_object_get(reference, "sample_size_fpc"), name, cell)
    {
        f64 variance, half;
        long people;
        assert_int_equal(sscanf(name, "N=%ld,moe=%lf,var=%lf", &people, &half, &variance), 3);
        options = fmt(&work.arena, "figure=nps variance=%.4g precision=%.4g population=%ld",
                      variance, half * 100, people);
        json_t *answer = plan(options);
        assert_near(stat_number(answer, "result.answers_needed"), json_number_value(cell), 0);
        assert_near(planned(answer, half * 100, "of_population"), json_number_value(cell), 0);
    }
    json_decref(reference);
}

static void every_pair_of_rates_of_the_reference_is_planned(void **state)
{
    (void)state;
    json_t *reference = reference_load("reference/sequential_ab.json"), *cell;
    const char *name;
    i64 cells = 0;
    json_object_foreach(json_object_get(reference, "two_prop_sample_size"), name, cell)
    {
        f64 from, to;
        assert_int_equal(sscanf(name, "%lf->%lf", &from, &to), 2);
        const char *options =
            fmt(&work.arena, "figure=rate share=%.6g difference=%.6g", from, to - from);
        json_t *answer = plan(options);
        assert_near(stat_number(answer, "result.each_group_needed"), json_number_value(cell), 0);
        assert_near(stat_number(answer, "result.both_groups_needed"), 2 * json_number_value(cell),
                    0);
        cells++;
    }
    assert_true(cells >= 4);
    json_decref(reference);
}

// R 4.2: power.t.test(delta = .5, sd = 1, power = .8): 63.765764; ±5 percentage points of a half:
// 385.
static void the_other_figures_are_planned_too(void **state)
{
    (void)state;
    assert_near(
        stat_number(plan("figure=mean deviation=2 difference=1"), "result.each_group_needed"), 64,
        0);
    assert_near(stat_number(plan("figure=rate precision=0.05"), "result.answers_needed"), 385, 0);
    assert_near(stat_number(plan("figure=mean deviation=1 precision=0.2"), "result.answers_needed"),
                99, 0);
    json_t *answer = plan("figure=count rate=0.5 precision=0.1");
    assert_near(stat_number(answer, "result.answers_needed"), 388, 10); // 384 by the normal rule
    assert_near(stat_number(answer, "result.exposure_needed"),
                stat_number(answer, "result.answers_needed") / 0.5, 1e-9);
    assert_near(
        stat_number(plan("figure=count rate=0.5 difference=0.2"), "result.each_exposure_needed"),
        7.848879 * (1 / 0.5 + 1 / 0.6) / pow(log(1.2), 2), 1e-3);
    assert_near(
        stat_number(plan("figure=ratio variation=1.5 precision=0.1"), "result.answers_needed"),
        ceil(pow(1.959964 * 1.5 / asinh(0.1), 2)), 0);
}

static void fails(const char *file, const char *options, err_code code, const char *msg)
{
    const char *found = stat_case_fails(&work, "enough", file, options);
    assert_string_equal(found, msg);
    assert_int_equal(work.c.err.code, code);
    assert_non_null(work.c.err.hint);
}

static void what_cannot_be_planned_is_refused(void **state)
{
    (void)state;
    fails("", "", ERR_USAGE, "--figure is missing");
    fails("", "figure=mean", ERR_USAGE,
          "--deviation is missing: how far do single values lie apart?");
    fails("", "figure=count", ERR_USAGE,
          "--rate is missing: how many events are expected per exposure?");
    fails("", "figure=nps precision=120", ERR_USAGE, "--precision is wider than the figure itself");
    fails("", "figure=rate difference=0", ERR_USAGE,
          "no number of answers shows a difference of 0");
    fails("", "figure=rate share=0.9 difference=0.2", ERR_USAGE, "a rate cannot become 1.1");
    fails("", "figure=count rate=1 difference=-1", ERR_USAGE, "nothing can fall by its whole");
    fails("", "figure=nps precision=0.0001", ERR_REFUSED,
          "that takes more answers than there are people");
    files_write(&files, "empty.csv", S("s\n"));
    files_write(&files, "equal.csv", S("s\n7\n7\n7\n"));
    fails("empty.csv", "score=s", ERR_REFUSED, "there are no answers");
    fails("equal.csv", "value=s", ERR_REFUSED, "all values are equal");
    files_write(&files, "two.csv", S("s,v\n7,7\n7,8\n"));
    fails("two.csv", "score=s value=v", ERR_USAGE, "more than one column is named as the figure");
    fails("equal.csv", "", ERR_USAGE, "no column is named as the figure");
    fails("equal.csv", "score=s figure=nps", ERR_USAGE, "--figure is for planning without a file");
    fails("equal.csv", "score=s population=2", ERR_USAGE,
          "there are more answers than --population");
}

// Half the score interval of the reference; as many more as bring it to 5 points; two samples of
// 1,000 with variance .814 show 2.8016 √(2 · .814 / 1000) = 11.3 points.
static void what_answers_can_show_is_told(void **state)
{
    (void)state;
    char room[4096];
    const char *file = shared_path_or_skip("data/nps_testdata/testdata.csv", room);
    json_t *answer = stat_case(&work, "enough", file, "score=REC difference=5 group=Region");
    assert_near(stat_number(answer, "result.half_width"),
                100 * (0.15549486943298013 - 0.04382213113407896) / 2, 1e-6);
    f64 more = stat_number(answer, "result.more_needed");
    assert_near(more, 1.959964 * 1.959964 * 0.814 / 0.0025 - 1000, 4);
    assert_near(stat_number(answer, "result.detectable_difference"),
                100 * 2.8015852 * sqrt(2 * 0.814 / 1000), 0.02);
    assert_near(stat_number(answer, "result.difference_needs"),
                ceil(2 * 7.848879 * 0.814 * 1000 / 999 / 0.0025), 1);
    const json_t *row = stat_row(answer, "groups", "group", "LATAM");
    assert_near(json_number_value(json_object_get(row, "n")), 95, 0);
    assert_true(json_is_false(json_object_get(row, "enough")));
    answer = stat_case(&work, "enough", file, "score=REC population=2000");
    assert_near(stat_number(answer, "result.half_width_of_population"),
                stat_number(answer, "result.half_width") * sqrt(1000.0 / 1999), 1e-9);
    f64 needed = 1000 + more;
    assert_near(stat_number(answer, "result.more_needed"),
                fmax(0, ceil(needed / (1 + (needed - 1) / 2000)) - 1000), 0);
    answer = stat_case(&work, "enough", file, "value=REC precision=0.5");
    assert_near(stat_number(answer, "result.more_needed"), 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_sample_size_of_the_reference_is_planned),
        cmocka_unit_test(every_pair_of_rates_of_the_reference_is_planned),
        cmocka_unit_test(the_other_figures_are_planned_too),
        cmocka_unit_test(what_cannot_be_planned_is_refused),
        cmocka_unit_test(what_answers_can_show_is_told),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
