// What runs by itself: when it is due, that one at a time runs it, and what is told. On both
// engines.
#include "job/job.h"

#include "base/log.h"
#include "support/teller.h"
#include "support/work.h"

#include "support/test.h"

static i64 clock_ms;

static i64 clock_now(void)
{
    return clock_ms;
}

static struct job_hand hand_of(ctx *c, struct store *store)
{
    clock_ms = WORK_NOW_MS;
    return (struct job_hand){
        .store = store, .zone = zone_find(c, S("Europe/Helsinki")), .hour = 3, .now_ms = clock_now};
}

static i64 run_count;
static struct job_did next_did;

static bool run_fine(ctx *c, const struct job_hand *hand, struct job_did *did)
{
    (void)c;
    (void)hand;
    run_count++;
    clock_ms += 500;
    *did = next_did;
    return true;
}

static bool run_badly(ctx *c, const struct job_hand *hand, struct job_did *did)
{
    (void)hand;
    did->count = 7;
    return fail_with(c, ERR_SYSTEM, "the disk is full", "Make room.");
}

static bool run_greedily(ctx *c, const struct job_hand *hand, struct job_did *did)
{
    (void)hand;
    (void)did;
    i64 got = 0;
    while (arena_alloc(c->arena, 1, 64 * 1024 * 1024))
        got++;
    return got > 0;
}

static bool wants_nothing(ctx *c, bool *out)
{
    (void)c;
    *out = false;
    return true;
}

static const struct job jobs[] = {
    {.name = "often", .every_ms = 60000, .lease_ms = 10000, .run = run_fine},
};
static const struct job nightly[] = {
    {.name = "nightly", .lease_ms = 10000, .run = run_fine},
};

static struct job_run newest(ctx *c)
{
    struct job_run *runs = NULL;
    i64 count = 0;
    MUST(c, job_runs(c, S(""), 10, &count, &runs));
    assert_true(count > 0);
    return runs[0];
}

static void a_job_runs_when_its_time_has_come_on(ctx *c, struct store *store)
{
    struct job_hand hand = hand_of(c, store);
    run_count = 0;
    next_did = (struct job_did){3, S("three")};
    MUST(c, job_run_due(c, &hand, jobs, 1)); // the first time at once
    assert_int_equal(run_count, 1);
    MUST(c, job_run_due(c, &hand, jobs, 1));
    clock_ms += 59999;
    MUST(c, job_run_due(c, &hand, jobs, 1));
    assert_int_equal(run_count, 1);
    clock_ms += 1;
    MUST(c, job_run_due(c, &hand, jobs, 1));
    assert_int_equal(run_count, 2);
    struct job_run run = newest(c);
    assert_int_equal(run.ended_ms - run.began_ms, 500);
    assert_int_equal(run.count, 3);
    assert_str(run.about, "three");
    assert_false(run.failed);
    struct job_state *states = NULL;
    MUST(c, job_states(c, &hand, jobs, 1, &states));
    assert_int_equal(states[0].due_ms, run.ended_ms + 60000);
    assert_false(states[0].is_running);
}

static void a_nightly_job_waits_for_its_hour_on(ctx *c, struct store *store)
{
    struct job_hand hand = hand_of(c, store); // noon in Helsinki
    i64 three_ms = WORK_NOW_MS + 15 * 3600000LL;
    run_count = 0;
    next_did = (struct job_did){1, S("")};
    MUST(c, job_run_due(c, &hand, nightly, 1)); // a new house: not by day
    clock_ms = three_ms - 1;
    MUST(c, job_run_due(c, &hand, nightly, 1));
    assert_int_equal(run_count, 0);
    clock_ms = three_ms;
    MUST(c, job_run_due(c, &hand, nightly, 1));
    assert_int_equal(run_count, 1);
    clock_ms += 23 * 3600000LL;
    MUST(c, job_run_due(c, &hand, nightly, 1));
    assert_int_equal(run_count, 1);
    clock_ms += 70 * 3600000LL; // the machine was off for three nights: once
    MUST(c, job_run_due(c, &hand, nightly, 1));
    MUST(c, job_run_due(c, &hand, nightly, 1));
    assert_int_equal(run_count, 2);
}

