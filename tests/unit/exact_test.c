#include "insight/sure/exact.h"

#include <jansson.h>
#include "support/near.h"
#include "support/shared.h"

// R 4.2: binom.test(k, n)$conf.int.
static void exact_limits_of_a_rate_agree_with_r(void **state)
{
    (void)state;
    const struct {
        struct rate_counts counts;
        f64 low, high;
    } r[] = {
        {{0, 10},    0,              0.3084971078 },
        {{1, 10},    0.002528578544, 0.445016117  },
        {{5, 10},    0.1870860284,   0.8129139716 },
        {{9, 10},    0.554983883,    0.9974714215 },
        {{15, 148},  0.05784401008,  0.16165049035},
        {{263, 263}, 0.9860717506,   1            },
    };
    for (i64 i = 0; i < COUNT_OF(r); i++) {
        struct interval found = exact_rate(r[i].counts, 0.95);
        assert_near(found.low, r[i].low, 1e-9);
        assert_near(found.high, r[i].high, 1e-9);
    }
}

// R 4.2: fisher.test(matrix(c(k1, n1 - k1, k2, n2 - k2), 2))$p.value.
static void fishers_test_agrees_with_r(void **state)
{
    (void)state;
    const struct {
        struct rate_counts a, b;
        f64 p;
    } r[] = {
        {{3, 5},      {0, 5},     0.166666666667   },
        {{4, 5},      {3, 6},     0.545454545455   },
        {{1, 10},     {8, 12},    0.0114993365767  },
        {{0, 7},      {3, 9},     0.2125           },
        {{138, 5767}, {76, 4515}, 0.0122316724237  },
        {{20, 100},   {60, 100},  1.06360257818e-08},
        {{5, 1000},   {1, 3000},  0.00460849613325 },
    };
    for (i64 i = 0; i < COUNT_OF(r); i++) {
        f64 p = exact_rate_p(r[i].a, r[i].b);
        assert_near(p / r[i].p, 1, 1e-7);
        assert_near(exact_rate_p(r[i].b, r[i].a) / p, 1, 1e-9);
    }
    assert_true(isnan(exact_rate_p((struct rate_counts){0, 0}, (struct rate_counts){1, 2})));
    assert_true(
        isnan(exact_rate_p((struct rate_counts){300000, 900000}, (struct rate_counts){1, 2})));
    assert_near(exact_rate_p((struct rate_counts){9, 9}, (struct rate_counts){4, 4}), 1, 1e-12);
    assert_near(exact_rate_p((struct rate_counts){90000, 90000}, (struct rate_counts){0, 90000}), 0,
                0);
}

static void exact_limits_hold_the_truth_at_least_as_often_as_they_say(void **state)
{
    (void)state;
    for (i64 n = 1; n <= 40; n += 3) {
        for (f64 truth = 0.02; truth < 1; truth += 0.0491) {
            f64 covered = 0;
            for (i64 k = 0; k <= n; k++) {
                struct interval found = exact_rate((struct rate_counts){k, n}, 0.95);
                if (truth < found.low || truth > found.high) continue;
                covered += exp(lgamma((f64)n + 1) - lgamma((f64)k + 1) - lgamma((f64)(n - k) + 1) +
                               (f64)k * log(truth) + (f64)(n - k) * log1p(-truth));
            }
            assert_true(covered >= 0.95 - 1e-9);
        }
    }
}

static void empty_and_huge_rates_stand(void **state)
{
    (void)state;
    assert_int_equal(exact_rate((struct rate_counts){0, 0}, 0.95).status, INTERVAL_NO_DATA);
    struct interval few = exact_rate((struct rate_counts){3, 4000000000}, 0.95);
    assert_near(few.low * 4e9, 0.6186721, 1e-5); // Garwood's for 3
    assert_near(few.high * 4e9, 8.7672730, 1e-5);
    struct interval many = exact_rate((struct rate_counts){2000000000, 4000000000}, 0.95);
    assert_near(many.high - many.low, 2 * 1.959964 * 0.5 / sqrt(4e9), 1e-10);
}

