#include "insight/customers/tracking.h"

#include <math.h>

#include "insight/maths/parts.h"

struct curve {
    const struct lifetime_fit *fit;
    f64 day;
    f64 *expected; // of a customer, by days since the first purchase
};

static void expect_days(const void *data, i64 begin, i64 end, f64 sum[])
{
    (void)sum;
    const struct curve *curve = data;
    const struct history new = {0, 0, 0};
    for (i64 i = begin; i < end; i++)
        curve->expected[i] =
            lifetime_expected(curve->fit->model, curve->fit->parameters, new, (f64)i * curve->day);
}

void tracking_expected(ctx *c, const struct lifetime_fit *fit, const struct tracking_births *births,
                       const i32 ends[], i64 count, f64 cumulative[])
{
    struct arena_mark mark = arena_mark(c->arena);
    i64 days = 1;
    for (i64 k = 0; k < count; k++)
        days = MAX(days, (i64)ends[k] + 1);
    struct curve curve = {fit, births->day, NEW_ARRAY(c->arena, f64, days)};
    parts_sum(c, (struct parts_work){expect_days, &curve, days, 0}, NULL);
    for (i64 k = 0; k < count; k++) {
        cumulative[k] = 0;
        for (i64 day = 0; day < births->days && day <= ends[k]; day++) {
            if (births->customers[day] > 0)
                cumulative[k] += births->customers[day] * curve.expected[ends[k] - day];
        }
    }
    arena_rewind(c->arena, mark);
}

struct tracking_score tracking_score(const f64 expected[], const f64 actual[], i64 customers)
{
    assert(customers > 0);
    struct tracking_score score = {0};
    f64 squares = 0;
    for (i64 i = 0; i < customers; i++) {
        f64 miss = expected[i] - actual[i];
        score.total += expected[i];
        score.mean_absolute_error += fabs(miss);
        squares += miss * miss;
    }
    score.mean_absolute_error /= (f64)customers;
    score.root_mean_square_error = sqrt(squares / (f64)customers);
    return score;
}
