// withdrawal on whole files: CDNOW against R's glm, the invented company against its truth.
#include "base/json.h"
#include "demo/company.h"
#include "insight/customers/ranking.h"
#include "stat/stat.h"

#include "support/demo_files.h"
#include "support/near.h"
#include "support/shared.h"
#include "support/stat_case.h"
#include "support/test.h"

static struct work work;

static int setup(void **state)
{
    (void)state;
    work_init(&work);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    work_release(&work);
    return 0;
}

// Columns by blanks become a CSV beside the test's own files.
static void cdnow_copy(ctx *c, const struct files *files)
{
    char room[4096], line[256];
    FILE *in = fopen(shared_path_or_skip("data/cdnow/CDNOW_sample.txt", room), "r");
    assert_non_null(in);
    buf out = buf_new(c->arena, 1024 * 1024);
    buf_c(&out, "customer,date,value\n");
    while (fgets(line, sizeof line, in)) {
        char customer[16], date[16];
        double value = 0;
        assert_int_equal(sscanf(line, "%*s %15s %15s %*s %lf", customer, date, &value), 3);
        buf_fmt(&out, "%s,%s,%.2f\n", customer, date, value);
    }
    fclose(in);
    files_write(files, "cdnow.csv", buf_str(&out));
}

#define CDNOW "customer=customer time=date date-format=%Y%m%d value=value"

static f64 coefficient(const json_t *answer, const char *term)
{
    const json_t *row = stat_row(answer, "coefficients", "term", term);
    assert_non_null(row);
    return json_number_value(json_object_get(row, "coefficient"));
}

// R 4.2: glm(y ~ lh + lm + ln + lr + I(rel^2) + I(rel * ln), binomial) on the same rows.
static void cdnow_agrees_with_glm_of_r(void **state)
{
    (void)state;
    shared_or_skip("data/cdnow/CDNOW_sample.txt");
    struct files files;
    files_init(&work.c, &files);
    cdnow_copy(&work.c, &files);
    json_t *answer = stat_case(&work, "withdrawal", "cdnow.csv", CDNOW);
    assert_near(stat_number(answer, "result.horizon_days"), 136, 0);
    assert_near(stat_number(answer, "result.customers_met"), 2357, 0);
    assert_near(stat_number(answer, "result.scored"), 736, 0);
    assert_near(coefficient(answer, "constant"), -6.63122880824, 1e-5);
    assert_near(coefficient(answer, "log(hiatus_days + 1)"), 0.86740306196, 1e-5);
    assert_near(coefficient(answer, "log(mean_gap_days)"), 0.61408597924, 1e-5);
    assert_near(coefficient(answer, "log(encounters)"), 0.16867657011, 1e-5);
    assert_near(coefficient(answer, "log(recent_ratio)"), 0.08222993898, 1e-6);
    assert_near(coefficient(answer, "relative²"), 0.15423374630, 1e-6);
    assert_near(coefficient(answer, "relative × log(encounters)"), -0.06405468248, 1e-6);
    assert_near(stat_number(answer, "result.coefficients[1].standard_error"), 0.56879311702, 1e-6);
    // All chances together, of those away already too.
    f64 expected = 0;
    for (i64 i = 0; i < 736; i++) {
        const char *path = fmt(work.c.arena, "result.customers[%lld].chance", (long long)i);
        expected += stat_number(answer, path);
    }
    assert_near(expected, 468.72223963, 1e-3);
    assert_true(stat_number(answer, "result.expected_withdrawals") < expected);
    assert_near(stat_number(answer, "result.trial_customers"), 636, 0);
    assert_near(stat_number(answer, "result.trial_withdrawn"), 351, 0);
    assert_near(stat_number(answer, "result.trial_expected"), 372.0846701577, 1e-4);
    assert_near(stat_number(answer, "result.auc"), 0.7175988404, 1e-6);
    assert_near(stat_number(answer, "result.auc_hiatus"), 0.6945419103, 1e-9);
    assert_true(stat_has_warning(answer, "hiatus_not_beaten"));
    files_release(&files);
}

