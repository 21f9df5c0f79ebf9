// The analysis trend on files: ../shared/reference/timeseries.json (STL), R, and made series.
#include "base/time.h"

#include "support/files.h"
#include "support/near.h"
#include "support/stat_case.h"
#include "support/timeseries.h"

static struct work work;

static int begin(void **state)
{
    (void)state;
    work_init(&work);
    return 0;
}

static int end(void **state)
{
    (void)state;
    work_release(&work);
    return 0;
}

static f64 cell(const json_t *found, const char *table, i64 row, const char *column)
{
    char path[128];
    snprintf(path, sizeof path, "result.%s[%lld].%s", table, (long long)row, column);
    return stat_number(found, path);
}

// stl(nottem, "periodic") of R 4.2.2.
static void nottinghams_season_is_named_as_published(void **state)
{
    (void)state;
    char room[4096];
    const char *path = shared_path_or_skip("data/timeseries/nottem.csv", room);
    json_t *found = stat_case(&work, "trend", path, "value=value position=time");
    json_t *whole, *reference = timeseries_reference("stl_nottem", &whole);
    f64 wanted[12], sum = 0, squares = 0;
    i64 n = timeseries_numbers(json_object_get(reference, "seasonal12"), wanted, 12);
    assert_int_equal(n, 12);
    for (i64 i = 0; i < 240; i++)
        assert_near(cell(found, "series", i, "season"), wanted[i % 12], 1e-6);
    n = timeseries_numbers(json_object_get(reference, "trend_first5"), wanted, 12);
    for (i64 i = 0; i < n; i++)
        assert_near(cell(found, "series", i, "trend"), wanted[i], 1e-6);
    for (i64 i = 0; i < 240; i++)
        sum += cell(found, "series", i, "remainder");
    for (i64 i = 0; i < 240; i++)
        squares += pow(cell(found, "series", i, "remainder") - sum / 240, 2);
    assert_near(sqrt(squares / 239), timeseries_number(reference, "remainder_sd"), 1e-6);
    assert_string_equal(stat_string(found, "result.seasons[6].phase"), "7");
    assert_near(stat_number(found, "result.season_strength"), 0.94383, 1e-4);
    // R: S, and the median slope of all months, a year.
    assert_near(stat_number(found, "result.s"), 224, 0);
    assert_near(stat_number(found, "result.slope"), 0.05, 1e-9);
    json_decref(whole);
}

// R 4.2.2: cor.test(method = "kendall"), and all slopes ranked.
static void the_niles_fall_is_rs_unless_neighbours_count(void **state)
{
    (void)state;
    char room[4096];
    const char *path = shared_path_or_skip("data/timeseries/Nile.csv", room);
    json_t *found = stat_case(&work, "trend", path, "value=value position=time correlation=none");
    assert_near(stat_number(found, "result.p_value"), 3.65826292166434e-05, 1e-12);
    assert_near(stat_number(found, "result.kendall_tau"), -0.280741334724613, 1e-9);
    assert_near(stat_number(found, "result.slope"), -2.6, 1e-9);
    assert_near(stat_number(found, "result.slope_low"), -3.62790697674419, 1e-9);
    assert_near(stat_number(found, "result.slope_high"), -1.42857142857143, 1e-9);
    assert_string_equal(stat_string(found, "result.direction"), "falling");
    found = stat_case(&work, "trend", path, "value=value position=time");
    assert_true(stat_number(found, "result.variance_inflation") > 1.5);
    assert_true(stat_number(found, "result.slope_low") < -3.7);
}

static void days_write(const struct files *files, f64 slope)
{
    ctx *c = &work.c;
    buf text = buf_new(c->arena, 100000);
    buf_c(&text, "day,value,answer\n");
    for (i32 day = 0; day < 400; day++) {
        str name = day_write(c->arena, 19723 + day); // from 2024-01-01
        f64 value =
            20 + slope * (f64)day + (f64)(work_random(c) % 100) / 10 + ((day + 1) % 7 == 0 ? 8 : 0);
        buf_fmt(&text, "%.*s,%.3f,%d\n", STR(name), value, (int)(work_random(c) % 11));
    }
    files_write(files, "days.csv", buf_str(&text));
}

