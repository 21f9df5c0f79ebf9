// The logs of ../shared/data/eventlogs against what pm4py says of them (reference/process.json).
#include "stat/stat.h"

#include "support/near.h"
#include "support/shared.h"
#include "support/stat_case.h"

#include <jansson.h>

static json_t *reference_of(struct work *work, const char *log)
{
    char room[4096];
    json_error_t error;
    json_t *whole = json_load_file(shared_path_or_skip("reference/process.json", room), 0, &error);
    assert_non_null(whole);
    arena_defer(&work->arena, (void (*)(void *))(uintptr_t)json_decref, whole);
    return json_object_get(whole, log);
}

static double number(const json_t *object, const char *key)
{
    assert_true(json_is_number(json_object_get(object, key)));
    return json_number_value(json_object_get(object, key));
}

static void whole_agrees(const json_t *answer, const json_t *expected)
{
    static const char *const pairs[][2] = {
        {"cases",                   "result.cases"                  },
        {"events",                  "result.events"                 },
        {"activities",              "result.activities_count"       },
        {"n_variants",              "result.variants_count"         },
        {"dfg_pairs",               "result.directly_follows_pairs" },
        {"repeat_events",           "result.repeat_events"          },
        {"cases_with_repeat",       "result.cases_with_repeat"      },
        {"handovers",               "result.handovers_count"        },
        {"distinct_handover_pairs", "result.distinct_handover_pairs"},
        {"variants_for_80pct",      "result.variants_for_80pct"     },
    };
    for (i64 i = 0; i < COUNT_OF(pairs); i++)
        assert_near(stat_number(answer, pairs[i][1]), number(expected, pairs[i][0]), 0);
    const json_t *times = json_object_get(expected, "throughput_sec");
    assert_near(stat_number(answer, "result.duration_mean_seconds"), number(times, "mean"), 1e-3);
    assert_near(stat_number(answer, "result.duration_median_seconds"), number(times, "median"),
                1e-6);
    assert_near(stat_number(answer, "result.duration_p90_seconds"), number(times, "p90"), 1e-3);
    assert_near(stat_number(answer, "result.duration_max_seconds"), number(times, "max"), 1e-6);
}

static const json_t *edge_of(const json_t *answer, const char *from, const char *to)
{
    const json_t *edge;
    size_t i;
    json_array_foreach(stat_value(answer, "result.edges"), i, edge)
    {
        if (!strcmp(json_string_value(json_object_get(edge, "from")), from) &&
            !strcmp(json_string_value(json_object_get(edge, "to")), to))
            return edge;
    }
    print_error("there is no edge %s → %s\n", from, to);
    assert_true(false);
    return NULL;
}

// Every row of a list [from, to, …, value at index] of the reference.
static void edges_agree(const json_t *answer, const json_t *expected, const char *list,
                        const char *field, size_t index, double tolerance)
{
    const json_t *row;
    size_t i;
    assert_true(json_array_size(json_object_get(expected, list)) > 0);
    json_array_foreach(json_object_get(expected, list), i, row)
    {
        const json_t *edge = edge_of(answer, json_string_value(json_array_get(row, 0)),
                                     json_string_value(json_array_get(row, 1)));
        assert_near(number(edge, field), json_number_value(json_array_get(row, index)), tolerance);
    }
}

static void ends_agree(const json_t *answer, const json_t *expected, const char *which,
                       const char *field)
{
    const json_t *activity, *wanted = json_object_get(expected, which);
    size_t i;
    json_array_foreach(stat_value(answer, "result.activities"), i, activity)
    {
        const char *name = json_string_value(json_object_get(activity, "activity"));
        assert_near(number(activity, field), json_number_value(json_object_get(wanted, name)), 0);
    }
}

static void variants_agree(struct work *work, const json_t *answer, const json_t *expected)
{
    const json_t *variant, *step;
    size_t i, k;
    json_array_foreach(json_object_get(expected, "top_variants"), i, variant)
    {
        buf way = buf_new(&work->arena, 100000);
        json_array_foreach(json_object_get(variant, "trace"), k, step)
            buf_fmt(&way, "%s%s", k ? " → " : "", json_string_value(step));
        const json_t *found = stat_row(answer, "variants", "way", way.s);
        if (!found) print_error("no case goes %s\n", way.s);
        assert_non_null(found);
        assert_near(number(found, "cases"), number(variant, "n"), 0);
    }
}

