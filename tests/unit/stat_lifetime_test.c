// lifetime on whole files: CDNOW against every value of ../shared/reference/clv.json (R's
// BTYD 2.4.3 and BTYDplus 1.2.0, and what the papers print), within the tolerances of its README:
// counts exact, parameters 1 %, log-likelihood 0.05, closed forms 1e-6.
#include "base/json.h"
#include "insight/customers/gamma_gamma.h"
#include "insight/customers/lifetime.h"
#include "stat/stat.h"

#include "support/files.h"
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

static void json_free(void *json)
{
    json_decref(json);
}

static json_t *reference(void)
{
    char room[4096];
    json_error_t error;
    json_t *all = json_load_file(shared_path_or_skip("reference/clv.json", room), 0, &error);
    assert_non_null(all);
    arena_defer(work.c.arena, json_free, all);
    return all;
}

// The answer on CDNOW; the file as it stands, columns apart by blanks.
static json_t *cdnow(struct work *in, const char *options)
{
    char room[4096], all[512];
    const char *path = shared_path_or_skip("data/cdnow/CDNOW_sample.txt", room);
    snprintf(all, sizeof all,
             "no-header delimiter=~ customer=1 time=3 date-format=%%Y%%m%%d value=5 "
             "calibrate-until=1997-09-30 hold-out=39 horizon=39 %s",
             options);
    return stat_case(in, "lifetime", path, all);
}

// The answer with all models, once for all tests.
static struct work whole;
static json_t *whole_answer;

static json_t *cdnow_whole(void)
{
    shared_or_skip("data/cdnow/CDNOW_sample.txt");
    if (!whole_answer) whole_answer = cdnow(&whole, "");
    return whole_answer;
}

static f64 number(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (!json_is_number(value)) print_error("there is no %s\n", key);
    assert_true(json_is_number(value));
    return json_number_value(value);
}

static void parameters_agree(const json_t *answer, const char *model, const json_t *expected)
{
    i64 compared = 0;
    size_t index;
    json_t *row;
    json_array_foreach(stat_value(answer, "result.parameters"), index, row)
    {
        if (strcmp(json_string_value(json_object_get(row, "model")), model) != 0) continue;
        f64 value = number(expected, json_string_value(json_object_get(row, "parameter")));
        assert_near(number(row, "estimate"), value, 0.01 * value);
        assert_true(number(row, "standard_error") > 0);
        assert_true(number(row, "low") < value && value < number(row, "high"));
        compared++;
    }
    assert_int_equal(compared, strcmp(model, "NBD") == 0 ? 2 : 4);
    const json_t *fit = stat_row(answer, "models", "model", model);
    assert_near(number(fit, "log_likelihood"), number(expected, "LL"), 0.05);
    assert_string_equal(json_string_value(json_object_get(fit, "status")), "fitted");
}

static void customers_are_summed_up_as_btyd_does(void **state)
{
    (void)state;
    json_t *all = reference(), *answer = cdnow_whole(),
           *expected = json_object_get(all, "cdnow_cbs"), *row;
    f64 sums[5] = {0};
    size_t index;
    json_array_foreach(stat_value(answer, "result.customers"), index, row)
    {
        sums[0] += number(row, "repeats");
        sums[1] += number(row, "recency");
        sums[2] += number(row, "age");
        sums[3] += number(row, "held_out_actual");
        sums[4] += number(row, "repeats") == 0;
    }
    assert_near(stat_number(answer, "n"), number(expected, "n"), 0);
    assert_near(sums[0], number(expected, "sum_x"), 0);
    assert_near(sums[1], number(expected, "sum_tx"), 1e-6);
    assert_near(sums[2], number(expected, "sum_T"), 1e-6);
    assert_near(sums[3], number(expected, "sum_xstar"), 0);
    assert_near(sums[4], number(expected, "zero_repeat"), 0);
    assert_near(stat_number(answer, "result.held_out_actual"), number(expected, "sum_xstar"), 0);
    assert_near(stat_number(answer, "result.repeats"), number(expected, "sum_x"), 0);
}

static void models_agree_with_btyd(void **state)
{
    (void)state;
    json_t *all = reference(), *answer = cdnow_whole();
    parameters_agree(answer, "Pareto/NBD", json_object_get(all, "pareto_nbd_cdnow"));
    parameters_agree(answer, "BG/NBD", json_object_get(all, "bgnbd_cdnow"));
    parameters_agree(answer, "MBG/NBD", json_object_get(all, "mbgnbd_cdnow"));
    parameters_agree(answer, "NBD", json_object_get(all, "nbd_cdnow"));
}