// Who bought in weeks 40 to 78, by what was known after week 39: as R found with the same model.
static void cdnow_is_trained_on_39_weeks_and_judged_by_39_more(void **state)
{
    (void)state;
    shared_or_skip("data/cdnow/CDNOW_sample.txt");
    ctx *c = &work.c;
    struct files files;
    files_init(c, &files);
    cdnow_copy(c, &files);
    json_t *answer = stat_case(&work, "withdrawal", "cdnow.csv", CDNOW " at=1997-09-30");
    bool *came = NEW_ARRAY(c->arena, bool, 10000);
    str rest = files_read(c->arena, &files, "cdnow.csv"), line, cells[16];
    str_cut(&rest, '\n', &line);
    while (str_cut(&rest, '\n', &line) && line.size) {
        i64 customer = 0, date = 0;
        demo_cells(line, ',', cells);
        assert_true(str_i64(cells[0], &customer) && str_i64(cells[1], &date));
        if (date > 19970930) came[customer] = true;
    }
    const json_t *rows = stat_value(answer, "result.customers");
    f64 *chance = NEW_ARRAY(c->arena, f64, 3000), *hiatus = NEW_ARRAY(c->arena, f64, 3000);
    bool *withdrew = NEW_ARRAY(c->arena, bool, 3000);
    i64 n = 0;
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        if (json_is_null(json_object_get(row, "chance"))) continue;
        chance[n] = json_number_value(json_object_get(row, "chance"));
        hiatus[n] = json_number_value(json_object_get(row, "hiatus_days"));
        withdrew[n++] = !came[atoll(json_string_value(json_object_get(row, "customer")))];
    }
    struct ranking ranking;
    ranking_compare(c, n, withdrew, chance, hiatus, 0.1, &ranking);
    print_message("CDNOW weeks 40-78: AUC %.3f, plain hiatus %.3f; top tenth %.2f and %.2f\n",
                  ranking.a.auc, ranking.b.auc, ranking.a.precision, ranking.b.precision);
    assert_int_equal(n, 507);
    assert_int_equal(ranking.happened, 173);
    assert_near(ranking.a.auc, 0.69076875, 1e-5);
    assert_near(ranking.b.auc, 0.69558859, 1e-8);
    files_release(&files);
}

static void the_order_of_rows_does_not_matter(void **state)
{
    (void)state;
    shared_or_skip("data/cdnow/CDNOW_sample.txt");
    struct files files;
    files_init(&work.c, &files);
    cdnow_copy(&work.c, &files);
    json_t *one = stat_case(&work, "withdrawal", "cdnow.csv", CDNOW);
    str text = files_read(work.c.arena, &files, "cdnow.csv"), line;
    buf turned = buf_new(work.c.arena, 2 * text.size + 100);
    str rest = text;
    str_cut(&rest, '\n', &line);
    buf_fmt(&turned, "%.*s\n", STR(line));
    // From the last row to the first, the same day twice.
    for (i64 end = text.size; end > line.size + 1;) {
        i64 from = end - 1;
        while (text.s[from - 1] != '\n')
            from--;
        buf_add(&turned, str_slice(text, from, end));
        end = from;
    }
    files_write(&files, "turned.csv", buf_str(&turned));
    json_t *other = stat_case(&work, "withdrawal", "turned.csv", CDNOW);
    assert_near(stat_number(one, "result.expected_withdrawals"),
                stat_number(other, "result.expected_withdrawals"), 1e-9);
    assert_near(stat_number(one, "result.value_at_risk"),
                stat_number(other, "result.value_at_risk"), 1e-6);
    assert_string_equal(stat_string(one, "result.customers[3].customer"),
                        stat_string(other, "result.customers[3].customer"));
    files_release(&files);
}