static void log_agrees(const char *file, const char *name)
{
    char room[4096], path[200];
    struct work work;
    snprintf(path, sizeof path, "data/eventlogs/%s", file);
    shared_or_skip("reference/process.json");
    const char *whole_path = shared_path_or_skip(path, room);
    work_init(&work);
    const json_t *expected = reference_of(&work, name);
    json_t *answer = stat_case(&work, "journey", whole_path, "");
    whole_agrees(answer, expected);
    edges_agree(answer, expected, "dfg", "count", 2, 0);
    edges_agree(answer, expected, "perf_median_sec", "median_seconds", 3, 1e-6);
    edges_agree(answer, expected, "dependency_top", "dependency", 2, 1e-6);
    ends_agree(answer, expected, "start", "starts");
    ends_agree(answer, expected, "end", "ends");
    variants_agree(&work, answer, expected);
    work_release(&work);
}

static void the_running_example_agrees_with_pm4py(void **state)
{
    (void)state;
    log_agrees("01_running-example.xes.gz", "running-example");
}

static void the_repair_log_agrees_with_pm4py(void **state)
{
    (void)state;
    log_agrees("03_repairExample.xes.gz", "repairExample");
}

static void the_receipt_log_agrees_with_pm4py(void **state)
{
    (void)state;
    log_agrees("08_receipt.xes.gz", "receipt");
}

static void a_csv_gives_what_its_xes_does(void **state)
{
    (void)state;
    char room[4096], other[4096];
    struct work work;
    shared_or_skip("data/eventlogs/running_example.csv");
    const char *csv = shared_path_or_skip("data/eventlogs/running_example.csv", room);
    const char *xes = shared_path_or_skip("data/eventlogs/01_running-example.xes.gz", other);
    work_init(&work);
    json_t *a = stat_case(&work, "journey", csv,
                          "case=case_id activity=activity time=timestamp resource=org:resource");
    json_t *b = stat_case(&work, "journey", xes, "");
    json_t *edges = json_object_get(json_object_get(a, "result"), "edges");
    assert_int_equal(json_array_size(edges), 16);
    assert_true(json_equal(edges, json_object_get(json_object_get(b, "result"), "edges")));
    work_release(&work);
}

// By hand: the six cases of the running example against the way that case 1 goes.
static void the_designed_journey_tells_what_was_skipped_and_added(void **state)
{
    (void)state;
    char room[4096];
    struct work work;
    shared_or_skip("data/eventlogs/01_running-example.xes.gz");
    const char *xes = shared_path_or_skip("data/eventlogs/01_running-example.xes.gz", room);
    work_init(&work);
    json_t *answer =
        stat_case(&work, "journey", xes,
                  "design=register~request>examine~thoroughly?>examine~casually?>check~"
                  "ticket>decide>pay~compensation?>reject~request?");
    // Cases 3 and 5 start again with "reinitiate request", cases 2 and 4 check before they examine.
    assert_near(stat_number(answer, "result.fitting_cases"), 2, 0);
    const json_t *added = stat_row(answer, "added", "activity", "reinitiate request");
    assert_non_null(added);
    assert_near(number(added, "cases"), 2, 0);
    const json_t *decide = stat_row(answer, "steps", "step", "decide");
    assert_near(number(decide, "done"), 6, 0);
    assert_near(number(decide, "repeated"), 2, 0);
    assert_near(number(decide, "skipped"), 0, 0);
    work_release(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_running_example_agrees_with_pm4py),
        cmocka_unit_test(the_repair_log_agrees_with_pm4py),
        cmocka_unit_test(the_receipt_log_agrees_with_pm4py),
        cmocka_unit_test(a_csv_gives_what_its_xes_does),
        cmocka_unit_test(the_designed_journey_tells_what_was_skipped_and_added),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