static void the_hour_follows_the_clock_of_the_place(void **state)
{
    (void)state;
    struct work work;
    ctx *c = work_init(&work);
    struct job_hand hand = hand_of(c, NULL);
    static const struct {
        struct civil began, due; // UTC
    } cases[] = {
  // an hour is left out in the night of 29 March 2026: three does not exist, four is meant
        {{2026, 3, 28, 1, 0, 0, 0},   {2026, 3, 29, 1, 0, 0, 0} },
        {{2026, 3, 29, 1, 0, 0, 0},   {2026, 3, 30, 0, 0, 0, 0} },
 // an hour comes twice in the night of 25 October: the job does not
        {{2026, 10, 24, 0, 0, 0, 0},  {2026, 10, 25, 0, 0, 0, 0}},
        {{2026, 10, 25, 0, 30, 0, 0}, {2026, 10, 26, 1, 0, 0, 0}},
        {{2026, 7, 1, 12, 0, 0, 0},   {2026, 7, 2, 0, 0, 0, 0}  },
    };
    for (i64 i = 0; i < COUNT_OF(cases); i++) {
        struct job_ran ran = {.began_ms = ms_from_civil(cases[i].began)};
        i64 due_ms = job_due_ms(&nightly[0], &hand, ran);
        i64 wanted_ms = ms_from_civil(cases[i].due);
        if (due_ms != wanted_ms)
            print_error("%lld: %s\n", (long long)i, ms_write(c->arena, due_ms).s);
        assert_int_equal(due_ms, wanted_ms);
    }
    work_release(&work);
}

static void one_process_at_a_time_runs_a_job_on(ctx *c, struct store *store)
{
    struct job_hand hand = hand_of(c, store);
    run_count = 0;
    MUST(c, job_run_due(c, &hand, jobs, 1));
    clock_ms += 120000;
    teller_run(c, fmt(c->arena, "UPDATE job SET lease = 'other', lease_ends_ms = %lld",
                      (long long)(clock_ms + 1000)));
    MUST(c, job_run_due(c, &hand, jobs, 1));
    assert_int_equal(run_count, 1);
    struct job_state *states = NULL;
    MUST(c, job_states(c, &hand, jobs, 1, &states));
    assert_true(states[0].is_running);
    clock_ms += 1000; // whoever it was is gone
    MUST(c, job_run_due(c, &hand, jobs, 1));
    assert_int_equal(run_count, 2);
    // A store of our own: what seems to run when we start does not.
    clock_ms += 120000;
    teller_run(c, fmt(c->arena, "UPDATE job SET lease = 'crashed', lease_ends_ms = %lld",
                      (long long)(clock_ms + 100000)));
    MUST(c, job_start(c, &hand));
    MUST(c, job_run_due(c, &hand, jobs, 1));
    assert_int_equal(run_count, store_is_exclusive(store) ? 3 : 2);
}

static void what_fails_is_told_and_comes_again_on(ctx *c, struct store *store)
{
    static const struct job bad[] = {
        {.name = "bad", .every_ms = 1000, .lease_ms = 10000, .is_quiet = true,             .run = run_badly},
        {.name = "greedy",             .every_ms = 1000,              .lease_ms = 10000,   .run = run_greedily},
        {.name = "fine",             .every_ms = 1000,                .lease_ms = 10000,     .run = run_fine},
    };
    struct job_hand hand = hand_of(c, store);
    struct job_run *runs = NULL;
    i64 count = 0;
    run_count = 0;
    next_did = (struct job_did){1, S("")};
    MUST(c, job_run_due(c, &hand, bad, COUNT_OF(bad)));
    assert_int_equal(run_count, 1); // the others are not held up
    MUST(c, job_runs(c, S(""), 10, &count, &runs));
    assert_int_equal(count, 3);
    assert_true(runs[2].failed && runs[1].failed && !runs[0].failed);
    assert_str(runs[2].about, "the disk is full");
    assert_str(runs[2].hint, "Make room.");
    assert_int_equal(runs[2].count, 0);
    assert_str(runs[1].about, "this needs more memory than one piece of work may use");
    clock_ms += 1000;
    MUST(c, job_run_due(c, &hand, bad, 1));
    MUST(c, job_runs(c, S("bad"), 10, &count, &runs));
    assert_int_equal(count, 2);
}

