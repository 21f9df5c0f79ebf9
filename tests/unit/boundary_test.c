// The values of ../shared/reference/confseq_bounds.json, computed with the authors' own library
// (confseq): all where the folder is there, some written here.
#include "insight/sure/boundary.h"

#include <jansson.h>
#include "support/near.h"
#include "support/shared.h"

#define RELATIVE 1e-6

static struct boundary best_at_hundred(enum boundary_kind kind)
{
    return boundary_of((struct boundary_order){kind, 100, 0.05, 2});
}

// confseq's own unit tests, "all target values are from a reference implementation in R".
static void lines_and_evidence_agree_with_the_authors_tests(void **state)
{
    (void)state;
    const struct {
        enum boundary_kind kind;
        f64 log_evidence, line;
    } published[] = {
        {BOUNDARY_NORMAL,            -0.6510052,  30.35209},
        {BOUNDARY_NORMAL_UPPER,      -0.06502391, 27.66071},
        {BOUNDARY_GAMMA_EXPONENTIAL, -0.2490165,  33.02017},
        {BOUNDARY_GAMMA_POISSON,     -0.06991219, 30.1949 },
    };
    for (i64 i = 0; i < COUNT_OF(published); i++) {
        struct boundary made = best_at_hundred(published[i].kind);
        assert_near(boundary_log_evidence(&made, 10, 100), published[i].log_evidence, 5e-8);
        assert_near(boundary_at(&made, 100, 0.05), published[i].line, 6e-6);
    }
    struct boundary_stitch stitch = {10, 3, 1.4, 2};
    assert_near(boundary_stitched(stitch, 100, 0.05), 64.48755, 6e-6);
}

static json_t *reference_load(void)
{
    char room[4096];
    const char *path = shared_path_or_skip("reference/confseq_bounds.json", room);
    json_error_t error;
    json_t *reference = json_load_file(path, 0, &error);
    if (!reference) print_error("%s: line %d: %s\n", path, error.line, error.text);
    assert_non_null(reference);
    return reference;
}

static f64 number(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    assert_true(json_is_number(value));
    return json_number_value(value);
}

static f64 stitched_from_ten(f64 v)
{
    return boundary_stitched((struct boundary_stitch){10, 0, 1.4, 2}, v, 0.05);
}

static void every_line_of_the_reference_is_reproduced(void **state)
{
    (void)state;
    json_t *reference = reference_load();
    const struct {
        const char *name;
        enum boundary_kind kind;
    } lines[] = {
        {"normal_mixture_bound_two_sided_vopt100", BOUNDARY_NORMAL           },
        {"normal_one",                             BOUNDARY_NORMAL_UPPER     },
        {"gamma_poisson_c2",                       BOUNDARY_GAMMA_POISSON    },
        {"gamma_exp_c2",                           BOUNDARY_GAMMA_EXPONENTIAL},
    };
    i64 checked = 0;
    for (i64 i = 0; i < COUNT_OF(lines); i++) {
        struct boundary made = best_at_hundred(lines[i].kind);
        const json_t *points = json_object_get(reference, lines[i].name), *point;
        size_t at;
        json_array_foreach(points, at, point)
        {
            f64 wanted = number(point, "b");
            assert_near(boundary_at(&made, number(point, "v"), 0.05), wanted, RELATIVE * wanted);
            checked++;
        }
    }
    const json_t *points = json_object_get(reference, "poly_stitching"), *point;
    size_t at;
    json_array_foreach(points, at, point)
    {
        f64 wanted = number(point, "b");
        assert_near(stitched_from_ten(number(point, "v")), wanted, RELATIVE * wanted);
        checked++;
    }
    json_decref(reference);
    assert_int_equal(checked, 30);
}

// 20 of 50, 200 of 500, 2000 of 5000; made best for 100 values.
static void the_limits_of_a_share_are_those_of_the_reference(void **state)
{
    (void)state;
    const f64 written[][2] = {
        {0.20620181, 0.61611941},
        {0.33196065, 0.47031847},
        {0.37601977, 0.42426166}
    };
    f64 n = 50;
    for (i64 i = 0; i < COUNT_OF(written); i++, n *= 10) {
        struct interval found = boundary_rate((struct boundary_share){0.4 * n, n, 100}, 0.95);
        assert_near(found.low, written[i][0], RELATIVE * written[i][0]);
        assert_near(found.high, written[i][1], RELATIVE * written[i][1]);
    }
    json_t *reference = reference_load();
    const json_t *limits = json_object_get(reference, "bern_ci"), *of;
    size_t at;
    n = 50;
    json_array_foreach(limits, at, of)
    {
        struct interval found = boundary_rate((struct boundary_share){0.4 * n, n, 100}, 0.95);
        assert_near(found.low, number(of, "lower"), RELATIVE * found.low);
        assert_near(found.high, number(of, "upper"), RELATIVE * found.high);
        n *= 10;
    }
    assert_int_equal(json_array_size(limits), 3);
    json_decref(reference);
}

