#include "insight/series/changepoint.h"

#include "support/timeseries.h"
#include "support/work.h"

enum { ROOM = 500 };

static struct changepoint_segments find(ctx *c, struct changepoint_order order)
{
    struct changepoint_segments out;
    assert_true(changepoint_find(c, order, &out));
    return out;
}

static void assert_changes(struct changepoint_segments found, json_t *reference)
{
    f64 wanted[ROOM];
    i64 count = timeseries_numbers(reference, wanted, ROOM);
    assert_int_equal(found.count - 1, count);
    for (i64 i = 0; i < count; i++)
        assert_int_equal(found.ends[i], (i64)wanted[i]);
}

// ../shared/reference/timeseries.json: R's changepoint 2.3 and strucchange 1.5.3 on the Nile.
static void the_nile_changed_once(void **state)
{
    (void)state;
    shared_or_skip("reference/timeseries.json");
    struct work work;
    ctx *c = work_init(&work);
    f64 values[ROOM], scaled[ROOM], wanted[ROOM];
    json_t *whole, *nile = timeseries_reference("nile", &whole);
    i64 n = timeseries_values("Nile", values, ROOM);
    f64 noise = changepoint_noise(c, values, n) * 1.4826 / 1.482602218505602; // R's mad() rounds it
    for (i64 i = 0; i < n; i++)
        scaled[i] = values[i] / noise;
    struct changepoint_order order = {
        .n = n, .values = scaled, .penalty = CHANGEPOINT_BIC, .shortest = 1};
    struct changepoint_segments found = find(c, order);
    json_t *bic = json_object_get(nile, "pelt_scaled_bic");
    assert_changes(found, json_object_get(bic, "cpts"));
    timeseries_numbers(json_object_get(bic, "means"), wanted, ROOM);
    for (i64 i = 0; i < 2; i++)
        assert_near(found.means[i], wanted[i], 1e-6);

    // Unit variance finds a change almost every year.
    order.values = values;
    order.penalty = CHANGEPOINT_MBIC;
    found = find(c, order);
    assert_changes(found, json_object_get(nile, "pelt_mbic_raw"));
    assert_int_equal(found.count - 1, 94);

    order.cost = CHANGEPOINT_MEAN_VARIANCE;
    order.shortest = 2;
    order.at_most_one = true;
    found = find(c, order);
    json_t *amoc = json_object_get(nile, "amoc_meanvar"), *p = json_object_get(amoc, "p");
    assert_changes(found, json_object_get(amoc, "cpt"));
    timeseries_numbers(json_object_get(p, "mean"), wanted, ROOM);
    for (i64 i = 0; i < 2; i++)
        assert_near(found.means[i], wanted[i], 1e-6);
    timeseries_numbers(json_object_get(p, "variance"), wanted, ROOM);
    for (i64 i = 0; i < 2; i++)
        assert_near(found.variances[i], wanted[i], 1e-6);
    json_decref(whole);
    work_release(&work);
}

static void the_niles_place_has_bais_limits(void **state)
{
    (void)state;
    shared_or_skip("reference/timeseries.json");
    struct work work;
    ctx *c = work_init(&work);
    f64 values[ROOM];
    json_t *whole, *nile = timeseries_reference("nile", &whole);
    i64 n = timeseries_values("Nile", values, ROOM);
    struct changepoint_segments found =
        find(c, (struct changepoint_order){.n = n,
                                           .values = values,
                                           .penalty = CHANGEPOINT_BIC,
                                           .shortest = 15,
                                           .at_most_one = true});
    assert_changes(found, json_object_get(nile, "strucchange_bp"));
    json_t *limits = json_array_get(json_object_get(nile, "ci"), 0);
    struct changepoint_place place =
        changepoint_limits((struct changepoint_sides){28, 28, 72, found.means[0], found.means[1],
                                                      found.variances[0], found.variances[1], 1},
                           0.95);
    assert_true(place.known);
    assert_int_equal(place.low, json_integer_value(json_array_get(limits, 0)));
    assert_int_equal(place.place, json_integer_value(json_array_get(limits, 1)));
    assert_int_equal(place.high, json_integer_value(json_array_get(limits, 2)));

    // BIC of least squares with one break: two levels, one place, one variance.
    f64 squares = 28 * found.variances[0] + 72 * found.variances[1], size = (f64)n;
    f64 bic = size * (log(squares / size) + log(2 * acos(-1)) + 1) + 4 * log(size);
    assert_near(bic, timeseries_number(nile, "bic"), 1e-6 * bic);
    json_decref(whole);
    work_release(&work);
}

static void made_changes_are_found_with_every_penalty(void **state)
{
    (void)state;
    shared_or_skip("reference/timeseries.json");
    struct work work;
    ctx *c = work_init(&work);
    f64 values[ROOM];
    json_t *whole, *made = timeseries_reference("pelt_synth", &whole);
    struct changepoint_order order = {.values = values, .shortest = 1};
    order.n = timeseries_numbers(json_object_get(made, "y"), values, ROOM);
    order.penalty = CHANGEPOINT_MBIC;
    assert_changes(find(c, order), json_object_get(made, "pelt_mbic"));
    assert_changes(find(c, order), json_object_get(made, "true"));
    order.penalty = CHANGEPOINT_BIC;
    assert_changes(find(c, order), json_object_get(made, "pelt_bic"));
    order.penalty = CHANGEPOINT_MANUAL;
    json_t *manual = json_object_get(made, "pelt_manual");
    for (size_t i = 0; i < json_array_size(manual); i++) {
        order.value = timeseries_number(json_array_get(manual, i), "pen");
        assert_changes(find(c, order), json_object_get(json_array_get(manual, i), "cpts"));
    }
    order.cost = CHANGEPOINT_MEAN_VARIANCE;
    order.penalty = CHANGEPOINT_MBIC;
    order.shortest = 2;
    assert_changes(find(c, order), json_object_get(made, "meanvar_mbic"));
    json_decref(whole);
    work_release(&work);
}