static void customers_agree_with_btyd_at_published_parameters(void **state)
{
    (void)state;
    const f64 bg[] = {0.243, 4.414, 0.793, 2.426}, pareto[] = {0.553, 10.578, 0.606, 11.669};
    json_t *all = reference(), *row;
    size_t index;
    json_array_foreach(json_object_get(all, "per_customer_at_published_params"), index, row)
    {
        struct history h = {number(row, "x"), number(row, "t.x"), number(row, "T.cal")};
        assert_near(lifetime_alive(LIFETIME_BG_NBD, bg, h), number(row, "bg_palive"), 1e-6);
        assert_near(lifetime_expected(LIFETIME_BG_NBD, bg, h, 39), number(row, "bg_cet39"), 1e-6);
        assert_near(lifetime_alive(LIFETIME_PARETO_NBD, pareto, h), number(row, "pnbd_palive"),
                    1e-6);
        assert_near(lifetime_expected(LIFETIME_PARETO_NBD, pareto, h, 39),
                    number(row, "pnbd_cet39"), 1e-6);
    }
    assert_int_equal(index, 7);
    const json_t *curve = json_object_get(all, "bg_expectation_at_published");
    for (size_t i = 0; i < json_array_size(json_object_get(curve, "t")); i++) {
        f64 t = json_number_value(json_array_get(json_object_get(curve, "t"), i));
        f64 found = lifetime_expected(LIFETIME_BG_NBD, bg, (struct history){0, 0, 0}, t);
        assert_near(found, json_number_value(json_array_get(json_object_get(curve, "E"), i)), 1e-6);
        // Python's lifetimes prints values of its own fit, which differs in the third digit.
        f64 printed =
            json_number_value(json_array_get(json_object_get(curve, "lifetimes_published"), i));
        assert_near(found, printed, 2e-3 * printed + 5e-5);
    }
}

static void what_was_held_out_agrees_by_frequency(void **state)
{
    (void)state;
    json_t *all = reference(), *answer = cdnow_whole(), *row;
    size_t index;
    json_array_foreach(json_object_get(all, "holdout_by_calib_freq"), index, row)
    {
        const json_t *found = json_array_get(stat_value(answer, "result.by_frequency"), index);
        assert_near(number(found, "customers"), number(row, "n"), 0);
        assert_near(number(found, "actual"), number(row, "actual"), 1e-6);
        // Of our own fit, whose parameters agree within 1 %.
        assert_near(number(found, "bg_nbd"), number(row, "bgnbd"), 1e-3 * number(row, "bgnbd"));
        assert_near(number(found, "pareto_nbd"), number(row, "pnbd"), 1e-3 * number(row, "pnbd"));
    }
    assert_int_equal(index, 8);
}

static void values_agree_with_btyd(void **state)
{
    (void)state;
    json_t *all = reference(), *answer = cdnow(&work, "model=pareto_nbd"), *row;
    const json_t *expected = json_object_get(all, "gamma_gamma_cdnow");
    assert_near(stat_number(answer, "result.spend_p"), number(expected, "p"), 0.01 * 6.25);
    assert_near(stat_number(answer, "result.spend_q"), number(expected, "q"), 0.01 * 3.74);
    assert_near(stat_number(answer, "result.spend_v"), number(expected, "v"), 0.01 * 15.44);
    assert_near(stat_number(answer, "result.spend_log_likelihood"), number(expected, "LL"), 0.05);
    assert_near(stat_number(answer, "result.spend_customers"), number(expected, "n"), 0);
    f64 sum = 0, value = 0;
    size_t index;
    json_array_foreach(stat_value(answer, "result.customers"), index, row)
    {
        if (number(row, "repeats") > 0) sum += number(row, "mean_value");
        assert_near(number(row, "expected_value"),
                    number(row, "expected") * number(row, "expected_mean_value"), 1e-6);
        value += number(row, "expected_value");
    }
    assert_near(sum / number(expected, "n"), number(expected, "mean_repeat_avg"), 1e-6);
    assert_near(stat_number(answer, "result.expected_value"), value, 1e-4);

    const json_t *examples = json_object_get(all, "gamma_gamma_examples");
    const json_t *p = json_object_get(examples, "params");
    struct gamma_gamma fit = {.p = json_number_value(json_array_get(p, 0)),
                              .q = json_number_value(json_array_get(p, 1)),
                              .v = json_number_value(json_array_get(p, 2))};
    for (size_t i = 0; i < 3; i++) {
        f64 m = json_number_value(json_array_get(json_object_get(examples, "m"), i)),
            x = json_number_value(json_array_get(json_object_get(examples, "x"), i));
        assert_near(gamma_gamma_expected(fit, (struct spending){x, m}),
                    json_number_value(json_array_get(json_object_get(examples, "E"), i)), 1e-6);
    }
}

