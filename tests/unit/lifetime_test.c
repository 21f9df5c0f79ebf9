// Models of buying: against the formulas as published, against values of R's BTYD, against
// differences, and on simulated customers whose truth is known.
#include "insight/customers/lifetime.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_randist.h>

#include "insight/maths/chance.h"
#include "insight/customers/lifetime_kind.h"

#include "support/near.h"
#include "support/work.h"

static struct work work;

static int setup(void **state)
{
    (void)state;
    work_init(&work);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    work_release(&work);
    return 0;
}

static const struct lifetime_kind *const kinds[] = {&lifetime_pareto_nbd, &lifetime_bg_nbd,
                                                    &lifetime_mbg_nbd, &lifetime_nbd};

static const struct history some[] = {
    {0,      0,     0    },
    {0,      0,     31   },
    {0,      0,     900  },
    {1,      1,     38.86},
    {2,      30.43, 38.86},
    {4,      30.86, 31   },
    {26,     30.86, 31   },
    {10,     38,    38   },
    {1,      0.01,  1    },
    {300,    100,   101  },
    {3000,   99,    2000 },
    {100000, 500,   501  }
};

// --- As published ---

// ₂F₁ by its series, 0 ≤ z < 1.
static f64 hypergeometric(f64 a, f64 b, f64 c, f64 z)
{
    f64 term = 1, sum = 1;
    for (f64 n = 0; n < 1e6 && fabs(term) > 1e-17 * fabs(sum); n++) {
        term *= (a + n) * (b + n) / (c + n) / (n + 1) * z;
        sum += term;
    }
    return sum;
}

// Fader & Hardie, "A note on deriving the Pareto/NBD model" (2005), eq. 20, for short histories.
static f64 pareto_published(const f64 p[], struct history h)
{
    f64 r = p[0], alpha = p[1], s = p[2], beta = p[3], x = h.repeats;
    f64 all = r + s + x, most = fmax(alpha, beta), b = alpha > beta ? s + 1 : r + x;
    f64 f[2];
    const f64 times[] = {h.recency, h.age};
    for (int i = 0; i < 2; i++)
        f[i] = hypergeometric(all, b, all + 1, fabs(alpha - beta) / (most + times[i])) /
               pow(most + times[i], all);
    return lgamma(r + x) - lgamma(r) + r * log(alpha) + s * log(beta) +
           log(pow(alpha + h.age, -(r + x)) * pow(beta + h.age, -s) + s / all * (f[0] - f[1]));
}

static f64 one_likelihood(enum lifetime_model model, const f64 p[], struct history h)
{
    struct histories histories;
    assert_true(histories_group(&work.c, &h, 1, &histories));
    return lifetime_log_likelihood(&work.c, model, &histories, p);
}

static void pareto_likelihood_is_the_published_one(void **state)
{
    (void)state;
    const f64 parameters[][4] = {
        {0.553, 10.578, 0.606, 11.669},
        {0.553, 11.669, 0.606, 10.578},
        {2,     5,      0.3,   50    },
        {0.2,   90,     3,     10    },
        {1,     7,      1,     7     },
        {0.05,  30,     0.1,   2     }
    };
    for (i64 i = 0; i < COUNT_OF(parameters); i++) {
        for (i64 k = 1; k < 7; k++)
            assert_near(one_likelihood(LIFETIME_PARETO_NBD, parameters[i], some[k]),
                        pareto_published(parameters[i], some[k]), 1e-8);
    }
}

