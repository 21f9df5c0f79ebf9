// Laws of what is told of a series: other units, other origins, other orders of rows.
#include "insight/series/changepoint.h"
#include "insight/series/lags.h"
#include "insight/series/season.h"
#include "insight/series/theta.h"
#include "insight/series/trend.h"

#include "support/near.h"
#include "support/work.h"
#include "prop.h"

#include <math.h>

enum { VALUES_MAX = 80 };

struct made {
    i64 n;
    f64 at[VALUES_MAX], values[VALUES_MAX];
};

static struct made make(struct prop *p)
{
    struct made made = {.n = prop_i64(p, 8, VALUES_MAX)};
    f64 slope = (f64)prop_i64(p, -8, 8) / 8; // all values are eighths: ties stay ties
    buf_fmt(p->shown, "n %lld slope %g:", (long long)made.n, slope);
    for (i64 i = 0; i < made.n; i++) {
        made.at[i] = (f64)i;
        made.values[i] = slope * (f64)i + (f64)prop_i64(p, -100, 100) / 8;
        buf_fmt(p->shown, " %g", made.values[i]);
    }
    return made;
}

static bool near_by(f64 a, f64 b)
{
    if (isnan(a) && isnan(b)) return true;
    return fabs(a - b) <= 1e-7 * fmax(1, fmax(fabs(a), fabs(b)));
}

static bool near_or_say(struct prop *p, const char *what, f64 a, f64 b)
{
    if (near_by(a, b)) return true;
    buf_fmt(p->shown, " | %s: %.12g, not %.12g", what, a, b);
    return false;
}

static struct work *work_of(struct arena *arena)
{
    struct work *work = NEW(arena, struct work);
    work->c = (ctx){.arena = arena, .lang = "en"};
    return work;
}

static struct trend trend_of(ctx *c, const struct made *made)
{
    struct trend out;
    struct trend_points points = {made->n, made->at, made->values, NULL, 1};
    if (!trend_find(c, points, &out) ||
        !trend_widen(c, points, (struct trend_width){0.95, 1}, &out))
        abort();
    return out;
}

// Values × a + b, time × 4: the slope is a / 4 times as large, chance stays as it was.
static bool trends_follow_units(struct prop *p, struct arena *arena)
{
    ctx *c = &work_of(arena)->c;
    struct made made = make(p), other = made;
    f64 a = (f64)prop_i64(p, 1, 9), b = (f64)prop_i64(p, -1000, 1000);
    for (i64 i = 0; i < made.n; i++) {
        other.values[i] = a * made.values[i] + b;
        other.at[i] = 4 * made.at[i] + 3;
    }
    struct trend one = trend_of(c, &made), two = trend_of(c, &other);
    return one.status == two.status && near_or_say(p, "slope", two.slope * 4, one.slope * a) &&
           near_or_say(p, "low", two.low * 4, one.low * a) &&
           near_or_say(p, "high", two.high * 4, one.high * a) &&
           near_or_say(p, "p", two.p_value, one.p_value) && near_or_say(p, "S", two.s, one.s);
}

// Backwards in time, what rose falls.
static bool trends_turn_with_time(struct prop *p, struct arena *arena)
{
    ctx *c = &work_of(arena)->c;
    struct made made = make(p), other = made;
    for (i64 i = 0; i < made.n; i++)
        other.values[i] = made.values[made.n - 1 - i];
    struct trend one = trend_of(c, &made), two = trend_of(c, &other);
    return near_or_say(p, "slope", two.slope, -one.slope) &&
           near_or_say(p, "low", two.low, -one.high) && near_or_say(p, "S", two.s, -one.s) &&
           near_or_say(p, "p", two.p_value, one.p_value);
}

