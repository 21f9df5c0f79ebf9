// Who withdraws: a simulated company whose truth is known, what may not be looked at, reasons in
// words, and histories that cannot teach.
#include "insight/maths/chance.h"
#include "insight/customers/withdrawal.h"

#include "support/near.h"
#include "support/test.h"
#include "support/work.h"

#include <gsl/gsl_randist.h>

static struct work work;
static ctx *c;

static int setup(void **state)
{
    (void)state;
    c = work_init(&work);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    work_release(&work);
    return 0;
}

enum { CUSTOMERS = 3000, DAYS = 800, FIRST = 20000 };

struct world {
    struct withdrawal_days days;
    bool *left; // before DAYS
};

// Each has a rhythm of their own, partly regular; a third of them leave at some time.
static struct world world_make(u64 seed, i32 until)
{
    struct world world = {.days.customers = CUSTOMERS};
    i64 *first = NEW_ARRAY(c->arena, i64, CUSTOMERS + 1);
    i32 *days = NEW_ARRAY(c->arena, i32, CUSTOMERS * DAYS);
    world.left = NEW_ARRAY(c->arena, bool, CUSTOMERS);
    i64 count = 0;
    for (i64 i = 0; i < CUSTOMERS; i++) {
        gsl_rng *rng = chance_new(c, seed * CUSTOMERS + (u64)i);
        f64 rhythm = 40 * exp(0.9 * gsl_ran_gaussian(rng, 1));
        f64 leaves = gsl_ran_exponential(rng, 1500);
        world.left[i] = leaves < DAYS;
        first[i] = count;
        f64 at = gsl_ran_exponential(rng, rhythm);
        for (i32 last = -1; at < fmin(leaves, until);) {
            if ((i32)at > last) days[count++] = FIRST + (i32)at;
            last = (i32)at;
            at += rhythm * (0.3 + gsl_ran_exponential(rng, 0.7));
        }
    }
    first[CUSTOMERS] = count;
    world.days.first = first;
    world.days.days = days;
    return world;
}

static void those_who_left_are_found_and_counted(void **state)
{
    (void)state;
    struct world world = world_make(1, DAYS);
    struct withdrawal found;
    assert_true(
        withdrawal_score(c, world.days, (struct withdrawal_ask){FIRST + DAYS, 0, 3}, &found));
    assert_true(found.trial.done);
    assert_false(found.trial.ahead);
    assert_int_equal(found.trial.cutoff, FIRST + DAYS - found.horizon_days);
    assert_int_equal(found.model.terms, WITHDRAWAL_TERMS);
    assert_near(found.horizon_days, ceil(3 * found.median_gap_days), 0);
    // Who left, against who did not, by the chances of the end.
    bool *left = NEW_ARRAY(c->arena, bool, CUSTOMERS);
    f64 *chances = NEW_ARRAY(c->arena, f64, CUSTOMERS),
        *hiatus = NEW_ARRAY(c->arena, f64, CUSTOMERS);
    i64 n = 0;
    for (i64 i = 0; i < CUSTOMERS; i++) {
        bool known = !isnan(found.chances[i]);
        assert_int_equal(known, found.habits[i].encounters >= 3);
        if (!known) continue;
        left[n] = world.left[i];
        chances[n] = found.chances[i];
        hiatus[n++] = found.habits[i].hiatus_days;
    }
    assert_int_equal(n, found.scored);
    struct ranking truth;
    ranking_compare(c, n, left, chances, hiatus, 0.1, &truth);
    print_message("AUC %.3f, plain hiatus %.3f\n", truth.a.auc, truth.b.auc);
    assert_true(truth.a.auc > 0.95);
    assert_true(truth.difference > 0);
    assert_true(truth.a.precision > 0.97);
    const struct ranking *trial = &found.trial.ranking;
    print_message("in the trial AUC %.3f, plain hiatus %.3f\n", trial->a.auc, trial->b.auc);
    assert_true(trial->difference > 2 * trial->error);
    // The same rules hold at all times here: the trial's expectation fits what came.
    assert_near((f64)found.trial.withdrawn, found.trial.expected, 3.5 * found.trial.error);
}

static void the_future_judges_but_never_teaches(void **state)
{
    (void)state;
    i32 at = FIRST + 600;
    struct world whole = world_make(2, DAYS), past = world_make(2, 601);
    struct withdrawal with, without;
    assert_true(withdrawal_score(c, whole.days, (struct withdrawal_ask){at, 60, 3}, &with));
    assert_true(withdrawal_score(c, past.days, (struct withdrawal_ask){at, 60, 3}, &without));
    assert_true(with.trial.ahead);
    assert_int_equal(with.trial.cutoff, at);
    assert_false(without.trial.ahead);
    assert_int_equal(with.scored, without.scored);
    for (i64 i = 0; i < CUSTOMERS; i++) {
        if (isnan(with.chances[i])) continue;
        assert_near(with.chances[i], without.chances[i], 0);
    }
    assert_near((f64)with.trial.withdrawn, with.trial.expected, 3.5 * with.trial.error);
    assert_near(with.expected, with.trial.expected, 1e-6);
    assert_near(with.error, with.trial.error, 1e-6);
}