// The integral by mpmath 1.3 with 30 digits, where the published formula loses its digits.
static void pareto_likelihood_is_exact_at_extremes(void **state)
{
    (void)state;
    const struct {
        f64 parameters[4];
        struct history history;
        f64 value;
    } cases[] = {
        {{0.5, 0.001, 0.5, 300},         {0, 0, 1000},       -6.1761864770078047   },
        {{0.5, 300, 0.5, 0.001},         {0, 0, 1000},       -0.0015992324226311608},
        {{20, 1000, 8, 30},              {3000, 99, 2000},   113.02843618390242    },
        {{0.01, 0.02, 15, 2},            {40, 0.5, 700},     122.23703226897307    },
        {{0.553, 10.578, 0.606, 11.669}, {100000, 500, 501}, 427722.80811818382    },
    };
    for (i64 i = 0; i < COUNT_OF(cases); i++)
        assert_near(one_likelihood(LIFETIME_PARETO_NBD, cases[i].parameters, cases[i].history),
                    cases[i].value, 1e-11 + 2e-11 * fabs(cases[i].value));
}

// Fader, Hardie & Lee (2005), eq. 10; for b + x + a > 1 and a not 1.
static f64 bg_published(const f64 p[], struct history h, f64 t)
{
    f64 r = p[0], alpha = p[1], a = p[2], b = p[3], x = h.repeats;
    f64 f = hypergeometric(r + x, b + x, a + b + x - 1, t / (alpha + h.age + t));
    f64 top =
        (a + b + x - 1) / (a - 1) * (1 - pow((alpha + h.age) / (alpha + h.age + t), r + x) * f);
    f64 odds = x > 0 ? a / (b + x - 1) * pow((alpha + h.age) / (alpha + h.recency), r + x) : 0;
    return top / (1 + odds);
}

static void bg_expectations_are_the_published_ones(void **state)
{
    (void)state;
    const f64 parameters[][4] = {
        {0.243, 4.414, 0.793, 2.426},
        {2,     20,    3,     0.5  },
        {0.5,   100,   1.5,   10   },
        {5,     3,     0.2,   1    }
    };
    const f64 horizons[] = {0.01, 1, 39, 500};
    for (i64 i = 0; i < COUNT_OF(parameters); i++) {
        for (i64 k = 1; k < 7; k++) {
            for (i64 m = 0; m < COUNT_OF(horizons); m++) {
                f64 found = lifetime_expected(LIFETIME_BG_NBD, parameters[i], some[k], horizons[m]);
                f64 expected = bg_published(parameters[i], some[k], horizons[m]);
                assert_near(found, expected, 1e-9 * (1 + expected));
            }
        }
    }
}

// Mean over p of what a customer buys who leaves with chance p: (1 − (1 + p t/(α+T))^−(r+x)) / p.
struct leaving {
    f64 shape, growth;
};

static f64 bought_until_left(f64 p, void *data)
{
    const struct leaving *leaving = data;
    if (p <= 0) return leaving->shape * leaving->growth;
    return -expm1(-leaving->shape * log1p(p * leaving->growth)) / p;
}

static f64 bg_by_quadrature(const f64 p[], struct history h, f64 t)
{
    struct leaving leaving = {p[0] + h.repeats, t / (p[1] + h.age)};
    gsl_function function = {bought_until_left, &leaving};
    f64 a = p[2], b = p[3] + h.repeats, value, error;
    gsl_integration_workspace *room = gsl_integration_workspace_alloc(1000);
    gsl_integration_qaws_table *weight = gsl_integration_qaws_table_alloc(a - 1, b - 1, 0, 0);
    gsl_error_handler_t *handler = gsl_set_error_handler_off();
    int status = gsl_integration_qaws(&function, 0, 1, weight, 0, 1e-8, 1000, room, &value, &error);
    gsl_set_error_handler(handler);
    if (status != GSL_SUCCESS && error > 1e-6 * value) value = (f64)NAN;
    gsl_integration_qaws_table_free(weight);
    gsl_integration_workspace_free(room);
    return value * exp(lgamma(a + b) - lgamma(a) - lgamma(b));
}

