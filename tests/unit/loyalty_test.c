// Loyal or lazy: simulated customers whose places are known, moments by hand and by R, what cannot
// be told.
#include "insight/maths/chance.h"
#include "insight/customers/loyalty.h"
#include "insight/customers/loyalty_axes.h"

#include "support/near.h"
#include "support/test.h"
#include "support/work.h"

#include <gsl/gsl_cdf.h>
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

struct crowd {
    struct loyalty_rows rows;
    enum loyalty_place *truth;
    struct loyalty_stay stay;
};

// Attitude N(8, 1.8²) with answers ± 1.4, cut at 10; rates gamma or shares beta; the axes go
// together by rho.
static struct crowd crowd_make(u64 seed, i64 n, enum loyalty_behaviour behaviour, f64 rho)
{
    gsl_rng *rng = chance_new(c, seed);
    i64 *first_answer = NEW_ARRAY(c->arena, i64, n + 1);
    i32 *answers = NEW_ARRAY(c->arena, i32, 4 * n);
    static const f64 values[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    f64 *ours = NEW_ARRAY(c->arena, f64, n), *base = NEW_ARRAY(c->arena, f64, n);
    f64 *value = NEW_ARRAY(c->arena, f64, n), *without = NEW_ARRAY(c->arena, f64, n);
    f64 *with = NEW_ARRAY(c->arena, f64, n);
    bool *left_without = NEW_ARRAY(c->arena, bool, n), *left_with = NEW_ARRAY(c->arena, bool, n);
    enum loyalty_place *truth = NEW_ARRAY(c->arena, enum loyalty_place, n);
    for (i64 i = 0; i < n; i++) {
        f64 a = gsl_ran_gaussian(rng, 1),
            b = rho * a + sqrt(1 - rho * rho) * gsl_ran_gaussian(rng, 1);
        i64 count = (i64)gsl_rng_uniform_int(rng, 4), to = first_answer[i];
        for (i64 k = 0; k < count; k++) { // crowded at 10
            f64 answer = 8 + 1.8 * a + 1.4 * gsl_ran_gaussian(rng, 1);
            answers[to++] = (i32)fmin(10, fmax(0, floor(answer + 0.5)));
        }
        first_answer[i + 1] = to;
        bool often = false;
        if (behaviour == LOYALTY_RATE) {
            f64 rate = gsl_cdf_gamma_Pinv(gsl_cdf_ugaussian_P(b), 2, 2); // 4 a year on average
            base[i] = 1 + 2 * gsl_rng_uniform(rng);
            ours[i] = gsl_ran_poisson(rng, rate * base[i]);
            often = rate > 4;
        } else {
            f64 share = gsl_cdf_beta_Pinv(gsl_cdf_ugaussian_P(b), 1.2, 0.8);
            base[i] = (f64)(1 + gsl_rng_uniform_int(rng, 20));
            ours[i] = gsl_ran_binomial(rng, share, (u32)base[i]);
            often = share > 0.5;
        }
        truth[i] = a > 0   ? often ? LOYALTY_LOYAL : LOYALTY_LATENT
                   : often ? LOYALTY_LAZY
                           : LOYALTY_NONE;
        value[i] = 100;
        // A competitor from the second of three years on; the lazy leave for it.
        f64 leaves = truth[i] == LOYALTY_LAZY ? 0.5 : 0.1;
        f64 first = gsl_ran_exponential(rng, 10), second = gsl_ran_exponential(rng, 1 / leaves);
        left_without[i] = first < 1;
        without[i] = fmin(1, first);
        left_with[i] = !left_without[i] && second < 2;
        with[i] = left_without[i] ? 0 : fmin(2, second);
    }
    return (struct crowd){
        {n,          first_answer, answers, COUNT_OF(values), values, behaviour, ours, base, value},
        truth,
        {without, with,         left_without,            left_with                      },
    };
}

static const struct loyalty_ask ask = {8, NAN, NAN, 0.95};

static i64 count_true(const struct crowd *crowd, const struct loyalty *found,
                      enum loyalty_place place)
{
    i64 count = 0;
    for (i64 i = 0; i < crowd->rows.n; i++)
        count += crowd->truth[i] == place && !isnan(found->places[i][0]);
    return count;
}

static void distributions_are_found_again(void **state)
{
    (void)state;
    struct crowd crowd = crowd_make(1, 3000, LOYALTY_RATE, 0);
    struct loyalty found;
    assert_true(loyalty_place(c, crowd.rows, (struct loyalty_ask){8, 4, NAN, 0.95}, &found));
    assert_near(found.icc, 1.8 * 1.8 / (1.8 * 1.8 + 1.4 * 1.4), 0.04);
    assert_near(found.warm, 8, 1e-9);
    assert_near(found.first, 2, 0.25);
    assert_near(found.second, 0.5, 0.06);
    assert_near(found.association.value, 0, 0.08);
    crowd = crowd_make(2, 3000, LOYALTY_SHARE, 0.5);
    assert_true(loyalty_place(c, crowd.rows, ask, &found));
    assert_near(found.first, 1.2, 0.15);
    assert_near(found.second, 0.8, 0.12);
    assert_near(found.often, 0.5, 0);
    assert_near(found.association.value, 0.5, 0.08);
    assert_int_equal(found.flaws, 0);
}

// In 8 crowds of each kind the intervals of the four groups hold the true numbers.
static void sizes_hold_the_truth_as_often_as_they_say(void **state)
{
    (void)state;
    enum { CROWDS = 8 };
    i64 held = 0, asked = 0;
    f64 far = 0;
    for (u64 seed = 0; seed < CROWDS; seed++) {
        struct crowd crowd = crowd_make(100 + seed, 300, seed % 2 ? LOYALTY_RATE : LOYALTY_SHARE,
                                        seed % 4 < 2 ? 0 : 0.4);
        struct loyalty_ask of = {8, seed % 2 ? 4 : 0.5, NAN, 0.95};
        struct loyalty found;
        assert_true(loyalty_place(c, crowd.rows, of, &found));
        for (enum loyalty_place place = 0; place < LOYALTY_PLACES; place++) {
            const struct loyalty_interval *size = &found.groups[place].customers;
            f64 truth = (f64)count_true(&crowd, &found, place);
            held += size->low <= truth && truth <= size->high;
            far += (size->value - truth) / (f64)found.placed;
            asked++;
        }
    }
    print_message("sizes held the truth %lld of %lld times\n", (long long)held, (long long)asked);
    assert_true(held >= asked * 88 / 100);
    assert_near(far / (f64)asked, 0, 0.01);
}

// From 10,000 customers on each fold speaks for itself: the limits are as wide as the jackknife's.
static void many_customers_have_limits_as_wide_as_they_should(void **state)
{
    (void)state;
    struct loyalty_ask of = {8, 4, NAN, 0.95};
    struct crowd few = crowd_make(21, 3000, LOYALTY_RATE, 0.3);
    struct crowd many = crowd_make(22, 14000, LOYALTY_RATE, 0.3);
    struct loyalty of_few, of_many;
    assert_true(loyalty_place(c, few.rows, of, &of_few));
    assert_true(loyalty_place(c, many.rows, of, &of_many));
    assert_true(of_few.placed < LOYALTY_MANY && of_many.placed >= LOYALTY_MANY);
    f64 by_size = sqrt((f64)of_few.placed / (f64)of_many.placed);
    for (enum loyalty_place place = 0; place < LOYALTY_PLACES; place++) {
        struct loyalty_interval wide = of_few.groups[place].share,
                                narrow = of_many.groups[place].share;
        f64 ratio = (narrow.high - narrow.low) / (wide.high - wide.low) / by_size;
        assert_true(ratio > 0.6 && ratio < 1.7);
        f64 truth = (f64)count_true(&many, &of_many, place) / (f64)of_many.placed;
        assert_true(fabs(narrow.value - truth) < narrow.high - narrow.low);
    }
}

static void places_are_as_certain_as_they_say(void **state)
{
    (void)state;
    struct crowd crowd = crowd_make(7, 3000, LOYALTY_SHARE, 0.3);
    struct loyalty found;
    assert_true(loyalty_place(c, crowd.rows, ask, &found));
    f64 n[10] = {0}, said[10] = {0}, true_ones[10] = {0};
    for (i64 i = 0; i < crowd.rows.n; i++) {
        assert_int_equal(isnan(found.places[i][0]),
                         crowd.rows.answer_first[i] == crowd.rows.answer_first[i + 1]);
        if (isnan(found.places[i][0])) continue;
        f64 sum = 0;
        for (i32 k = 0; k < LOYALTY_PLACES; k++)
            sum += found.places[i][k];
        assert_near(sum, 1, 1e-9);
        f64 chance = found.places[i][LOYALTY_LAZY];
        i32 tenth = MIN(9, (i32)(chance * 10));
        n[tenth]++;
        said[tenth] += chance;
        true_ones[tenth] += crowd.truth[i] == LOYALTY_LAZY;
    }
    for (i32 tenth = 0; tenth < 10; tenth++) {
        if (n[tenth] < 50) continue;
        f64 p = said[tenth] / n[tenth];
        assert_near(true_ones[tenth] / n[tenth], p, 4 * sqrt(p * (1 - p) / n[tenth]) + 0.03);
    }
}

static void the_competitor_s_pull_is_found(void **state)
{
    (void)state;
    struct crowd crowd = crowd_make(3, 4000, LOYALTY_RATE, 0);
    struct loyalty found;
    assert_true(loyalty_place(c, crowd.rows, (struct loyalty_ask){8, 4, NAN, 0.95}, &found));
    struct loyalty_pull pull;
    assert_true(loyalty_pull(c, &found, crowd.rows.n, crowd.stay, 0.95, &pull));
    f64 truth = 1 - exp(-0.4);
    print_message("pull of the lazy %.3f (%.3f to %.3f), in truth %.3f\n",
                  pull.pull[LOYALTY_LAZY].value, pull.pull[LOYALTY_LAZY].low,
                  pull.pull[LOYALTY_LAZY].high, truth);
    assert_near(pull.pull[LOYALTY_LAZY].value, truth, 0.05);
    assert_true(pull.pull[LOYALTY_LAZY].low < truth && truth < pull.pull[LOYALTY_LAZY].high);
    assert_near(pull.pull[LOYALTY_LOYAL].value, 0, 0.04);
    assert_near(pull.pull[LOYALTY_NONE].value, 0, 0.04);
}

static void few_leavings_tell_no_pull(void **state)
{
    (void)state;
    struct crowd crowd = crowd_make(3, 60, LOYALTY_RATE, 0);
    struct loyalty found;
    struct loyalty_pull pull;
    assert_true(loyalty_place(c, crowd.rows, (struct loyalty_ask){8, 4, NAN, 0.95}, &found));
    bool *nobody = NEW_ARRAY(c->arena, bool, 60);
    crowd.stay.left_with = nobody;
    assert_false(loyalty_pull(c, &found, 60, crowd.stay, 0.95, &pull));
    assert_int_equal(c->err.code, ERR_REFUSED);
    err_clear(c);
}

static void moments_are_those_worked_out_by_hand(void **state)
{
    (void)state;
    static const i64 first[] = {0, 2, 3, 3, 4, 5, 7};
    static const i32 answers[] = {0, 1, 2, 1, 2, 0, 0};
    static const f64 values[] = {6, 8, 10};
    static const f64 ours[] = {4, 1, 6, 2, 9, 3}, base[] = {5, 6, 8, 4, 10, 12};
    struct loyalty_rows rows = {6, first, answers, 3, values, LOYALTY_SHARE, ours, base, NULL};
    struct loyalty_axes axes;
    assert_true(loyalty_axes_fit(c, &rows, NAN, -1, &axes));
    // p = 25 / 45, S = Σ n (p_i − p)², φ = (S / pq − 5) / (45 − 385 / 45 − 5)
    f64 p = 25.0 / 45, s = 0;
    for (i32 i = 0; i < 6; i++)
        s += base[i] * (ours[i] / base[i] - p) * (ours[i] / base[i] - p);
    f64 phi = (s / (p * (1 - p)) - 5) / (45 - 385.0 / 45 - 5);
    assert_near(axes.first / (axes.first + axes.second), p, 1e-12);
    assert_near(1 / (1 + axes.first + axes.second), phi, 1e-12);
    // Five answered; 1½ of them 6, 1½ 8, 2 10: thresholds at 0.3 and 0.6, edges at 7 and 9.
    const struct loyalty_attitude *attitude = &axes.attitude;
    assert_near(attitude->upper[0], -0.5244005127, 1e-9);
    assert_near(attitude->upper[1], 0.2533471031, 1e-9);
    assert_near(loyalty_attitude_of(&rows, attitude, 7), -0.5244005127, 1e-9);
    f64 middle = loyalty_attitude_of(&rows, attitude, 8);
    assert_near(middle, (-0.5244005127 + 0.2533471031) / 2, 1e-9);
    f64 high = loyalty_attitude_of(&rows, attitude, 9.5);
    assert_near(loyalty_score_of(&rows, attitude, high), 9.5, 1e-9);
}

static void what_cannot_be_told_is_refused(void **state)
{
    (void)state;
    struct crowd crowd = crowd_make(9, 200, LOYALTY_SHARE, 0);
    struct loyalty found;
    struct loyalty_rows rows = crowd.rows;
    rows.n = 0;
    assert_false(loyalty_place(c, rows, ask, &found));
    assert_str(str_of(c->err.msg),
               "of 0 customers 0 answered, and of 0 of them the behaviour is known: too few");
    err_clear(c);
    rows = crowd.rows;
    i64 *once = NEW_ARRAY(c->arena, i64, 201);
    i32 *none = NEW_ARRAY(c->arena, i32, 200);
    f64 *all = NEW_ARRAY(c->arena, f64, 200);
    for (i64 i = 0; i < 200; i++) {
        once[i + 1] = i + 1;
        all[i] = 1;
    }
    rows.answer_first = once;
    rows.answers = none;
    assert_false(loyalty_place(c, rows, ask, &found));
    assert_str(str_of(c->err.msg), "nobody answered twice: how sure an answer is cannot be told");
    err_clear(c);
    // With the icc given it can be told, though all say the same.
    rows.levels = 1;
    assert_true(loyalty_place(c, rows, (struct loyalty_ask){NAN, NAN, 0.4, 0.95}, &found));
    assert_int_equal(found.flaws & LOYALTY_ATTITUDES_ALIKE, LOYALTY_ATTITUDES_ALIKE);
    rows = crowd.rows;
    rows.base = all;
    rows.ours = all;
    assert_false(loyalty_place(c, rows, ask, &found));
    assert_str(str_of(c->err.msg), "behaviour tells nobody apart");
    err_clear(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distributions_are_found_again),
        cmocka_unit_test(sizes_hold_the_truth_as_often_as_they_say),
        cmocka_unit_test(many_customers_have_limits_as_wide_as_they_should),
        cmocka_unit_test(places_are_as_certain_as_they_say),
        cmocka_unit_test(the_competitor_s_pull_is_found),
        cmocka_unit_test(few_leavings_tell_no_pull),
        cmocka_unit_test(moments_are_those_worked_out_by_hand),
        cmocka_unit_test(what_cannot_be_told_is_refused),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
