// Idea: at each time at which somebody left, those who left are thought of as drawn at random from
// all at risk; expected numbers and covariances are the hypergeometric ones and add up over times.
// Invariant: rows and columns of the covariances sum to 0, so one group is left out of the test.
#include "insight/log_rank.h"

#include <math.h>

#include "insight/quantile.h"
#include "insight/sample.h"
#include "insight/symmetric.h"

struct tally {
    i64 groups;
    f64 *at_risk;    // by group, now
    f64 *expected;   // so far
    f64 *covariance; // groups × groups, lower triangle
};

// One time: `left` of all `total` at risk left.
static void tally_time(struct tally *tally, f64 left, f64 total)
{
    f64 spread = total > 1 ? left * (total - left) / ((total - 1) * total) : 0;
    for (i64 g = 0; g < tally->groups; g++) {
        f64 share = tally->at_risk[g] / total;
        tally->expected[g] += left * share;
        if (spread == 0 || share == 0) continue;
        f64 *row = tally->covariance + g * tally->groups;
        for (i64 h = 0; h < g; h++)
            row[h] -= spread * share * tally->at_risk[h];
        row[g] += spread * share * (total - tally->at_risk[g]);
    }
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
                          NEW_ARRAY(c->arena, f64, MAX(group_count, 1)),
                          NEW_ARRAY(c->arena, f64, MAX(group_count * group_count, 1))};
    i64 *by_time = NEW_ARRAY(c->arena, i64, MAX(stays.n, 1));
    sample_order(c, stays.time, stays.n, by_time);
    for (i64 i = 0; i < stays.n; i++) {
        assert(group[i] >= 0 && group[i] < group_count);
        groups[group[i]].n++;
        groups[group[i]].left += stays.left[i];
        tally.at_risk[group[i]]++;
    }
    for (i64 from = 0, to = 0, turn = 0; from < stays.n; from = to, turn++) {
        if (turn % 4096 == 4095 && ctx_stopped(c)) return false;
        i64 left = 0;
        for (; to < stays.n && stays.time[by_time[to]] == stays.time[by_time[from]]; to++)
            left += stays.left[by_time[to]];
        if (left) tally_time(&tally, (f64)left, (f64)(stays.n - from));
        for (i64 i = from; i < to; i++)
            tally.at_risk[group[by_time[i]]]--;
    }
    for (i64 g = 0; g < group_count; g++)
        groups[g].expected = tally.expected[g];
    set_test(c, &tally, out);
    arena_rewind(c->arena, mark);
    return true;
}