static void bg_expectations_are_right_or_not_told(void **state)
{
    (void)state;
    const f64 a[] = {0.4, 1.4, 2.4}, b[] = {0.3, 2.3, 4.3};
    i64 told = 0, all = 0;
    for (f64 r = 0.05; r < 2000; r *= 5) {
        for (i64 i = 0; i < 9; i++) {
            const f64 p[] = {r, 10 * r, a[i % 3], b[i / 3]};
            for (i64 k = 1; k < 6; k++) {
                for (f64 t = 1; t < 1000; t *= 9) {
                    f64 found = lifetime_bg_nbd.expected(p, some[k], t);
                    all++;
                    if (isnan(found)) continue;
                    told++;
                    assert_near(found, bg_by_quadrature(p, some[k], t), 1e-5 * found);
                }
            }
        }
    }
    assert_true(told > all * 7 / 10);
}

// BTYD 2.4.3 at the published parameters, as in ../shared/reference/clv.json.
static void some_customers_of_btyd_are_reproduced_without_the_folder(void **state)
{
    (void)state;
    const f64 bg[] = {0.243, 4.414, 0.793, 2.426}, pareto[] = {0.553, 10.578, 0.606, 11.669};
    const struct {
        struct history history;
        f64 bg_alive, bg_expected, pareto_alive, pareto_expected;
    } customers[] = {
        {{0, 0, 31},        1,          0.23338845,  0.3491019,  0.1465657  },
        {{2, 30.43, 38.86}, 0.72657857, 1.22602817,  0.86916756, 1.45512319 },
        {{26, 30.86, 31},   0.96891565, 20.74972614, 0.99791873, 20.11702608},
        {{1, 1, 38.86},     0.18763077, 0.17974518,  0.15067934, 0.15345131 },
    };
    for (i64 i = 0; i < COUNT_OF(customers); i++) {
        struct history h = customers[i].history;
        assert_near(lifetime_alive(LIFETIME_BG_NBD, bg, h), customers[i].bg_alive, 1e-6);
        assert_near(lifetime_expected(LIFETIME_BG_NBD, bg, h, 39), customers[i].bg_expected, 1e-6);
        assert_near(lifetime_alive(LIFETIME_PARETO_NBD, pareto, h), customers[i].pareto_alive,
                    1e-6);
        assert_near(lifetime_expected(LIFETIME_PARETO_NBD, pareto, h, 39),
                    customers[i].pareto_expected, 1e-6);
    }
}

// --- By their own laws ---

static f64 one_value(const struct lifetime_kind *kind, const f64 p[], struct history h, f64 slope[])
{
    f64 sum[LIFETIME_SUM] = {0}, term;
    kind->level(p, h.repeats, 1, sum, &term);
    f64 value = sum[0] + kind->one(p, h, term, slope);
    for (int i = 0; i < LIFETIME_PARAMETERS_MAX; i++)
        slope[i] += sum[i + 1];
    return value;
}

static void slopes_are_those_of_the_values(void **state)
{
    (void)state;
    const f64 parameters[][4] = {
        {0.553, 10.578, 0.606, 11.669},
        {2,     50,     0.3,   5     },
        {0.1,   0.5,    1,     300   },
        {20,    1000,   8,     30    }
    };
    for (i64 m = 0; m < COUNT_OF(kinds); m++) {
        for (i64 i = 0; i < COUNT_OF(parameters); i++) {
            for (i64 k = 0; k < COUNT_OF(some); k++) {
                f64 slope[4] = {0}, no[4];
                f64 value = one_value(kinds[m], parameters[i], some[k], slope);
                assert_true(isfinite(value));
                for (i64 j = 0; j < kinds[m]->parameter_count; j++) {
                    f64 p[4];
                    memcpy(p, parameters[i], sizeof p);
                    f64 step = 1e-5 * p[j];
                    p[j] += step;
                    f64 above = one_value(kinds[m], p, some[k], no);
                    p[j] -= 2 * step;
                    f64 below = one_value(kinds[m], p, some[k], no);
                    f64 difference = (above - below) / (2 * step);
                    assert_near(slope[j], difference,
                                1e-6 * fabs(difference) + 1e-9 * fabs(value) / p[j] + 1e-7);
                }
            }
        }
    }
}

