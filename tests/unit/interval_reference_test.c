// The values of ../shared/reference/nps_intervals.json: all of them where the folder is there, and
// a few written here, so that no build goes unchecked.
#include "insight/sure/enough.h"
#include "insight/sure/interval.h"

#include <jansson.h>
#include "support/near.h"
#include "support/shared.h"

static json_t *reference_load(void)
{
    char room[4096];
    const char *path = shared_path_or_skip("reference/nps_intervals.json", room);
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

static void limits_agree(struct interval found, const json_t *cell, const char *key)
{
    const json_t *limits = json_object_get(cell, key);
    assert_near(found.value, number(cell, "nps"), 1e-12);
    // The reference leaves the adjusted Wald limits as they come; ours end at ±1.
    assert_near(found.low, fmax(-1, json_number_value(json_array_get(limits, 0))), 1e-9);
    assert_near(found.high, fmin(1, json_number_value(json_array_get(limits, 1))), 1e-9);
}

static void cell_agrees(const json_t *cell)
{
    f64 detractors = number(cell, "det"), passives = number(cell, "pas"),
        promoters = number(cell, "pro");
    struct nps_counts counts = {(i64)detractors, (i64)passives, (i64)promoters};
    struct nps_weights weights = {detractors, passives, promoters, number(cell, "n")};
    limits_agree(interval_nps(counts, 0.95), cell, "score95");
    limits_agree(interval_nps_weighted(weights, 0.95), cell, "adjwald95");
}

static void some_cells_are_reproduced_without_the_folder(void **state)
{
    (void)state;
    const struct {
        struct nps_counts counts;
        f64 low, high;
    } cells[] = {
        {{75, 675, 250},  0.14139843777774855, 0.2087810768177913 },
        {{1, 2, 7},       0.04892423157568503, 0.8588583167892452 },
        {{0, 0, 5},       0.13103507043365048, 1                  },
        {{10, 5, 85},     0.6007373881044682,  0.8470317696583846 },
        {{362, 176, 462}, 0.04382213113407896, 0.15549486943298013},
    };
    for (i64 i = 0; i < COUNT_OF(cells); i++) {
        struct interval found = interval_nps(cells[i].counts, 0.95);
        assert_near(found.low, cells[i].low, 1e-9);
        assert_near(found.high, cells[i].high, 1e-9);
    }
}

static void every_cell_of_the_grid_is_reproduced(void **state)
{
    (void)state;
    json_t *reference = reference_load();
    json_t *grid = json_object_get(reference, "grid"), *cell;
    const char *name;
    assert_true(json_object_size(grid) >= 5);
    json_object_foreach(grid, name, cell) cell_agrees(cell);
    cell_agrees(json_object_get(reference, "nps_testdata_all"));
    json_decref(reference);
}

static f64 chance_of(struct nps_counts counts, const f64 shares[3])
{
    f64 n = (f64)(counts.detractors + counts.passives + counts.promoters);
    f64 d = (f64)counts.detractors, p = (f64)counts.passives, o = (f64)counts.promoters;
    return exp(lgamma(n + 1) - lgamma(d + 1) - lgamma(p + 1) - lgamma(o + 1) + d * log(shares[0]) +
               p * log(shares[1]) + o * log(shares[2]));
}

// How often the interval holds the true score, and how wide it is on average, over all samples of n
// that can be.
static void cover(const f64 shares[3], i64 n, f64 *coverage, f64 *width)
{
    *coverage = *width = 0;
    for (i64 d = 0; d <= n; d++) {
        for (i64 p = 0; p + d <= n; p++) {
            struct nps_counts counts = {d, p, n - d - p};
            struct interval found = interval_nps(counts, 0.95);
            f64 chance = chance_of(counts, shares), score = shares[2] - shares[0];
            if (found.low <= score && score <= found.high) *coverage += chance;
            *width += chance * (found.high - found.low);
        }
    }
}

static void some_exact_coverage_is_reproduced_without_the_folder(void **state)
{
    (void)state;
    const f64 shares[] = {0.2, 0.3, 0.5};
    f64 coverage, width;
    cover(shares, 10, &coverage, &width);
    assert_near(coverage, 0.947244467500001, 1e-9);
    assert_near(width, 0.8564550805596552, 1e-9);
    cover(shares, 30, &coverage, &width);
    assert_near(coverage, 0.9520808139166935, 1e-9);
    // Where the plain interval holds the truth 65 times in 100.
    const f64 happy[] = {0.01, 0.09, 0.9};
    cover(happy, 10, &coverage, &width);
    assert_true(coverage > 0.9);
}

static void the_exact_coverage_of_the_score_limits_is_reproduced(void **state)
{
    (void)state;
    json_t *reference = reference_load();
    json_t *cells = json_object_get(reference, "exact_coverage"), *cell;
    const char *name;
    assert_true(json_object_size(cells) > 0);
    json_object_foreach(cells, name, cell)
    {
        f64 shares[3], coverage, width;
        int n;
        assert_int_equal(
            sscanf(name, "p=(%lf, %lf, %lf),n=%d", &shares[0], &shares[1], &shares[2], &n), 4);
        cover(shares, n, &coverage, &width);
        assert_near(coverage, number(json_object_get(cell, "score"), "coverage"), 1e-6);
        assert_near(width, number(json_object_get(cell, "score"), "mean_width"), 1e-6);
    }
    json_decref(reference);
}

static void every_sample_size_is_reproduced(void **state)
{
    (void)state;
    json_t *reference = reference_load();
    json_t *cells = json_object_get(reference, "sample_size"), *cell;
    const char *name;
    assert_true(json_object_size(cells) > 0);
    json_object_foreach(cells, name, cell)
    {
        f64 variance;
        struct precision wanted = {.level = 0.95};
        assert_int_equal(sscanf(name, "var=%lf,moe=%lf", &variance, &wanted.half_width), 2);
        i64 n = enough_nps(variance, wanted);
        assert_near((f64)n, number(cell, "n_wald"), 0);
        assert_near((f64)(n - ENOUGH_NPS_ADDED), number(cell, "n_adj"), 0);
    }
    json_decref(reference);
}

static void every_sample_size_of_a_finite_population_is_reproduced(void **state)
{
    (void)state;
    json_t *reference = reference_load();
    json_t *cells = json_object_get(reference, "sample_size_fpc"), *size;
    const char *name;
    assert_true(json_object_size(cells) > 0);
    json_object_foreach(cells, name, size)
    {
        f64 variance;
        struct precision wanted = {.level = 0.95};
        assert_int_equal(sscanf(name, "N=%ld,moe=%lf,var=%lf", &wanted.population,
                                &wanted.half_width, &variance),
                         3);
        assert_near((f64)enough_nps(variance, wanted), json_number_value(size), 0);
    }
    json_decref(reference);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(some_cells_are_reproduced_without_the_folder),
        cmocka_unit_test(some_exact_coverage_is_reproduced_without_the_folder),
        cmocka_unit_test(every_cell_of_the_grid_is_reproduced),
        cmocka_unit_test(the_exact_coverage_of_the_score_limits_is_reproduced),
        cmocka_unit_test(every_sample_size_is_reproduced),
        cmocka_unit_test(every_sample_size_of_a_finite_population_is_reproduced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
