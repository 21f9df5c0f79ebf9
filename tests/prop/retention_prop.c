// Laws of the analyses of stays: what scaling times, permuting, doubling rows and renaming groups
// does to them.
#include "insight/customers/cox.h"
#include "insight/customers/log_rank.h"

#include "prop/prop.h"
#include "support/near.h"
#include "support/work.h"

struct drawn {
    struct stays stays;
    const i32 *group;
    const f64 *x; // two columns
    i64 left;
};

static void begin(ctx *c, struct arena *arena)
{
    *c = (ctx){.arena = arena, .lang = "en"};
}

// Up to 40 customers; times are whole and small, so that many are tied.
static struct drawn draw(struct prop *p, struct arena *arena)
{
    i64 n = 4 + prop_i64(p, 0, 36);
    f64 *time = NEW_ARRAY(arena, f64, n), *x = NEW_ARRAY(arena, f64, 2 * n);
    bool *left = NEW_ARRAY(arena, bool, n);
    i32 *group = NEW_ARRAY(arena, i32, n);
    struct drawn drawn = {
        {n, time, left},
        group, x, 0
    };
    for (i64 i = 0; i < n; i++) {
        time[i] = (f64)(1 + prop_bits(p) % 12);
        left[i] = prop_bits(p) % 3 > 0;
        group[i] = (i32)(prop_bits(p) % 3);
        x[2 * i] = (f64)(prop_bits(p) % 1000) / 100;
        x[2 * i + 1] = (f64)(prop_bits(p) % 1000) / 100 + x[2 * i] / 2;
        drawn.left += left[i];
        buf_fmt(p->shown, "%g%s ", time[i], left[i] ? "" : "+");
    }
    return drawn;
}

// Rows `times` over, turned end to start, times multiplied and columns scaled and shifted.
static struct drawn changed(struct arena *arena, struct drawn from, i64 times, f64 factor)
{
    i64 n = from.stays.n * times;
    f64 *time = NEW_ARRAY(arena, f64, n), *x = NEW_ARRAY(arena, f64, 2 * n);
    bool *left = NEW_ARRAY(arena, bool, n);
    i32 *group = NEW_ARRAY(arena, i32, n);
    for (i64 i = 0; i < n; i++) {
        i64 at = from.stays.n - 1 - i % from.stays.n;
        time[i] = from.stays.time[at] * factor;
        left[i] = from.stays.left[at];
        group[i] = 2 - from.group[at];
        x[2 * i] = from.x[2 * at] * factor + 7;
        x[2 * i + 1] = from.x[2 * at + 1];
    }
    return (struct drawn){
        {n, time, left},
        group, x, from.left * times
    };
}

static bool near(f64 a, f64 b, f64 tolerance)
{
    if (isnan(a) || isnan(b)) return isnan(a) && isnan(b);
    return fabs(a - b) <= tolerance * fmax(1, fabs(a));
}

static bool limits_hold_the_share_which_falls(struct prop *p, struct arena *arena)
{
    ctx c;
    begin(&c, arena);
    struct drawn drawn = draw(p, arena);
    for (enum km_limits limits = KM_LOG_LOG; limits <= KM_LOG; limits++) {
        struct kaplan_meier curve;
        if (!kaplan_meier_fit(&c, drawn.stays, (struct km_order){0.9, limits}, &curve))
            return false;
        f64 before = 1;
        for (i64 i = 0; i < curve.count; i++) {
            const struct km_point *point = &curve.points[i];
            bool inside =
                isnan(point->low) || (point->low <= point->share && point->share <= point->high &&
                                      point->low >= 0 && point->high <= 1);
            if (!inside || point->share > before || point->share < 0) return false;
            before = point->share;
        }
    }
    return true;
}

// Multiplying times multiplies medians and means; doubling rows leaves shares alone and divides their
// standard errors by √2.
static bool scaling_and_doubling_change_curves_as_they_should(struct prop *p, struct arena *arena)
{
    ctx c;
    begin(&c, arena);
    struct drawn drawn = draw(p, arena), other = changed(arena, drawn, 2, 3);
    struct kaplan_meier a, b;
    struct km_order order = {0.95, KM_LOG_LOG};
    if (!kaplan_meier_fit(&c, drawn.stays, order, &a)) return false;
    if (!kaplan_meier_fit(&c, other.stays, order, &b) || a.count != b.count) return false;
    for (i64 i = 0; i < a.count; i++) {
        if (!near(a.points[i].share, b.points[i].share, 1e-12)) return false;
        if (!near(a.points[i].error / sqrt(2), b.points[i].error, 1e-12)) return false;
    }
    f64 until = kaplan_meier_end(&a);
    struct km_value mean = kaplan_meier_mean(&a, until, 0.95);
    struct km_value larger = kaplan_meier_mean(&b, 3 * until, 0.95);
    return near(3 * mean.value, larger.value, 1e-12) &&
           near(3 * mean.error / sqrt(2), larger.error, 1e-12) &&
           near(3 * kaplan_meier_quantile(&a, 0.5).value, kaplan_meier_quantile(&b, 0.5).value,
                1e-12);
}