// Chances lie between 0 and 1, expectations grow with the horizon from 0 on; nothing overflows.
static void nothing_overflows_anywhere(void **state)
{
    (void)state;
    const f64 sizes[] = {1e-4, 0.01, 0.7, 1, 1.3, 30}, times[] = {1e-5, 0.1, 10, 1e4};
    for (i64 m = 0; m < COUNT_OF(kinds); m++) {
        for (i64 i = 0; i < 6 * 6 * 4 * 4; i++) {
            bool two_times = kinds[m]->is_time[3];
            f64 p[] = {sizes[i % 6], times[i / 36 % 4], sizes[i / 6 % 6],
                       two_times ? times[i / 144] : sizes[i / 144]};
            for (i64 k = 0; k < COUNT_OF(some); k++) {
                f64 slope[4] = {0};
                assert_true(isfinite(one_value(kinds[m], p, some[k], slope)));
                f64 alive = kinds[m]->alive(p, some[k]);
                assert_true(alive >= 0 && alive <= 1);
                f64 before = 0;
                for (f64 t = 0.01; t < 1e4; t *= 100) {
                    f64 expected = kinds[m]->expected(p, some[k], t);
                    if (isnan(expected)) break; // said not to be known
                    assert_true(expected >= before * (1 - 1e-6));
                    before = expected;
                }
            }
        }
    }
}

static void parameters_of_one_are_not_special(void **state)
{
    (void)state;
    for (i64 k = 0; k < 9; k++) {
        f64 e[3];
        for (int i = -1; i <= 1; i++)
            e[i + 1] =
                lifetime_expected(LIFETIME_BG_NBD, (f64[]){0.3, 5, 1 + i * 1e-6, 2}, some[k], 20);
        assert_near(e[1], (e[0] + e[2]) / 2, 1e-9);
        for (int i = -1; i <= 1; i++) // a + b + x = 1 for who bought once
            e[i + 1] = lifetime_expected(LIFETIME_BG_NBD, (f64[]){0.3, 5, 0.4, 0.6 + i * 1e-6},
                                         some[k], 20);
        assert_near(e[1], (e[0] + e[2]) / 2, 1e-9);
        for (int i = -1; i <= 1; i++)
            e[i + 1] = lifetime_expected(LIFETIME_PARETO_NBD, (f64[]){0.3, 5, 1 + i * 1e-6, 9},
                                         some[k], 20);
        assert_near(e[1], (e[0] + e[2]) / 2, 1e-9);
    }
}

static void without_leaving_all_models_are_the_nbd(void **state)
{
    (void)state;
    const f64 nbd[] = {0.7, 9}, pareto[] = {0.7, 9, 1e-9, 9}, bg[] = {0.7, 9, 1e-9, 1};
    for (i64 k = 0; k < 9; k++) {
        f64 truth = lifetime_expected(LIFETIME_NBD, nbd, some[k], 30);
        assert_near(lifetime_expected(LIFETIME_PARETO_NBD, pareto, some[k], 30), truth,
                    1e-5 * truth);
        assert_near(lifetime_expected(LIFETIME_BG_NBD, bg, some[k], 30), truth, 1e-5 * truth);
        assert_near(one_likelihood(LIFETIME_BG_NBD, bg, some[k]),
                    one_likelihood(LIFETIME_NBD, nbd, some[k]), 1e-5);
    }
}

// --- Customers whose truth is known ---

struct truth {
    enum lifetime_model model;
    f64 parameters[4];
};

static struct history drawn(gsl_rng *rng, const struct truth *truth, f64 age)
{
    const f64 *p = truth->parameters;
    f64 rate = gsl_ran_gamma(rng, p[0], 1 / p[1]), left = INFINITY, chance = 0, time = 0;
    if (truth->model == LIFETIME_PARETO_NBD)
        left = gsl_ran_exponential(rng, 1 / gsl_ran_gamma(rng, p[2], 1 / p[3]));
    if (truth->model == LIFETIME_BG_NBD || truth->model == LIFETIME_MBG_NBD)
        chance = gsl_ran_beta(rng, p[2], p[3]);
    struct history h = {0, 0, age};
    bool gone = truth->model == LIFETIME_MBG_NBD && gsl_rng_uniform(rng) < chance;
    while (!gone) {
        time += gsl_ran_exponential(rng, 1 / rate);
        if (time > fmin(left, age)) break;
        h.repeats++;
        h.recency = time;
        gone = gsl_rng_uniform(rng) < chance;
    }
    return h;
}

