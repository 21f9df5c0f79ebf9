// Small logs whose every number is counted by hand.
#include "insight/journeys/journey_fit.h"

#include "support/near.h"
#include "support/work.h"

enum { A, B, C, D };

// Cases 0: A B C, 1: A C B B (given out of order), 2: A.
static const i32 cases[] = {0, 1, 0, 1, 2, 0, 1, 1};
static const i32 activities[] = {A, A, B, B, A, C, C, B};
static const i64 ms[] = {0, 1000, 60000, 9000, 5, 120000, 3000, 7000};
static const i32 resources[] = {0, 1, 1, 1, 0, 1, 0, -1};

static struct journey_events events_of(void)
{
    return (struct journey_events){.count = COUNT_OF(cases),
                                   .cases = cases,
                                   .activities = activities,
                                   .ms = ms,
                                   .resources = resources,
                                   .case_count = 3,
                                   .activity_count = 4,
                                   .resource_count = 2};
}

static const struct journey_edge *edge(const struct journey *j, i32 from, i32 to)
{
    for (i64 i = 0; i < j->edge_count; i++)
        if (j->edges[i].from == from && j->edges[i].to == to) return &j->edges[i];
    return NULL;
}

static void steps_are_counted_in_the_order_of_time(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct journey_log log;
    struct journey j;
    assert_true(journey_sort(c, events_of(), &log));
    assert_false(log.was_in_order);
    assert_true(journey_find(c, &log, &j));
    assert_int_equal(j.edge_count, 5); // A→B, B→C, A→C, C→B, B→B
    assert_int_equal(edge(&j, A, B)->count, 1);
    assert_near(edge(&j, A, B)->median_ms, 60000, 0);
    assert_near(edge(&j, C, B)->median_ms, 4000, 0);
    assert_near(edge(&j, B, B)->dependency, 0.5, 1e-12);
    assert_near(edge(&j, B, C)->dependency, 0, 1e-12); // once there, once back
    assert_int_equal(j.variant_count, 3);
    assert_int_equal(j.variants_for_80pct, 3);
    assert_int_equal(j.repeat_events, 1);
    assert_int_equal(j.repeat_cases, 1);
    assert_int_equal(j.activities[A].starts, 3);
    assert_int_equal(j.activities[A].ends, 1);
    assert_int_equal(j.activities[B].cases, 2);
    assert_int_equal(j.activities[B].repeats, 1);
    assert_int_equal(j.activities[D].events, 0);
    work_release(&work);
}

static void handovers_are_between_known_and_different_people(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct journey_log log;
    struct journey j;
    assert_true(journey_sort(c, events_of(), &log));
    assert_true(journey_find(c, &log, &j));
    // Case 0: 0→1, 1→1. Case 1: 1→0, 0→nobody, nobody→1.
    assert_int_equal(j.handovers_total, 2);
    assert_int_equal(j.handover_count, 2);
    work_release(&work);
}

static void no_events_and_too_many_activities_are_refused(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct journey_log log;
    struct journey_events events = events_of();
    events.count = 0;
    assert_false(journey_sort(c, events, &log));
    assert_int_equal(c->err.code, ERR_REFUSED);
    err_clear(c);
    events = events_of();
    events.activity_count = JOURNEY_ACTIVITIES_MAX + 1;
    assert_false(journey_sort(c, events, &log));
    assert_int_equal(c->err.code, ERR_REFUSED);
    work_release(&work);
}

static void fit(ctx *c, const struct journey_step *steps, i64 count, struct journey_fit *out)
{
    struct journey_log log;
    struct journey j;
    assert_true(journey_sort(c, events_of(), &log));
    assert_true(journey_find(c, &log, &j));
    assert_true(journey_fit_find(c, &log, &j, steps, count, out));
}

static void a_design_tells_skipped_repeated_and_moved_steps(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct journey_fit f;
    const struct journey_step steps[] = {
        {A, false, false},
        {B, false, false},
        {C, false, false}
    };
    fit(c, steps, 3, &f);
    assert_int_equal(f.fitting_cases, 1); // A B C
    assert_int_equal(f.steps[0].done, 3);
    assert_int_equal(f.steps[1].skipped, 1); // the case that is A alone
    assert_int_equal(f.steps[2].skipped, 1);
    // A C B B keeps either C, or one B and then repeats it: both cost 3, of 4 events and 3 steps.
    assert_int_equal(f.steps[1].out_of_order + f.steps[2].out_of_order, 1);
    assert_near(f.fitness, (1 + (1 - 3.0 / 7) + (1 - 2.0 / 4)) / 3, 1e-12);
    work_release(&work);
}

static void what_may_be_left_out_and_done_again_costs_nothing(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct journey_fit f;
    const struct journey_step steps[] = {
        {A, false, false},
        {C, true,  false},
        {B, true,  true },
        {C, true,  false}
    };
    fit(c, steps, 4, &f);
    assert_int_equal(f.fitting_cases, 3);
    assert_near(f.fitness, 1, 1e-12);
    assert_int_equal(f.steps[2].repeated, 0);
    work_release(&work);
}

static void an_event_outside_the_design_is_added(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct journey_fit f;
    const struct journey_step steps[] = {
        {A,  false, false},
        {B,  true,  true },
        {-1, false, false}
    };
    fit(c, steps, 3, &f);
    assert_int_equal(f.added[C], 2);
    assert_int_equal(f.added[B], 0);
    assert_int_equal(f.steps[2].skipped, 3); // nobody ever does it
    assert_int_equal(f.fitting_cases, 0);
    work_release(&work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_are_counted_in_the_order_of_time),
        cmocka_unit_test(handovers_are_between_known_and_different_people),
        cmocka_unit_test(no_events_and_too_many_activities_are_refused),
        cmocka_unit_test(a_design_tells_skipped_repeated_and_moved_steps),
        cmocka_unit_test(what_may_be_left_out_and_done_again_costs_nothing),
        cmocka_unit_test(an_event_outside_the_design_is_added),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