static void days_are_told_by_the_month_and_the_weekday(void **state)
{
    (void)state;
    struct files files;
    const char *path = "days.csv";
    files_init(&work.c, &files);
    days_write(&files, 0.05);
    json_t *found = stat_case(&work, "trend", path, "value=value time=day");
    assert_string_equal(stat_string(found, "result.slope_unit"), "month");
    assert_near(stat_number(found, "result.slope"), 0.05 * 365.2425 / 12, 0.15);
    assert_string_equal(stat_string(found, "result.seasons[6].phase"), "Sunday");
    assert_near(cell(found, "seasons", 6, "effect"), 8.0 * 6 / 7, 0.7);
    assert_near(stat_number(found, "result.season_period"), 7, 0);
    found = stat_case(&work, "trend", path, "value=value time=day every=month");
    assert_near(stat_number(found, "result.slope"), 0.05 * 365.2425 / 12, 0.2);
    assert_near(stat_number(found, "n"), 14, 0);
    assert_true(stat_has_warning(found, "step_not_whole")); // to 2025-02-03
    assert_true(stat_has_warning(found, "season_unknown"));
    found = stat_case(&work, "trend", path, "time=day every=week as=count");
    assert_near(cell(found, "series", 3, "value"), 7, 0);
    assert_near(stat_number(found, "n"), 57, 0);
    found = stat_case(&work, "trend", path, "value=answer time=day every=quarter as=nps");
    assert_string_equal(stat_string(found, "result.series[1].time"), "2024-Q2");
    assert_string_equal(stat_string(found, "result.slope_unit"), "year");
    stat_case_fails(&work, "trend", path, "value=value time=day every=month as=nps");
    assert_int_equal(work.c.err.code, ERR_BAD_INPUT);
    err_clear(&work.c);
    stat_case_fails(&work, "trend", path, "value=value as=sum");
    assert_int_equal(work.c.err.code, ERR_USAGE);
    err_clear(&work.c);
    files_release(&files);
}

static const char *written(struct files *files, const char *text)
{
    files_init(&work.c, files);
    files_write(files, "rows.csv", str_of(text));
    return "rows.csv";
}

static void the_grid_is_that_of_the_moments(void **state)
{
    (void)state;
    struct files files;
    // Ends of months, one missing, in any order.
    const char *path = written(&files, "d,v\n2024-04-30,4\n2024-01-31,1\n2024-02-29,2\n"
                                       "2024-06-30,7\n2024-05-31,5\n2024-08-31,9\n");
    json_t *found = stat_case(&work, "trend", path, "value=v time=d");
    assert_string_equal(stat_string(found, "result.first"), "2024-01");
    assert_string_equal(stat_string(found, "result.last"), "2024-08");
    assert_near(stat_number(found, "result.gaps"), 2, 0);
    assert_true(stat_has_warning(found, "gaps"));
    assert_true(isnan(cell(found, "series", 2, "value")));
    files_release(&files);
    // Two rows of one day: no grid.
    path = written(&files, "d,v\n2024-04-30,4\n2024-04-30,1\n2024-05-02,2\n2024-05-03,7\n"
                           "2024-05-04,6\n");
    found = stat_case(&work, "trend", path, "value=v time=d");
    assert_true(stat_has_warning(found, "uneven_spacing"));
    assert_near(stat_number(found, "result.slope_step") * 365.2425 / 12,
                stat_number(found, "result.slope"), 1e-9);
    // A sum of nothing is 0, and told.
    found = stat_case(&work, "trend", path, "value=v time=d every=day as=sum");
    assert_near(cell(found, "series", 0, "value"), 5, 0);
    assert_near(cell(found, "series", 1, "value"), 0, 0);
    assert_true(stat_has_warning(found, "steps_without_rows"));
    files_release(&files);
    // Numbers in steps of two, one missing.
    path = written(&files, "p,v\n10,1\n12,2\n16,4\n18,5\n20,7\n");
    found = stat_case(&work, "trend", path, "value=v position=p");
    assert_near(stat_number(found, "result.gaps"), 1, 0);
    assert_near(stat_number(found, "result.slope"), 0.5, 1e-9);
    assert_string_equal(stat_string(found, "result.last"), "20");
    files_release(&files);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nottinghams_season_is_named_as_published, begin, end),
        cmocka_unit_test_setup_teardown(the_niles_fall_is_rs_unless_neighbours_count, begin, end),
        cmocka_unit_test_setup_teardown(the_grid_is_that_of_the_moments, begin, end),
        cmocka_unit_test_setup_teardown(days_are_told_by_the_month_and_the_weekday, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