// Who had begun to go by the last day, or was gone, against who had not.
static void the_demo_s_leavers_are_found(void **state)
{
    (void)state;
    struct demo_files demo;
    demo_files_make(&demo, 2026, 3000);
    ctx *c = demo.c;
    json_t *answer =
        stat_case(&demo.work, "withdrawal", "sales.csv",
                  "customer=Customer time=Time date-format=%d.%m.%Y~%H:%M decimal=comma "
                  "value=Sum~EUR");
    const json_t *rows = stat_value(answer, "result.customers");
    bool *leaving = NEW_ARRAY(c->arena, bool, demo.count);
    f64 *chance = NEW_ARRAY(c->arena, f64, demo.count),
        *hiatus = NEW_ARRAY(c->arena, f64, demo.count);
    i64 n = 0;
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        if (json_is_null(json_object_get(row, "chance"))) continue;
        str name = json_text(json_object_get(row, "customer"));
        leaving[n] = demo.customers[demo_number(name)].fades != 0;
        chance[n] = json_number_value(json_object_get(row, "chance"));
        hiatus[n++] = json_number_value(json_object_get(row, "hiatus_days"));
    }
    struct ranking truth;
    ranking_compare(c, n, leaving, chance, hiatus, 0.1, &truth);
    print_message(
        "demo: %lld of %lld leave: AUC %.3f, plain hiatus %.3f; top tenth %.2f and %.2f\n",
        (long long)truth.happened, (long long)n, truth.a.auc, truth.b.auc, truth.a.precision,
        truth.b.precision);
    f64 auc = stat_number(answer, "result.auc"), plain = stat_number(answer, "result.auc_hiatus");
    print_message("demo, in the trial: AUC %.3f, plain hiatus %.3f\n", auc, plain);
    assert_true(truth.a.auc > 0.88);
    assert_true(truth.difference > -0.01);
    assert_true(truth.a.precision > 0.92);
    assert_true(auc > 0.77);
    assert_true(auc > plain);
    demo_files_drop(&demo);
}

static void bad_questions_are_refused_in_words(void **state)
{
    (void)state;
    struct files files;
    files_init(&work.c, &files);
    files_write(&files, "few.csv", S("who,day\nA,2026-01-01\nA,2026-01-09\nB,2026-01-09\n"));
    assert_string_equal(stat_case_fails(&work, "withdrawal", "few.csv", "customer=who time=day"),
                        "no customer was met on 3 days or more");
    assert_int_equal(work.c.err.code, ERR_REFUSED);
    assert_string_equal(
        stat_case_fails(&work, "withdrawal", "few.csv", "customer=who time=day at=soon"),
        "--at cannot be \"soon\"");
    assert_int_equal(work.c.err.code, ERR_USAGE);
    assert_string_equal(
        stat_case_fails(&work, "withdrawal", "few.csv", "customer=who time=day at=2020-01-01"),
        "there are no encounters by that day");
    files_write(&files, "none.csv", S("who,day\n"));
    assert_string_equal(stat_case_fails(&work, "withdrawal", "none.csv", "customer=who time=day"),
                        "too few rows: 0");
    files_write(&files, "gaps.csv", S("who,day\nA,\n,2026-01-01\n"));
    assert_string_equal(stat_case_fails(&work, "withdrawal", "gaps.csv", "customer=who time=day"),
                        "too few rows: 0");
    files_write(&files, "far.csv", S("who,day\nA,9999-12-31\nA,0001-01-01\nA,2026-01-01\n"));
    (void)stat_case_fails(&work, "withdrawal", "far.csv", "customer=who time=day");
    assert_int_equal(work.c.err.code, ERR_REFUSED);
    files_release(&files);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(cdnow_agrees_with_glm_of_r, setup, teardown),
        cmocka_unit_test_setup_teardown(cdnow_is_trained_on_39_weeks_and_judged_by_39_more, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(the_order_of_rows_does_not_matter, setup, teardown),
        cmocka_unit_test(the_demo_s_leavers_are_found),
        cmocka_unit_test_setup_teardown(bad_questions_are_refused_in_words, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
