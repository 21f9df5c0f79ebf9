// Idea: at each time at which somebody left, those who left are thought of as drawn at random from
// all at risk; expected numbers and covariances are the hypergeometric ones and add up over times.
// With n_g at risk in group g, sums over times of n_g × f are sums over customers of F(own time),
// F the running sum of f; sums of n_g n_h × f are sums over pairs of F(the earlier time), for which
// a walk from the latest customer back needs only how many of each group came before. So a customer
// costs one step for each group, not a time one for each pair of groups.
// Invariant: rows and columns of the covariances sum to 0, so one group is left out of the test.
#include "insight/customers/log_rank.h"

#include <math.h>

#include "insight/maths/quantile.h"
#include "insight/maths/sample.h"
#include "insight/maths/symmetric.h"

struct tally {
    i64 groups;
    f64 *expected;
    f64 *covariance; // groups × groups, lower triangle
};

// Running sums over the times up to a customer's own, of what one time adds: to `share` left of all
// at risk, to `spread` the hypergeometric variance per customer, to `both` the same per pair.
struct running {
    f64 share, spread, both;
};

static struct running running_add(struct running sum, f64 left, f64 total)
{
    f64 spread = total > 1 ? left * (total - left) / ((total - 1) * total) : 0;
    return (struct running){sum.share + left / total, sum.spread + spread,
                            sum.both + spread / total};
}

// By customer, in the order of time.
static bool run_forward(ctx *c, struct stays stays, const i64 by_time[], struct running sums[])
{
    struct running sum = {0};
    for (i64 from = 0, to = 0, turn = 0; from < stays.n; from = to, turn++) {
        if (turn % 65536 == 65535 && ctx_stopped(c)) return false;
        i64 left = 0;
        for (; to < stays.n && stays.time[by_time[to]] == stays.time[by_time[from]]; to++)
            left += stays.left[by_time[to]];
        if (left) sum = running_add(sum, (f64)left, (f64)(stays.n - from));
        for (i64 i = from; i < to; i++)
            sums[i] = sum;
    }
    return true;
}

// From the latest customer back; later[h]: how many of each group were met.
static bool run_back(ctx *c, struct tally *tally, i64 n, const i32 group[], const i64 by_time[],
                     const struct running sums[])
{
    i64 k = tally->groups;
    f64 *later = NEW_ARRAY(c->arena, f64, MAX(k, 1));
    f64 *pairs = NEW_ARRAY(c->arena, f64, MAX(k * k, 1)); // earlier one's group first
    for (i64 i = n - 1; i >= 0; i--) {
        if (i % 65536 == 0 && ctx_stopped(c)) return false;
        i64 g = group[by_time[i]];
        f64 *row = pairs + g * k, both = sums[i].both;
        for (i64 h = 0; h < k; h++)
            row[h] += both * later[h];
        later[g]++;
        tally->expected[g] += sums[i].share;
        tally->covariance[g * k + g] += sums[i].spread - both; // with itself
    }
    for (i64 g = 0; g < k; g++)
        for (i64 h = 0; h <= g; h++)
            tally->covariance[g * k + h] -= pairs[g * k + h] + pairs[h * k + g];
    return true;
}

static void set_test(ctx *c, const struct tally *tally, struct log_rank *out)
{
    i64 k = tally->groups, used = 0;
    f64 *matrix = NEW_ARRAY(c->arena, f64, k * k), *excess = NEW_ARRAY(c->arena, f64, k);
    i64 *place = NEW_ARRAY(c->arena, i64, k);
    for (i64 g = 0; g < k; g++)
        if (tally->expected[g] > 0) place[used++] = g;
    out->chi_square = out->p = NAN;
    if (used < 2) return;

    i64 kept = used - 1;
    for (i64 i = 0; i < kept; i++) {
        excess[i] = (f64)out->groups[place[i]].left - tally->expected[place[i]];
        for (i64 j = 0; j <= i; j++)
            matrix[i * kept + j] = tally->covariance[place[i] * k + place[j]];
    }
    out->degrees = symmetric_factor(matrix, kept, SYMMETRIC_TOLERANCE);
    if (out->degrees == 0) return;
    out->chi_square = symmetric_square(matrix, kept, excess);
    out->p = chance_gamma_above(out->chi_square / 2, (f64)out->degrees / 2);
}

bool log_rank_test(ctx *c, struct stays stays, const i32 group[], i64 group_count,
                   struct log_rank *out)
{
    assert(group_count >= 0 && group_count <= LOG_RANK_GROUPS_MAX);
    assert(stays.n >= 0);
    struct log_rank_group *groups = NEW_ARRAY(c->arena, struct log_rank_group, MAX(group_count, 1));
    *out = (struct log_rank){.group_count = group_count, .groups = groups};
    struct arena_mark mark = arena_mark(c->arena);
    struct tally tally = {group_count, NEW_ARRAY(c->arena, f64, MAX(group_count, 1)),
                          NEW_ARRAY(c->arena, f64, MAX(group_count * group_count, 1))};
    i64 *by_time = NEW_ARRAY(c->arena, i64, MAX(stays.n, 1));
    struct running *sums = NEW_ARRAY(c->arena, struct running, MAX(stays.n, 1));
    sample_order(c, stays.time, stays.n, by_time);
    for (i64 i = 0; i < stays.n; i++) {
        assert(group[i] >= 0 && group[i] < group_count);
        groups[group[i]].n++;
        groups[group[i]].left += stays.left[i];
    }
    if (!run_forward(c, stays, by_time, sums)) return false;
    if (!run_back(c, &tally, stays.n, group, by_time, sums)) return false;
    for (i64 g = 0; g < group_count; g++)
        groups[g].expected = tally.expected[g];
    set_test(c, &tally, out);
    arena_rewind(c->arena, mark);
    return true;
}