static struct histories simulated(const struct truth *truth, i64 count, u64 seed)
{
    gsl_rng *rng = chance_new(&work.c, seed);
    struct history *customers = NEW_ARRAY(work.c.arena, struct history, count);
    for (i64 i = 0; i < count; i++)
        customers[i] = drawn(rng, truth, 40 + 0.01 * (f64)i);
    struct histories histories;
    assert_true(histories_group(&work.c, customers, count, &histories));
    return histories;
}

static struct lifetime_fit fitted(enum lifetime_model model, const struct histories *histories)
{
    struct lifetime_fit fit;
    assert_true(lifetime_fit(&work.c, model, histories, &fit));
    return fit;
}

static void parameters_are_recovered(void **state)
{
    (void)state;
    const struct truth truths[] = {
        {LIFETIME_PARETO_NBD, {0.8, 8, 0.9, 20} },
        {LIFETIME_BG_NBD,     {0.8, 5, 0.8, 2.5}},
        {LIFETIME_MBG_NBD,    {0.8, 5, 0.8, 2.5}},
        {LIFETIME_NBD,        {0.8, 5, 0, 0}    }
    };
    for (i64 i = 0; i < COUNT_OF(truths); i++) {
        struct histories histories = simulated(&truths[i], 2000, 7 + (u64)i);
        struct lifetime_fit fit = fitted(truths[i].model, &histories);
        assert_int_equal(fit.status, LIFETIME_FITTED);
        f64 at_truth =
            lifetime_log_likelihood(&work.c, fit.model, &histories, truths[i].parameters);
        assert_true(fit.log_likelihood >= at_truth);
        assert_true(fit.log_likelihood < at_truth + 10); // twice that is chi-square(4)
        for (i64 k = 0; k < fit.parameter_count; k++)
            assert_near(log(fit.parameters[k] / truths[i].parameters[k]), 0,
                        3.5 * fit.errors[k] / fit.parameters[k]);
    }
}

static void what_was_promised_happens(void **state)
{
    (void)state;
    const struct truth truth = {
        LIFETIME_BG_NBD, {0.8, 5, 0.8, 2.5}
    };
    struct histories histories = simulated(&truth, 2000, 3);
    struct lifetime_fit fit = fitted(LIFETIME_BG_NBD, &histories);
    // Customers with the same parameters, seen for 20 longer: how much do they buy meanwhile?
    gsl_rng *rng = chance_new(&work.c, 99);
    f64 bought = 0, expected = 0, squares = 0;
    for (i64 i = 0; i < 20000; i++) {
        struct history whole = drawn(rng, &truth, 60);
        expected += lifetime_expected(LIFETIME_BG_NBD, truth.parameters, (struct history){0}, 60);
        bought += whole.repeats;
        squares += whole.repeats * whole.repeats;
    }
    assert_near(bought, expected, 3.5 * sqrt(squares));
    struct lifetime_total total = lifetime_predict_total(&work.c, &fit, &histories, 20);
    f64 truly = 0;
    for (i64 i = 0; i < histories.count; i++)
        truly += histories.customers[i] *
                 lifetime_expected(LIFETIME_BG_NBD, truth.parameters, histories.history[i], 20);
    assert_near(total.expected, truly, 3.5 * total.error);
    assert_true(total.error > 0 && total.deviation > sqrt(total.expected));
}

