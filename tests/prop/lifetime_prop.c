// Laws of models of buying: the order of customers is nothing, the unit of time is nothing but
// alpha and beta, and every customer twice is twice the likelihood.
#include "insight/customers/lifetime.h"

#include "prop/prop.h"
#include "support/near.h"
#include "support/work.h"

#define CUSTOMERS_MAX 300

struct drawn {
    i64 count;
    struct history customers[CUSTOMERS_MAX];
};

static void draw(struct prop *p, struct drawn *drawn)
{
    drawn->count = prop_i64(p, 30, CUSTOMERS_MAX);
    for (i64 i = 0; i < drawn->count; i++) {
        f64 age = (f64)prop_i64(p, 10, 400);
        f64 repeats = (f64)(prop_i64(p, 0, 1) * prop_i64(p, 0, 3) * prop_i64(p, 0, 5));
        f64 recency = repeats > 0 ? (f64)prop_i64(p, 1, (i64)age) : 0;
        drawn->customers[i] = (struct history){repeats, recency, age};
        buf_fmt(p->shown, "{%g, %g, %g} ", repeats, recency, age);
    }
}

static struct histories grouped(ctx *c, const struct drawn *drawn)
{
    struct histories histories;
    if (!histories_group(c, drawn->customers, drawn->count, &histories)) abort();
    return histories;
}

// Parameters that have nothing to do with the customers, both alpha < beta and above.
static void parameters_draw(struct prop *p, f64 parameters[4])
{
    for (int i = 0; i < 4; i++)
        parameters[i] = (f64)prop_i64(p, 1, 500) / (i == 0 ? 100 : 10);
}

static bool is_near(struct prop *p, f64 found, f64 expected, f64 relative)
{
    if (fabs(found - expected) <= relative * (1 + fabs(expected))) return true;
    buf_fmt(p->shown, "found %.17g, expected %.17g ", found, expected);
    return false;
}

static bool order_is_nothing(struct prop *p, struct arena *arena)
{
    (void)arena;
    struct work work;
    ctx *c = work_init(&work);
    struct drawn drawn;
    f64 parameters[4], before[LIFETIME_MODELS];
    draw(p, &drawn);
    parameters_draw(p, parameters);
    struct histories histories = grouped(c, &drawn);
    for (int m = 0; m < LIFETIME_MODELS; m++)
        before[m] = lifetime_log_likelihood(c, (enum lifetime_model)m, &histories, parameters);
    for (i64 i = drawn.count - 1; i > 0; i--) {
        i64 k = (i64)(prop_bits(p) % (u64)(i + 1));
        struct history kept = drawn.customers[i];
        drawn.customers[i] = drawn.customers[k];
        drawn.customers[k] = kept;
    }
    histories = grouped(c, &drawn);
    bool held = true;
    for (int m = 0; m < LIFETIME_MODELS; m++)
        held =
            held &&
            is_near(p, lifetime_log_likelihood(c, (enum lifetime_model)m, &histories, parameters),
                    before[m], 0); // to the last bit
    work_release(&work);
    return held;
}

static bool the_unit_is_nothing(struct prop *p, struct arena *arena)
{
    (void)arena;
    struct work work;
    ctx *c = work_init(&work);
    struct drawn drawn;
    f64 parameters[4];
    draw(p, &drawn);
    parameters_draw(p, parameters);
    struct histories days = grouped(c, &drawn), weeks = histories_in_unit(c, &days, 7);
    bool held = true;
    for (int m = 0; m < LIFETIME_MODELS; m++) {
        enum lifetime_model model = (enum lifetime_model)m;
        f64 scaled[4];
        memcpy(scaled, parameters, sizeof scaled);
        scaled[1] /= 7;
        if (model == LIFETIME_PARETO_NBD) scaled[3] /= 7;
        held = held &&
               is_near(p, lifetime_log_likelihood(c, model, &weeks, scaled),
                       lifetime_log_likelihood(c, model, &days, parameters) + days.repeats * log(7),
                       1e-9);
        struct history one = days.history[days.count - 1], other = weeks.history[days.count - 1];
        held = held && is_near(p, lifetime_alive(model, scaled, other),
                               lifetime_alive(model, parameters, one), 1e-9);
        held = held && is_near(p, lifetime_expected(model, scaled, other, 10),
                               lifetime_expected(model, parameters, one, 70), 1e-7);
    }
    work_release(&work);
    return held;
}

static bool everybody_twice_is_twice_as_likely(struct prop *p, struct arena *arena)
{
    (void)arena;
    struct work work;
    ctx *c = work_init(&work);
    struct drawn drawn;
    draw(p, &drawn);
    drawn.count /= 2;
    struct histories once = grouped(c, &drawn);
    memcpy(&drawn.customers[drawn.count], drawn.customers,
           (size_t)drawn.count * sizeof drawn.customers[0]);
    drawn.count *= 2;
    struct histories twice = grouped(c, &drawn);
    struct lifetime_fit one, two;
    bool held =
        lifetime_fit(c, LIFETIME_NBD, &once, &one) && lifetime_fit(c, LIFETIME_NBD, &twice, &two);
    if (held && one.status == LIFETIME_FITTED && two.status == LIFETIME_FITTED) {
        held = is_near(p, two.log_likelihood, 2 * one.log_likelihood, 1e-7) &&
               is_near(p, two.parameters[0] / one.parameters[0], 1, 1e-3) &&
               is_near(p, two.errors[0] / one.errors[0], sqrt(0.5), 1e-2);
    }
    work_release(&work);
    return held;
}

LAW(order_is_nothing)
LAW(the_unit_is_nothing)
LAW(everybody_twice_is_twice_as_likely)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_order_is_nothing),
        cmocka_unit_test(check_the_unit_is_nothing),
        cmocka_unit_test(check_everybody_twice_is_twice_as_likely),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