// ../shared/reference/nps_intervals.json, exact_coverage, for both methods.
static void the_coverage_of_score_intervals_is_that_of_the_reference(void **state)
{
    (void)state;
    struct nps_shares truth = {10, 0.2, 0.5};
    assert_near(exact_nps_coverage(truth, 0.95, EXACT_SCORE).coverage, 0.947244467500001, 1e-9);
    assert_near(exact_nps_coverage(truth, 0.95, EXACT_SCORE).mean_width, 0.8564550805596552, 1e-9);
    assert_near(exact_nps_coverage(truth, 0.95, EXACT_ADJUSTED).coverage, 0.9624742900000011, 1e-9);

    char room[4096];
    const char *path = shared_path_or_skip("reference/nps_intervals.json", room);
    json_t *reference = json_load_file(path, 0, NULL);
    assert_non_null(reference);
    json_t *cells = json_object_get(reference, "exact_coverage"), *cell;
    const char *name;
    assert_true(json_object_size(cells) > 0);
    json_object_foreach(cells, name, cell)
    {
        f64 passives;
        assert_int_equal(sscanf(name, "p=(%lf, %lf, %lf),n=%lf", &truth.detractors, &passives,
                                &truth.promoters, &truth.n),
                         4);
        const json_t *score = json_object_get(cell, "score"),
                     *adjusted = json_object_get(cell, "adjwald");
        struct exact_coverage found = exact_nps_coverage(truth, 0.95, EXACT_SCORE);
        assert_near(found.coverage, json_number_value(json_object_get(score, "coverage")), 1e-6);
        assert_near(found.mean_width, json_number_value(json_object_get(score, "mean_width")),
                    1e-6);
        found = exact_nps_coverage(truth, 0.95, EXACT_ADJUSTED);
        assert_near(found.coverage, json_number_value(json_object_get(adjusted, "coverage")), 1e-6);
        // The reference does not clip at ±1, so its mean is no narrower than ours.
        f64 width = json_number_value(json_object_get(adjusted, "mean_width"));
        assert_true(found.mean_width <= width + 1e-6 && found.mean_width > 0.97 * width);
    }
    json_decref(reference);
}

// p = (.01, .09, .9), n = 10: the plain interval holds the truth .650 of the time.
static void score_limits_hold_where_the_plain_interval_fails(void **state)
{
    (void)state;
    struct nps_shares happy = {10, 0.01, 0.9};
    f64 plain = 0;
    for (i64 d = 0; d <= 10; d++) {
        for (i64 p = 0; p + d <= 10; p++) {
            f64 dd = (f64)d, pp = (f64)p, oo = 10 - dd - pp, score = (oo - dd) / 10;
            f64 error = sqrt(((oo + dd) / 10 - score * score) / 10);
            if (fabs(score - 0.89) > 1.959964 * error) continue;
            plain += exp(lgamma(11) - lgamma(dd + 1) - lgamma(pp + 1) - lgamma(oo + 1)) *
                     pow(0.01, dd) * pow(0.09, pp) * pow(0.9, oo);
        }
    }
    assert_near(plain, 0.650, 5e-4);
    assert_true(exact_nps_coverage(happy, 0.95, EXACT_SCORE).coverage > 0.9);
    struct nps_shares certain = {5, 0, 1};
    assert_near(exact_nps_coverage(certain, 0.95, EXACT_SCORE).coverage, 1, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_limits_of_a_rate_agree_with_r),
        cmocka_unit_test(fishers_test_agrees_with_r),
        cmocka_unit_test(exact_limits_hold_the_truth_at_least_as_often_as_they_say),
        cmocka_unit_test(empty_and_huge_rates_stand),
        cmocka_unit_test(the_coverage_of_score_intervals_is_that_of_the_reference),
        cmocka_unit_test(score_limits_hold_where_the_plain_interval_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