static void what_cannot_be_told_is_named(void **state)
{
    (void)state;
    // Nobody leaves: what lets customers leave has no top, or is not worth its parameters.
    const struct truth staying = {
        LIFETIME_NBD, {2, 4, 0, 0}
    };
    struct histories histories = simulated(&staying, 1000, 5);
    struct lifetime_fit nbd = fitted(LIFETIME_NBD, &histories);
    assert_int_equal(nbd.status, LIFETIME_FITTED);
    assert_int_not_equal(fitted(LIFETIME_PARETO_NBD, &histories).status, LIFETIME_FITTED);
    assert_int_not_equal(fitted(LIFETIME_BG_NBD, &histories).status, LIFETIME_FITTED);
    assert_true(fitted(LIFETIME_MBG_NBD, &histories).bic > nbd.bic);

    // All alike: no difference between customers that r could describe.
    struct history alike[50];
    for (i64 i = 0; i < 50; i++)
        alike[i] = (struct history){3, 20, 30};
    assert_true(histories_group(&work.c, alike, 50, &histories));
    for (int m = 0; m < LIFETIME_MODELS; m++) {
        struct lifetime_fit fit = fitted((enum lifetime_model)m, &histories);
        assert_int_not_equal(fit.status, LIFETIME_FITTED);
        if (fit.status == LIFETIME_AT_BOUND) assert_in_range(fit.bound, 0, fit.parameter_count - 1);
    }
}

static void too_few_are_not_fitted(void **state)
{
    (void)state;
    struct history customers[100];
    for (i64 repeaters = 0; repeaters < LIFETIME_REPEATERS_MIN; repeaters += 3) {
        for (i64 count = 0; count <= 100; count += 50) {
            for (i64 i = 0; i < count; i++)
                customers[i] =
                    i < repeaters ? (struct history){1, 2, 9} : (struct history){0, 0, 9};
            struct histories histories;
            assert_true(histories_group(&work.c, customers, count, &histories));
            struct lifetime_fit fit = fitted(LIFETIME_BG_NBD, &histories);
            assert_int_equal(fit.status, LIFETIME_TOO_FEW);
            assert_true(isnan(fit.parameters[0]) && isnan(fit.log_likelihood));
        }
    }
}

static void huge_customers_are_taken(void **state)
{
    (void)state;
    struct history customers[60];
    for (i64 i = 0; i < 60; i++)
        customers[i] = (struct history){(f64)(i * i * i), i ? 1e9 : 0, 2e9};
    struct histories histories;
    assert_true(histories_group(&work.c, customers, 60, &histories));
    for (int m = 0; m < LIFETIME_MODELS; m++) {
        struct lifetime_fit fit = fitted((enum lifetime_model)m, &histories);
        assert_true(isfinite(fit.log_likelihood));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(pareto_likelihood_is_the_published_one, setup, teardown),
        cmocka_unit_test_setup_teardown(pareto_likelihood_is_exact_at_extremes, setup, teardown),
        cmocka_unit_test_setup_teardown(bg_expectations_are_the_published_ones, setup, teardown),
        cmocka_unit_test_setup_teardown(bg_expectations_are_right_or_not_told, setup, teardown),
        cmocka_unit_test_setup_teardown(some_customers_of_btyd_are_reproduced_without_the_folder,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(slopes_are_those_of_the_values, setup, teardown),
        cmocka_unit_test_setup_teardown(nothing_overflows_anywhere, setup, teardown),
        cmocka_unit_test_setup_teardown(parameters_of_one_are_not_special, setup, teardown),
        cmocka_unit_test_setup_teardown(without_leaving_all_models_are_the_nbd, setup, teardown),
        cmocka_unit_test_setup_teardown(parameters_are_recovered, setup, teardown),
        cmocka_unit_test_setup_teardown(what_was_promised_happens, setup, teardown),
        cmocka_unit_test_setup_teardown(what_cannot_be_told_is_named, setup, teardown),
        cmocka_unit_test_setup_teardown(too_few_are_not_fitted, setup, teardown),
        cmocka_unit_test_setup_teardown(huge_customers_are_taken, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