static bool the_log_rank_test_asks_neither_units_nor_names(struct prop *p, struct arena *arena)
{
    ctx c;
    begin(&c, arena);
    struct drawn drawn = draw(p, arena), other = changed(arena, drawn, 1, 5);
    struct log_rank a, b;
    if (!log_rank_test(&c, drawn.stays, drawn.group, 3, &a)) return false;
    if (!log_rank_test(&c, other.stays, other.group, 3, &b)) return false;
    f64 expected = 0;
    for (i64 g = 0; g < 3; g++)
        expected += a.groups[g].expected;
    return near(a.chi_square, b.chi_square, 1e-8) && a.degrees == b.degrees &&
           near(expected, (f64)drawn.left, 1e-12) &&
           near(a.groups[0].expected, b.groups[2].expected, 1e-12);
}

static bool fits(ctx *c, struct drawn drawn, struct cox_fit *fit, struct cox_hazards *hazards)
{
    static const i32 terms[] = {0, 1};
    struct cox_data data = {drawn.stays, 2, drawn.x, terms, 2};
    return cox_fit(c, &data, fit) && cox_hazards_test(c, &data, fit, CLOCK_RANK, hazards);
}

// Scaling and shifting a column divides its coefficient and leaves tests alone; so does turning the
// rows round.
static bool cox_bears_scaling_shifting_and_permuting(struct prop *p, struct arena *arena)
{
    ctx c;
    begin(&c, arena);
    struct drawn drawn = draw(p, arena), other = changed(arena, drawn, 1, 4);
    struct cox_fit a, b;
    struct cox_hazards x, y;
    if (!fits(&c, drawn, &a, &x)) return c.err.code == ERR_REFUSED;
    if (!fits(&c, other, &b, &y)) return false;
    for (i64 j = 0; j < 2; j++)
        if (a.coefficients[j].status != b.coefficients[j].status) return false;
    if (a.coefficients[0].status != COX_KNOWN || a.coefficients[1].status != COX_KNOWN) return true;
    return near(a.coefficients[0].value / 4, b.coefficients[0].value, 1e-6) &&
           near(a.coefficients[0].error / 4, b.coefficients[0].error, 1e-6) &&
           near(a.coefficients[1].value, b.coefficients[1].value, 1e-6) &&
           near(a.log_likelihood, b.log_likelihood, 1e-9) &&
           near(a.concordance.value, b.concordance.value, 1e-9) &&
           near(a.concordance.error, b.concordance.error, 1e-9) &&
           near(x.all.chi_square, y.all.chi_square, 1e-5) &&
           a.log_likelihood >= a.log_likelihood_null;
}

// All pairs by hand.
static bool concordance_is_that_of_all_pairs(struct prop *p, struct arena *arena)
{
    ctx c;
    begin(&c, arena);
    struct drawn drawn = draw(p, arena);
    i64 n = drawn.stays.n;
    f64 *risk = NEW_ARRAY(arena, f64, n), pairs = 0, score = 0;
    for (i64 i = 0; i < n; i++)
        risk[i] = floor(drawn.x[2 * i]); // ties
    for (i64 i = 0; i < n; i++) {
        for (i64 j = 0; j < n; j++) {
            bool earlier = drawn.stays.time[i] < drawn.stays.time[j] ||
                           (drawn.stays.time[i] == drawn.stays.time[j] && !drawn.stays.left[j]);
            if (i == j || !drawn.stays.left[i] || !earlier) continue;
            pairs++;
            score += risk[i] > risk[j] ? 1 : risk[i] == risk[j] ? 0.5 : 0;
        }
    }
    struct concordance found;
    if (!concordance_of(&c, drawn.stays, risk, &found)) return false;
    return near(found.pairs, pairs, 0) && (pairs == 0 || near(found.value, score / pairs, 1e-12));
}

LAW(limits_hold_the_share_which_falls)
LAW(scaling_and_doubling_change_curves_as_they_should)
LAW(the_log_rank_test_asks_neither_units_nor_names)
LAW(cox_bears_scaling_shifting_and_permuting)
LAW(concordance_is_that_of_all_pairs)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_limits_hold_the_share_which_falls),
        cmocka_unit_test(check_scaling_and_doubling_change_curves_as_they_should),
        cmocka_unit_test(check_the_log_rank_test_asks_neither_units_nor_names),
        cmocka_unit_test(check_cox_bears_scaling_shifting_and_permuting),
        cmocka_unit_test(check_concordance_is_that_of_all_pairs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