static void far_values_tell_of_a_larger_noise(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    f64 even[200], far[200], two[200];
    for (i64 i = 0; i < 200; i++) {
        even[i] = (f64)(work_random(c) % 1000) / 500 - 1;
        far[i] = i % 20 == 0 ? 6 : even[i];
        two[i] = even[i] + (i < 100 ? -3 : 3); // a level that was missed
    }
    assert_near(changepoint_tails(even, 200, 0.3), 1, 0);
    assert_near(changepoint_tails(two, 200, 0.3), 1, 0);
    assert_near(changepoint_tails(far, 200, 1), 1.4, 0.1);
    assert_near(changepoint_tails(far, 200, 0.1), 2, 0);
    assert_near(changepoint_tails(far, 7, 0.1), 1, 0);
    work_release(&work);
}

// Against the whole search without pruning, on a few hundred made series.
static f64 least_cost(const f64 values[], i64 n, i64 shortest, f64 penalty, f64 modified)
{
    f64 best[64];
    best[0] = -penalty;
    for (i64 t = 1; t <= n; t++) {
        best[t] = INFINITY;
        for (i64 s = 0; s + shortest <= t; s++) {
            f64 mean = 0, cost = 0, size = (f64)(t - s);
            for (i64 i = s; i < t; i++)
                mean += values[i] / size;
            for (i64 i = s; i < t; i++)
                cost += (values[i] - mean) * (values[i] - mean);
            best[t] = fmin(best[t], best[s] + cost + modified * log(size) + penalty);
        }
    }
    return best[n];
}

static void pruning_loses_nothing(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    f64 values[64];
    for (i64 round = 0; round < 300; round++) {
        i64 n = 2 + (i64)(work_random(c) % 50), shortest = 1 + round % 5;
        for (i64 i = 0; i < n; i++)
            values[i] = (f64)(work_random(c) % 1000) / 250 + (f64)(i * 3 / n) * 2;
        bool modified = round % 2;
        struct changepoint_order order = {.n = n,
                                          .values = values,
                                          .penalty = modified ? CHANGEPOINT_MBIC : CHANGEPOINT_BIC,
                                          .shortest = shortest};
        if (n < 2 * shortest) continue;
        f64 penalty = (modified ? 3 : 2) * log((f64)n);
        assert_near(find(c, order).cost, least_cost(values, n, shortest, penalty, modified), 1e-9);
    }
    work_release(&work);
}

// Bai (1997), §II: for equal variances 90 and 95 % of the argmax lie within 7.7 and 11.0 of 0.
static void the_argmax_is_symmetric_for_equal_variances(void **state)
{
    (void)state;
    assert_near(changepoint_argmax(0, 1), 0.5, 1e-12);
    assert_near(changepoint_argmax(11.03, 1), 0.975, 5e-4);
    assert_near(changepoint_argmax(7.69, 1), 0.95, 5e-4);
    for (f64 x = 0.1; x < 200; x *= 1.7) {
        assert_near(changepoint_argmax(x, 1) + changepoint_argmax(-x, 1), 1, 1e-12);
        assert_near(changepoint_argmax(x, 0.25) + changepoint_argmax(-4 * x, 4), 1, 1e-9);
        assert_true(changepoint_argmax(x, 3) <= 1 && changepoint_argmax(x, 3) > 0);
    }
}

static void few_or_equal_values_have_no_change(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    f64 values[40];
    for (i64 i = 0; i < 40; i++)
        values[i] = 1e9;
    struct changepoint_order order = {.values = values, .shortest = 5};
    assert_int_equal(find(c, order).count, 0);
    order.n = 1;
    assert_int_equal(find(c, order).count, 1);
    order.n = 40;
    assert_int_equal(find(c, order).count, 1);
    order.cost = CHANGEPOINT_MEAN_VARIANCE;
    assert_int_equal(find(c, order).count, 1);
    assert_near(changepoint_noise(c, values, 40), 0, 0);
    order.n = CHANGEPOINT_VALUES_MAX + 1;
    struct changepoint_segments out;
    assert_false(changepoint_find(c, order, &out));
    assert_int_equal(c->err.code, ERR_TOO_LARGE);
    work_release(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_nile_changed_once),
        cmocka_unit_test(the_niles_place_has_bais_limits),
        cmocka_unit_test(made_changes_are_found_with_every_penalty),
        cmocka_unit_test(far_values_tell_of_a_larger_noise),
        cmocka_unit_test(pruning_loses_nothing),
        cmocka_unit_test(the_argmax_is_symmetric_for_equal_variances),
        cmocka_unit_test(few_or_equal_values_have_no_change),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
