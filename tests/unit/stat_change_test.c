// The analysis change on files: every value of ../shared/reference/timeseries.json on jumps.
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

static void assert_changes(const json_t *found, json_t *reference)
{
    f64 wanted[500];
    i64 count = timeseries_numbers(reference, wanted, 500);
    assert_near(stat_number(found, "result.change_count"), (f64)count, 0);
    for (i64 i = 0; i < count; i++)
        assert_near(cell(found, "changes", i, "last_before"), wanted[i], 0);
}

static void the_nile_changed_as_published(void **state)
{
    (void)state;
    char room[4096];
    const char *path = shared_path_or_skip("data/timeseries/Nile.csv", room);
    json_t *whole, *nile = timeseries_reference("nile", &whole);
    json_t *found = stat_case(&work, "change", path, "value=value position=time");
    assert_changes(found, json_object_get(nile, "strucchange_bp"));
    json_t *limits = json_array_get(json_object_get(nile, "ci"), 0);
    assert_near(cell(found, "changes", 0, "last_before_low"),
                json_number_value(json_array_get(limits, 0)), 0);
    assert_near(cell(found, "changes", 0, "last_before_high"),
                json_number_value(json_array_get(limits, 2)), 0);
    f64 year = timeseries_number(nile, "year"); // the last of the old level
    assert_near(strtod(stat_string(found, "result.changes[0].since"), NULL), year + 1, 0);
    f64 bic = timeseries_number(nile, "bic");
    assert_near(stat_number(found, "result.bic"), bic, 1e-6 * bic);

    found = stat_case(&work, "change", path, "value=value position=time penalty=bic least=1");
    json_t *scaled = json_object_get(nile, "pelt_scaled_bic");
    assert_changes(found, json_object_get(scaled, "cpts"));
    f64 noise = stat_number(found, "result.noise") * 1.4826 / 1.482602218505602; // R's mad()
    for (size_t i = 0; i < 2; i++)
        assert_near(cell(found, "segments", (i64)i, "level") / noise,
                    json_number_value(json_array_get(json_object_get(scaled, "means"), i)), 1e-6);

    found = stat_case(&work, "change", path,
                      "value=value position=time noise=1 least=1 correlation=none");
    assert_changes(found, json_object_get(nile, "pelt_mbic_raw"));
    assert_near(stat_number(found, "result.change_count"), 94, 0);

    found = stat_case(&work, "change", path, "value=value position=time cost=mean-variance one");
    json_t *amoc = json_object_get(nile, "amoc_meanvar"), *p = json_object_get(amoc, "p");
    assert_changes(found, json_object_get(amoc, "cpt"));
    for (size_t i = 0; i < 2; i++) {
        f64 mean = json_number_value(json_array_get(json_object_get(p, "mean"), i));
        f64 variance = json_number_value(json_array_get(json_object_get(p, "variance"), i));
        assert_near(cell(found, "segments", (i64)i, "level"), mean, 1e-6 * mean);
        assert_near(cell(found, "segments", (i64)i, "variance"), variance, 1e-6 * variance);
    }
    json_decref(whole);
}

static void made_changes_are_found_with_every_penalty(void **state)
{
    (void)state;
    shared_or_skip("reference/timeseries.json");
    char path[] = "/tmp/tuntuma-change-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    FILE *out = fdopen(file, "w");
    f64 values[500];
    json_t *whole, *made = timeseries_reference("pelt_synth", &whole);
    i64 n = timeseries_numbers(json_object_get(made, "y"), values, 500);
    fputs("value\n", out);
    for (i64 i = 0; i < n; i++)
        fprintf(out, "%.17g\n", values[i]);
    fclose(out);
    json_t *found = stat_case(&work, "change", path, "value=value noise=1 least=1");
    assert_changes(found, json_object_get(made, "pelt_mbic"));
    assert_changes(found, json_object_get(made, "true"));
    found = stat_case(&work, "change", path, "value=value");
    assert_changes(found, json_object_get(made, "true")); // with the noise unknown
    found = stat_case(&work, "change", path, "value=value noise=1 least=1 penalty=bic");
    assert_changes(found, json_object_get(made, "pelt_bic"));
    json_t *manual = json_object_get(made, "pelt_manual");
    for (size_t i = 0; i < json_array_size(manual); i++) {
        json_t *one = json_array_get(manual, i);
        char options[128];
        snprintf(options, sizeof options, "value=value noise=1 least=1 penalty=%g",
                 timeseries_number(one, "pen"));
        assert_changes(stat_case(&work, "change", path, options), json_object_get(one, "cpts"));
    }
    found = stat_case(&work, "change", path, "value=value cost=mean-variance");
    assert_changes(found, json_object_get(made, "meanvar_mbic"));
    json_decref(whole);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_nile_changed_as_published, begin, end),
        cmocka_unit_test_setup_teardown(made_changes_are_found_with_every_penalty, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
