// Laws of weighted figures and of confidence sequences, for any values and weights.
#include "insight/sure/watch.h"
#include "insight/sure/weighted.h"

#include <math.h>

#include "prop/prop.h"

enum { ROWS_MAX = 300 };

struct rows {
    i64 n;
    f64 value[ROWS_MAX], weight[ROWS_MAX];
};

static struct rows rows_draw(struct prop *p)
{
    struct rows rows = {.n = prop_i64(p, 2, ROWS_MAX)};
    f64 shift = (f64)prop_i64(p, -1000000, 1000000);
    buf_fmt(p->shown, "%lld rows around %g:", (long long)rows.n, shift);
    for (i64 i = 0; i < rows.n; i++) {
        rows.value[i] = shift + (f64)prop_i64(p, -1000, 1000) / 8;
        rows.weight[i] = (f64)prop_i64(p, 1, 1000) / 16;
        if (i < 20) buf_fmt(p->shown, " %g×%g", rows.value[i], rows.weight[i]);
    }
    return rows;
}

static struct weighted_moments moments_of(const struct rows *rows, i64 from, i64 to, f64 factor)
{
    struct weighted_moments found = {0};
    for (i64 i = from; i < to; i++)
        weighted_add(&found, rows->value[i], rows->weight[i] * factor);
    return found;
}

static bool near_by(f64 a, f64 b, f64 scale)
{
    return (isnan(a) && isnan(b)) || fabs(a - b) <= 1e-9 * (fabs(scale) + 1);
}

static bool same(struct interval a, struct interval b, f64 scale)
{
    if (a.status != b.status) return false;
    return near_by(a.value, b.value, scale) &&
           (a.status != INTERVAL_KNOWN ||
            (near_by(a.low, b.low, scale) && near_by(a.high, b.high, scale)));
}

// Weights count by their relation alone.
static bool a_factor_of_all_weights_changes_nothing(struct prop *p, struct arena *arena)
{
    (void)arena;
    struct rows rows = rows_draw(p);
    f64 factor = exp((f64)prop_i64(p, -20, 20));
    struct weighted_moments a = moments_of(&rows, 0, rows.n, 1);
    struct weighted_moments b = moments_of(&rows, 0, rows.n, factor);
    return same(weighted_mean(a, 0.95), weighted_mean(b, 0.95), 1e6) &&
           near_by(weighted_effective(a.sum, a.squares), weighted_effective(b.sum, b.squares),
                   (f64)rows.n);
}
LAW(a_factor_of_all_weights_changes_nothing)

// The effective sample is at most the sample, and just that where weights are alike.
static bool weights_never_add_answers(struct prop *p, struct arena *arena)
{
    (void)arena;
    struct rows rows = rows_draw(p);
    struct weighted_moments a = moments_of(&rows, 0, rows.n, 1);
    return weighted_effective(a.sum, a.squares) <= (f64)rows.n * (1 + 1e-12);
}
LAW(weights_never_add_answers)

static bool the_order_of_rows_changes_nothing(struct prop *p, struct arena *arena)
{
    (void)arena;
    struct rows rows = rows_draw(p);
    struct weighted_moments there = moments_of(&rows, 0, rows.n, 1), back = {0};
    for (i64 i = rows.n - 1; i >= 0; i--)
        weighted_add(&back, rows.value[i], rows.weight[i]);
    return same(weighted_mean(there, 0.9), weighted_mean(back, 0.9), 1e6);
}
LAW(the_order_of_rows_changes_nothing)

// First less second is the negative of second less first.
static bool differences_turn_round(struct prop *p, struct arena *arena)
{
    (void)arena;
    struct rows rows = rows_draw(p);
    i64 cut = rows.n / 2;
    struct weighted_moments a = moments_of(&rows, 0, cut, 1), b = moments_of(&rows, cut, rows.n, 1);
    struct difference there = weighted_mean_difference(a, b, 0.95);
    struct difference back = weighted_mean_difference(b, a, 0.95);
    if (there.status != back.status) return false;
    if (there.status != INTERVAL_KNOWN) return true;
    return near_by(there.low, -back.high, 1e6) && near_by(there.p, back.p, 1);
}
LAW(differences_turn_round)

// An interval holds its value, keeps its bounds, and leaves a target out just where its chance says
// so.
static bool sequences_agree_with_their_chance(struct prop *p, struct arena *arena)
{
    (void)arena;
    struct rows rows = rows_draw(p);
    f64 low = INFINITY, high = -INFINITY;
    for (i64 i = 0; i < rows.n; i++) {
        low = fmin(low, rows.value[i]);
        high = fmax(high, rows.value[i]);
    }
    if (!(high > low)) return true;
    for (int method = WATCH_ASYMPTOTIC; method <= WATCH_BERNOULLI; method++) {
        f64 level = (f64)prop_i64(p, 500, 999) / 1000, best = (f64)prop_i64(p, 1, 100000);
        struct watch watch =
            watch_of((struct watch_order){(enum watch_method)method, level, best, 30, low, high});
        for (i64 i = 0; i < rows.n; i++)
            watch_add(&watch, rows.value[i]);
        struct interval found = watch_interval(&watch);
        if (found.status != INTERVAL_KNOWN) continue;
        if (!(found.low <= found.value && found.value <= found.high)) return false;
        if (method != WATCH_ASYMPTOTIC && (found.low < low - 1e-6 || found.high > high + 1e-6))
            return false;
        f64 target = low + (high - low) * (f64)prop_i64(p, 1, 99) / 100;
        f64 distance = fmin(fabs(target - found.low), fabs(target - found.high));
        bool out = target < found.low || target > found.high;
        if (distance > 1e-6 * (high - low) && out != (watch_p(&watch, target) < 1 - level))
            return false;
    }
    return true;
}
LAW(sequences_agree_with_their_chance)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_a_factor_of_all_weights_changes_nothing),
        cmocka_unit_test(check_weights_never_add_answers),
        cmocka_unit_test(check_the_order_of_rows_changes_nothing),
        cmocka_unit_test(check_differences_turn_round),
        cmocka_unit_test(check_sequences_agree_with_their_chance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