static void a_quiet_job_that_did_nothing_is_not_told_on(ctx *c, struct store *store)
{
    static const struct job quiet[] = {
        {.name = "quiet", .every_ms = 1000, .lease_ms = 10000, .is_quiet = true,       .run = run_fine },
        {.name = "wants", .every_ms = 1,    .lease_ms = 1,     .wants = wants_nothing, .run = run_badly},
    };
    struct job_hand hand = hand_of(c, store);
    run_count = 0;
    next_did = (struct job_did){0};
    MUST(c, job_run_due(c, &hand, quiet, 2));
    assert_int_equal(run_count, 1);
    assert_string_equal(teller_ask(c, "SELECT count(*) FROM job_run"), "0");
    assert_string_equal(teller_ask(c, "SELECT name FROM job"), "quiet"); // nothing is even written
}

static void a_job_that_is_asked_for_runs_now_on(ctx *c, struct store *store)
{
    struct job_hand hand = hand_of(c, store);
    run_count = 0;
    MUST(c, store_begin_write(c) && job_ask(c, "nightly") && store_commit(c));
    MUST(c, job_run_due(c, &hand, nightly, 1));
    assert_int_equal(run_count, 1);
    MUST(c, job_run_due(c, &hand, nightly, 1));
    assert_int_equal(run_count, 1);
    MUST(c, store_begin_write(c) && job_ask(c, "nightly") && store_commit(c));
    MUST(c, job_run_due(c, &hand, nightly, 1));
    assert_int_equal(run_count, 2);
}

static void old_runs_are_forgotten_on(ctx *c, struct store *store)
{
    struct job_hand hand = hand_of(c, store);
    i64 count = 0;
    next_did = (struct job_did){1, S("")};
    MUST(c, job_run_due(c, &hand, jobs, 1));
    i64 ended_ms = newest(c).ended_ms;
    MUST(c, store_begin_write(c) && job_runs_clean(c, ended_ms, &count) && store_commit(c));
    assert_int_equal(count, 0);
    MUST(c, store_begin_write(c) && job_runs_clean(c, ended_ms + 1, &count) && store_commit(c));
    assert_int_equal(count, 1);
    assert_string_equal(teller_ask(c, "SELECT count(*) FROM job_run"), "0");
}

#define ON_BOTH(test)                                                                              \
    static void test(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        on_both(test##_on);                                                                        \
    }

ON_BOTH(a_job_runs_when_its_time_has_come)
ON_BOTH(a_nightly_job_waits_for_its_hour)
ON_BOTH(one_process_at_a_time_runs_a_job)
ON_BOTH(what_fails_is_told_and_comes_again)
ON_BOTH(a_quiet_job_that_did_nothing_is_not_told)
ON_BOTH(a_job_that_is_asked_for_runs_now)
ON_BOTH(old_runs_are_forgotten)

int main(void)
{
    log_set_level(LOG_ERROR - 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_job_runs_when_its_time_has_come),
        cmocka_unit_test(a_nightly_job_waits_for_its_hour),
        cmocka_unit_test(the_hour_follows_the_clock_of_the_place),
        cmocka_unit_test(one_process_at_a_time_runs_a_job),
        cmocka_unit_test(what_fails_is_told_and_comes_again),
        cmocka_unit_test(a_quiet_job_that_did_nothing_is_not_told),
        cmocka_unit_test(a_job_that_is_asked_for_runs_now),
        cmocka_unit_test(old_runs_are_forgotten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