static struct changepoint_segments segments_of(ctx *c, const struct made *made, f64 noise)
{
    f64 *scaled = NEW_ARRAY(c->arena, f64, made->n);
    for (i64 i = 0; i < made->n; i++)
        scaled[i] = made->values[i] / noise;
    struct changepoint_segments out;
    if (!changepoint_find(
            c,
            (struct changepoint_order){
                .n = made->n, .values = scaled, .penalty = CHANGEPOINT_MBIC, .shortest = 3},
            &out))
        abort();
    return out;
}

// Changes stay where they are whatever the unit and the zero of the values, and mirror in time.
static bool changes_follow_units(struct prop *p, struct arena *arena)
{
    ctx *c = &work_of(arena)->c;
    struct made made = make(p), other = made, back = made;
    for (i64 i = 0; i < made.n; i++) {
        made.values[i] += i > made.n / 2 ? 30 : 0;
        other.values[i] = 7 * made.values[i] - 1234;
    }
    for (i64 i = 0; i < made.n; i++)
        back.values[i] = made.values[made.n - 1 - i];
    f64 noise = changepoint_noise(c, made.values, made.n);
    if (!(noise > 0)) return true;
    struct changepoint_segments one = segments_of(c, &made, noise);
    struct changepoint_segments two =
        segments_of(c, &other, changepoint_noise(c, other.values, other.n));
    struct changepoint_segments three =
        segments_of(c, &back, changepoint_noise(c, back.values, back.n));
    bool same = one.count == two.count && near_or_say(p, "mirror", three.cost, one.cost);
    for (i64 k = 0; same && k < one.count; k++)
        same = one.ends[k] == two.ends[k];
    return same;
}

// A season that is added comes back, and does not touch the test's ranks of the trend.
static bool seasons_are_found_again(struct prop *p, struct arena *arena)
{
    ctx *c = &work_of(arena)->c;
    struct made made = make(p);
    i64 period = prop_i64(p, 2, 6);
    if (made.n < 4 * period) return true;
    f64 effects[6], mean = 0, with[VALUES_MAX];
    for (i64 k = 0; k < period; k++)
        mean += (effects[k] = (f64)prop_i64(p, -500, 500)) / (f64)period;
    for (i64 i = 0; i < made.n; i++)
        with[i] = made.values[i] + effects[i % period];
    struct season plain, added;
    if (!season_find(c, made.values, made.n, period, &plain) ||
        !season_find(c, with, made.n, period, &added))
        abort();
    for (i64 k = 0; k < period; k++)
        if (fabs(added.effects[k] - plain.effects[k] - (effects[k] - mean)) > 0.02 * 500 + 1)
            return near_or_say(p, "effect", added.effects[k], plain.effects[k] + effects[k] - mean);
    return true;
}

// Forecasts move with the values' unit and zero.
static bool forecasts_follow_units(struct prop *p, struct arena *arena)
{
    ctx *c = &work_of(arena)->c;
    struct made made = make(p), other = made;
    for (i64 i = 0; i < made.n; i++)
        other.values[i] = 5 * made.values[i] - 700;
    struct theta one, two;
    if (!theta_fit(c, made.values, made.n, 1, &one) ||
        !theta_fit(c, other.values, other.n, 1, &two))
        abort();
    if (one.status != two.status) return false;
    if (one.status != SMOOTHING_FOUND) return true;
    f64 a[3], b[3];
    theta_ahead(&one, 3, NULL, a);
    theta_ahead(&two, 3, NULL, b);
    f64 away = fabs(b[2] - (5 * a[2] - 700)); // both searches end near the least, not at it
    return away < 0.2 ? true : near_or_say(p, "ahead", b[2], 5 * a[2] - 700);
}

LAW(trends_follow_units)
LAW(trends_turn_with_time)
LAW(changes_follow_units)
LAW(seasons_are_found_again)
LAW(forecasts_follow_units)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_trends_follow_units),
        cmocka_unit_test(check_trends_turn_with_time),
        cmocka_unit_test(check_changes_follow_units),
        cmocka_unit_test(check_seasons_are_found_again),
        cmocka_unit_test(check_forecasts_follow_units),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