static void shares_at_the_ends_keep_one_limit_there(void **state)
{
    (void)state;
    struct interval none = boundary_rate((struct boundary_share){0, 20, 100}, 0.95);
    struct interval all = boundary_rate((struct boundary_share){20, 20, 100}, 0.95);
    assert_near(none.low, 0, 0);
    assert_near(all.high, 1, 0);
    assert_near(none.high, 1 - all.low, 1e-12);
    assert_true(none.high > 0.1 && none.high < 0.6);
    struct interval one = boundary_rate((struct boundary_share){1, 1, 100}, 0.95);
    assert_true(one.low >= 0 && one.low < 0.1);
    assert_int_equal(boundary_rate((struct boundary_share){0, 0, 100}, 0.95).status,
                     INTERVAL_NO_DATA);
    struct interval vast = boundary_rate((struct boundary_share){3e8, 1e9, 1000}, 0.95);
    assert_true(vast.low < 0.3 && vast.low > 0.2998);
    assert_true(vast.high > 0.3 && vast.high < 0.3002);
}

static void a_line_is_where_the_evidence_is_one_over_alpha(void **state)
{
    (void)state;
    for (int kind = BOUNDARY_NORMAL; kind <= BOUNDARY_GAMMA_POISSON; kind++) {
        for (f64 scale = 0.01; scale < 1000; scale *= 9) {
            struct boundary made =
                boundary_of((struct boundary_order){(enum boundary_kind)kind, 30, 0.025, scale});
            f64 before = 0;
            for (f64 v = 0; v < 1e9; v = 7 * v + 0.5) {
                f64 line = boundary_at(&made, v, 0.01);
                assert_true(line > before);
                before = line;
                assert_near(boundary_log_evidence(&made, line, v), -log(0.01), 1e-5);
            }
        }
    }
}

// Sub-exponential and sub-Poisson lines become the sub-Gaussian one where the scale is small beside
// √v: however large the numbers, no digits are lost.
static void lines_for_large_variances_become_the_normal_one(void **state)
{
    (void)state;
    for (f64 best = 1e8; best < 1e31; best *= 100) {
        struct boundary_order order = {BOUNDARY_NORMAL_UPPER, best, 0.025, 1};
        struct boundary normal = boundary_of(order);
        order.kind = BOUNDARY_GAMMA_EXPONENTIAL;
        struct boundary exponential = boundary_of(order);
        order.kind = BOUNDARY_GAMMA_POISSON;
        struct boundary poisson = boundary_of(order);
        for (f64 v = best / 1e5; v < best * 1e5; v *= 30) {
            f64 line = boundary_at(&normal, v, 0.025), off = 40 / sqrt(v);
            assert_near(boundary_at(&exponential, v, 0.025) / line, 1, off + 1e-7);
            assert_near(boundary_at(&poisson, v, 0.025) / line, 1, off + 1e-7);
        }
        // Hardly anything was seen: the line is far, not near.
        assert_true(boundary_at(&exponential, 1, 0.025) > sqrt(best) / 2);
        assert_true(boundary_log_evidence(&exponential, 200, 100) < 0.1);
    }
}

// Two classes are the rate; the evidence against what was found is the least.
static void evidence_against_shares_grows_with_the_distance(void **state)
{
    (void)state;
    f64 counts[] = {300, 500, 200}, before = INFINITY;
    for (f64 share = 0.05; share <= 0.301; share += 0.05) {
        f64 shares[] = {share, 0.5, 0.5 - share};
        f64 found = boundary_shares_log_evidence(counts, shares, 3, 50);
        assert_true(found < before);
        before = found;
    }
    assert_true(before < 0);
    // By hand: a fair coin, one head, Beta(1, 1): ∫p dp / ½ = 1.
    f64 head[] = {1, 0}, fair[] = {0.5, 0.5};
    assert_near(boundary_shares_log_evidence(head, fair, 2, 2), 0, 1e-15);
    // Two heads: ∫p² dp / ¼ = 4/3.
    head[0] = 2;
    assert_near(boundary_shares_log_evidence(head, fair, 2, 2), log(4.0 / 3), 1e-15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_and_evidence_agree_with_the_authors_tests),
        cmocka_unit_test(every_line_of_the_reference_is_reproduced),
        cmocka_unit_test(the_limits_of_a_share_are_those_of_the_reference),
        cmocka_unit_test(shares_at_the_ends_keep_one_limit_there),
        cmocka_unit_test(a_line_is_where_the_evidence_is_one_over_alpha),
        cmocka_unit_test(lines_for_large_variances_become_the_normal_one),
        cmocka_unit_test(evidence_against_shares_grows_with_the_distance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