static void habits_are_those_worked_out_by_hand(void **state)
{
    (void)state;
    struct world world = world_make(3, DAYS);
    // Gaps 10, 10, 20, 10, 30, 40: the last third is 30 and 40, against 50 / 4.
    static const i32 own[] = {0, 10, 20, 40, 50, 80, 120};
    i64 *first = NEW_ARRAY(c->arena, i64, CUSTOMERS + 3);
    i64 known = world.days.first[CUSTOMERS];
    i32 *days = NEW_ARRAY(c->arena, i32, known + COUNT_OF(own) + 2);
    memcpy(first, world.days.first, sizeof(i64) * (CUSTOMERS + 1));
    memcpy(days, world.days.days, sizeof(i32) * (size_t)known);
    for (i64 i = 0; i < COUNT_OF(own); i++)
        days[known + i] = FIRST + own[i];
    days[known + COUNT_OF(own)] = FIRST + 5;
    days[known + COUNT_OF(own) + 1] = FIRST + 9;
    first[CUSTOMERS + 1] = known + COUNT_OF(own);
    first[CUSTOMERS + 2] = known + COUNT_OF(own) + 2;
    struct withdrawal found;
    struct withdrawal_days all = {CUSTOMERS + 2, first, days};
    assert_true(withdrawal_score(c, all, (struct withdrawal_ask){FIRST + 700, 60, 3}, &found));
    const struct withdrawal_habit *habit = &found.habits[CUSTOMERS];
    assert_int_equal(habit->encounters, 7);
    assert_int_equal(habit->last_day, FIRST + 120);
    assert_near(habit->hiatus_days, 580, 0);
    assert_near(habit->mean_gap_days, 20, 1e-12);
    assert_near(habit->recent_ratio, 35 / 12.5, 1e-12);
    assert_true(found.chances[CUSTOMERS] > 0.9);
    assert_true(isnan(found.chances[CUSTOMERS + 1])); // met twice: unknown
    assert_near(found.habits[CUSTOMERS + 1].mean_gap_days, 4, 1e-12);
    assert_str(str_of(withdrawal_reason(c, habit)),
               "usually every 20 days, now 580 days, the latest gaps 180% longer than before");
}

static void reasons_speak_plainly(void **state)
{
    (void)state;
    struct withdrawal_habit habit = {
        .encounters = 9, .hiatus_days = 61, .mean_gap_days = 12.4, .recent_ratio = 1};
    assert_str(str_of(withdrawal_reason(c, &habit)), "usually every 12 days, now 61 days");
    habit.hiatus_days = 12;
    assert_str(str_of(withdrawal_reason(c, &habit)), "usually every 12 days, last 12 days ago");
    habit.hiatus_days = 1;
    assert_str(str_of(withdrawal_reason(c, &habit)), "usually every 12 days, last yesterday");
    habit.hiatus_days = 0;
    habit.mean_gap_days = 1.1;
    assert_str(str_of(withdrawal_reason(c, &habit)), "usually every day, last today");
    habit.recent_ratio = NAN;
    assert_str(str_of(withdrawal_reason(c, &habit)), "usually every day, last today");
}

static void assert_refused(struct withdrawal_days days, struct withdrawal_ask ask, const char *why)
{
    struct withdrawal found;
    assert_false(withdrawal_score(c, days, ask, &found));
    assert_int_equal(c->err.code, ERR_REFUSED);
    assert_non_null(c->err.hint);
    assert_str(str_of(c->err.msg), why);
    err_clear(c);
}

static void histories_that_cannot_teach_are_refused(void **state)
{
    (void)state;
    static const i64 none[] = {0, 0}, one[] = {0, 1}, ten[] = {0, 10};
    static const i32 days[] = {100, 110, 120, 130, 140, 150, 160, 170, 180, 190};
    struct withdrawal_ask ask = {200, 0, 3};
    assert_refused((struct withdrawal_days){0, none, days}, ask,
                   "there are no encounters by that day");
    assert_refused((struct withdrawal_days){1, none, days}, ask,
                   "there are no encounters by that day");
    assert_refused((struct withdrawal_days){1, ten, days}, (struct withdrawal_ask){99, 0, 3},
                   "there are no encounters by that day");
    assert_refused((struct withdrawal_days){1, one, days}, ask,
                   "no customer was met on 3 days or more");
    assert_refused((struct withdrawal_days){1, ten, days}, ask,
                   "of 1 customers with a habit 0 withdrew and 1 did not: too few to learn from");
    assert_refused((struct withdrawal_days){1, ten, days}, (struct withdrawal_ask){200, 90, 3},
                   "100 days of history are too few for a horizon of 90 days");
}

static void all_alike_are_refused(void **state)
{
    (void)state;
    enum { ALIKE = 200, EACH = 30 };
    i64 *first = NEW_ARRAY(c->arena, i64, ALIKE + 1);
    i32 *days = NEW_ARRAY(c->arena, i32, ALIKE * EACH);
    for (i64 i = 0; i < ALIKE * EACH; i++)
        days[i] = (i32)(7 * (i % EACH));
    for (i64 i = 0; i <= ALIKE; i++)
        first[i] = i * EACH;
    assert_refused(
        (struct withdrawal_days){ALIKE, first, days}, (struct withdrawal_ask){204, 0, 3},
        "of 200 customers with a habit 0 withdrew and 200 did not: too few to learn from");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(those_who_left_are_found_and_counted),
        cmocka_unit_test(the_future_judges_but_never_teaches),
        cmocka_unit_test(habits_are_those_worked_out_by_hand),
        cmocka_unit_test(reasons_speak_plainly),
        cmocka_unit_test(histories_that_cannot_teach_are_refused),
        cmocka_unit_test(all_alike_are_refused),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