static void forecasts_beat_past_rates_and_tables_add_up(void **state)
{
    (void)state;
    shared_or_skip("data/cdnow/CDNOW_sample.txt");
    json_t *answer = cdnow_whole();
    const json_t *naive = stat_row(answer, "models", "model", "naive");
    const char *const models[] = {"Pareto/NBD", "BG/NBD", "MBG/NBD"};
    for (i64 i = 0; i < COUNT_OF(models); i++) {
        const json_t *model = stat_row(answer, "models", "model", models[i]);
        assert_true(number(model, "mean_absolute_error") < number(naive, "mean_absolute_error"));
        assert_true(number(model, "root_mean_square_error") <
                    number(naive, "root_mean_square_error"));
        assert_near(number(model, "held_out_total"), 1882, 310);
    }
    assert_near(number(naive, "held_out_total"), 2930, 1);
    const json_t *last = json_array_get(stat_value(answer, "result.tracking"), 77);
    assert_string_equal(json_string_value(json_object_get(last, "until")), "1998-06-30");
    assert_near(number(last, "actual_cumulative"), 2457 + 1882, 0);
    const json_t *middle = json_array_get(stat_value(answer, "result.tracking"), 38);
    assert_near(number(middle, "actual_cumulative"), 2457, 0);
    assert_false(json_is_true(json_object_get(middle, "held_out")));
    assert_near(number(middle, "expected_cumulative"), 2457, 100);
    // The one that missed least is taken.
    assert_string_equal(stat_string(answer, "result.model"), "Pareto/NBD");
}

// The same customers, summed up beforehand with two decimals.
static void summed_up_customers_give_the_same_models(void **state)
{
    (void)state;
    char room[4096];
    json_t *all = reference();
    json_t *answer = stat_case(
        &work, "lifetime",
        shared_path_or_skip("data/cdnow/cdnow_customers_summary_with_transactions.csv", room),
        "customer=ID frequency=x recency=t_x age=T mean-value=zbar");
    parameters_agree(answer, "Pareto/NBD", json_object_get(all, "pareto_nbd_cdnow"));
    parameters_agree(answer, "BG/NBD", json_object_get(all, "bgnbd_cdnow"));
    assert_near(stat_number(answer, "result.spend_p"), 6.25, 0.0625);
    assert_near(stat_number(answer, "result.horizon"), 52, 0);
    assert_null(stat_value(answer, "result.tracking"));
}

static void the_order_of_rows_is_nothing(void **state)
{
    (void)state;
    char room[4096], line[256];
    FILE *in = fopen(shared_path_or_skip("data/cdnow/CDNOW_sample.txt", room), "r");
    assert_non_null(in);
    static char lines[8000][64];
    i64 count = 0;
    while (fgets(line, sizeof line, in) && count < COUNT_OF(lines))
        snprintf(lines[count++], sizeof lines[0], "%.60s", line);
    fclose(in);
    buf out = buf_new(work.c.arena, 1024 * 1024);
    for (i64 i = 0; i < count; i++) // 5,003 is a prime that does not divide 6,919
        buf_fmt(&out, "%s", lines[(i * 5003 + 17) % count]);
    struct files files;
    files_init(&work.c, &files);
    files_write(&files, "mixed.txt", buf_str(&out));
    json_t *mixed = stat_case(&work, "lifetime", "mixed.txt",
                              "no-header delimiter=~ customer=1 time=3 date-format=%Y%m%d value=5 "
                              "calibrate-until=1997-09-30 hold-out=39 horizon=39");
    json_t *straight = cdnow_whole();
    const char *const same[] = {"result.log_likelihood", "result.expected_purchases",
                                "result.expected_value", "result.held_out_expected",
                                "result.spend_v",        "result.customers[7].expected_value"};
    for (i64 i = 0; i < COUNT_OF(same); i++) {
        f64 expected = stat_number(straight, same[i]);
        assert_near(stat_number(mixed, same[i]), expected,
                    1e-7 * fabs(expected)); // sums of values round by order
    }
    files_release(&files);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(customers_are_summed_up_as_btyd_does, setup, teardown),
        cmocka_unit_test_setup_teardown(models_agree_with_btyd, setup, teardown),
        cmocka_unit_test_setup_teardown(customers_agree_with_btyd_at_published_parameters, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(what_was_held_out_agrees_by_frequency, setup, teardown),
        cmocka_unit_test_setup_teardown(values_agree_with_btyd, setup, teardown),
        cmocka_unit_test_setup_teardown(forecasts_beat_past_rates_and_tables_add_up, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(summed_up_customers_give_the_same_models, setup, teardown),
        cmocka_unit_test_setup_teardown(the_order_of_rows_is_nothing, setup, teardown),
    };
    work_init(&whole);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    work_release(&whole);
    return failed;
}
