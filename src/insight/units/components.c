// Idea: with d = n / (1 + nλ), λ = between / within, the likelihood of all rows is that of the unit
// means, whose variances are within / d, times that of the squares inside units. So each evaluation
// costs one pass over units, and `within` and the mean have closed forms for given λ. What is left
// is a search in one dimension, where several minima are possible: a grid first, then golden
// section between its neighbours. Invariant: 0 ≤ between, 0 < within.
#include "insight/units/components.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "insight/maths/quantile.h"
#include "insight/maths/root.h"
#include "insight/maths/valley.h"

struct unit_sums unit_sums_join(struct unit_sums a, struct unit_sums b)
{
    if (a.n == 0 || b.n == 0) return a.n ? a : b;
    f64 n = (f64)a.n + (f64)b.n, away = b.mean - a.mean;
    return (struct unit_sums){
        .n = a.n + b.n,
        .mean = a.mean + away * (f64)b.n / n,
        .squares = a.squares + b.squares + away * away * (f64)a.n * (f64)b.n / n,
    };
}

f64 chance_f_above(f64 f, struct degrees degrees)
{
    assert(degrees.over > 0 && degrees.under > 0);
    if (!(f > 0)) return isnan(f) ? f : 1;
    if (isinf(f)) return 0;
    f64 p = gsl_cdf_fdist_Q(f, degrees.over, degrees.under);
    // GSL gives up on some of the many degrees of freedom; there χ² with Laubscher's scale is near.
    if (isnan(p)) p = chance_gamma_above(f * degrees.over / 2, degrees.over / 2);
    return p;
}

// --- Rows inside units ---

struct rows {
    const struct unit_sums *units;
    i64 count, used; // units; those with values
    f64 n, inside;   // values; Σ squares inside units
    enum components_method method;
};

static struct rows rows_of(const struct unit_sums units[], i64 count, enum components_method method)
{
    struct rows rows = {.units = units, .count = count, .method = method};
    for (i64 i = 0; i < count; i++) {
        assert(units[i].n >= 0 && units[i].squares >= 0);
        if (units[i].n == 0) continue;
        rows.used++;
        rows.n += (f64)units[i].n;
        rows.inside += units[i].squares;
    }
    return rows;
}

struct spread_of_means {
    f64 weight, mean, squares, logs; // Σd, Σdy/Σd, Σd(y - mean)², Σ log(1 + nλ)
};

static struct spread_of_means spread_at(const struct rows *rows, f64 ratio)
{
    struct spread_of_means s = {0};
    f64 shift = NAN;
    for (i64 i = 0; i < rows->count; i++) {
        const struct unit_sums *unit = &rows->units[i];
        if (unit->n == 0) continue;
        if (isnan(shift)) shift = unit->mean; // so that large means cost no digits
        f64 grown = 1 + (f64)unit->n * ratio, d = (f64)unit->n / grown;
        f64 before = s.weight, away = unit->mean - shift - s.mean;
        s.weight += d;
        s.mean += away * d / s.weight;
        s.squares += away * away * d * before / s.weight;
        if (ratio > 0) s.logs += log(grown);
    }
    s.mean += shift;
    return s;
}

static f64 within_at(const struct rows *rows, const struct spread_of_means *s)
{
    return (rows->inside + s->squares) / (rows->method == COMPONENTS_REML ? rows->n - 1 : rows->n);
}

static f64 criterion_at(f64 ratio, const void *data)
{
    const struct rows *rows = data;
    struct spread_of_means s = spread_at(rows, ratio);
    f64 degrees = rows->method == COMPONENTS_REML ? rows->n - 1 : rows->n;
    f64 value = degrees * (1 + log(2 * M_PI * within_at(rows, &s))) + s.logs;
    return rows->method == COMPONENTS_REML ? value + log(s.weight) : value;
}

static enum components_status status_of(const struct rows *rows, f64 squares_between)
{
    if (rows->used < 2) return COMPONENTS_ONE_UNIT;
    if (rows->n <= (f64)rows->used) return COMPONENTS_ONE_EACH;
    if (rows->inside > 0) return COMPONENTS_FOUND;
    return squares_between > 0 ? COMPONENTS_NO_INSIDE : COMPONENTS_ALL_EQUAL;
}

struct components components_fit(const struct unit_sums units[], i64 count,
                                 enum components_method method)
{
    assert(count >= 0);
    struct rows rows = rows_of(units, count, method);
    struct spread_of_means equal = spread_at(&rows, 0);
    struct components fit = {
        .status = status_of(&rows, equal.squares), .units = rows.used, .n = (i64)rows.n};
    if (fit.status != COMPONENTS_FOUND) return fit;
    f64 squares_n = 0, over = (f64)rows.used - 1, under = rows.n - (f64)rows.used;
    for (i64 i = 0; i < count; i++)
        squares_n += (f64)units[i].n * (f64)units[i].n;
    fit.square_between = equal.squares / over;
    fit.square_within = rows.inside / under;
    fit.effective_size = (rows.n - squares_n / rows.n) / over;
    fit.f = fit.square_between / fit.square_within;
    fit.f_p = chance_f_above(fit.f, (struct degrees){over, under});

    f64 ratio = valley_find((struct valley){criterion_at, &rows, 1 / fit.effective_size});
    struct spread_of_means s = spread_at(&rows, ratio);
    fit.within = within_at(&rows, &s);
    fit.between = ratio * fit.within;
    fit.mean = s.mean;
    fit.mean_error = sqrt(fit.within / s.weight);
    fit.criterion = criterion_at(ratio, &rows);
    fit.lr = fmax(0, criterion_at(0, &rows) - fit.criterion);
    fit.lr_p = fit.lr > 0 ? chance_normal(sqrt(fit.lr)) / 2 : 1;
    return fit;
}

// --- Where the variance between units lies ---

struct profile {
    struct rows rows;
    f64 between;      // held
    f64 within;       // near its best value
    f64 least, reach; // the least criterion; how far above it is still believed
};

// The criterion where both variances are given; x is log within.
static f64 criterion_of_both(const struct profile *p, f64 x)
{
    f64 within = exp(x), ratio = p->between / within;
    struct spread_of_means s = spread_at(&p->rows, ratio);
    f64 degrees = p->rows.method == COMPONENTS_REML ? p->rows.n - 1 : p->rows.n;
    f64 value = degrees * log(2 * M_PI * within) + s.logs + (p->rows.inside + s.squares) / within;
    return p->rows.method == COMPONENTS_REML ? value + log(s.weight) : value;
}

// How far the profile at log variance x lies above what is believed.
static f64 profile_excess(f64 x, const void *data, f64 *slope)
{
    struct profile p = *(const struct profile *)data;
    const f64 golden = 0.6180339887498949;
    p.between = exp(x);
    // The squares inside units alone tell `within` to this part of itself.
    f64 room = fmin(3, 12 / sqrt(p.rows.n - (f64)p.rows.used));
    f64 low = log(p.within) - room, high = log(p.within) + room;
    f64 a = high - golden * (high - low), b = low + golden * (high - low);
    f64 at_a = criterion_of_both(&p, a), at_b = criterion_of_both(&p, b);
    for (i64 i = 0; i < 24; i++) { // to 1e-5 of the room, squared in the value
        if (at_a < at_b) {
            high = b, b = a, at_b = at_a;
            at_a = criterion_of_both(&p, a = high - golden * (high - low));
        } else {
            low = a, a = b, at_a = at_b;
            at_b = criterion_of_both(&p, b = low + golden * (high - low));
        }
    }
    *slope = NAN; // bisection serves
    return fmin(at_a, at_b) - p.least - p.reach;
}

static f64 profile_below(f64 x, const void *data, f64 *slope)
{
    return -profile_excess(x, data, slope);
}

struct interval components_between(const struct unit_sums units[], i64 count,
                                   enum components_method method, f64 level)
{
    struct components fit = components_fit(units, count, method);
    if (fit.status != COMPONENTS_FOUND)
        return (struct interval){NAN, NAN, NAN, level, INTERVAL_NO_DATA};
    f64 z = quantile_normal(level), unused;
    struct profile p = {.rows = rows_of(units, count, method),
                        .within = fit.within,
                        .least = fit.criterion,
                        .reach = z * z};
    f64 from = fit.within / (fit.effective_size * 1e9), to = fmax(fit.between, from);
    struct interval found = {fit.between, 0, INFINITY, level, INTERVAL_KNOWN};
    if (fit.between > from && fit.lr > p.reach && profile_excess(log(from), &p, &unused) > 0)
        found.low = exp(root_find(
            (struct root_search){profile_below, &p, log(from), log(fit.between), NAN, 1e-9}));
    f64 far = fmax(fit.between, fit.within / fit.effective_size);
    for (i64 i = 0; i < 60 && profile_excess(log(far), &p, &unused) < 0; i++)
        far *= 10;
    found.high =
        exp(root_find((struct root_search){profile_excess, &p, log(to), log(far), NAN, 1e-9}));
    return found;
}

struct ratio_search {
    struct rows rows;
    struct degrees degrees;
    f64 square_within, tail;
};

// The chance of an F as large as found when λ is the ratio, above `tail`; rises with λ.
static f64 ratio_excess(f64 ratio, const void *data, f64 *slope)
{
    const struct ratio_search *search = data;
    struct spread_of_means s = spread_at(&search->rows, ratio);
    *slope = NAN;
    f64 f = s.squares / search->degrees.over / search->square_within;
    return chance_f_above(f, search->degrees) - search->tail;
}

static f64 ratio_limit(struct ratio_search search, f64 tail)
{
    f64 unused, high = 1;
    search.tail = tail;
    if (ratio_excess(0, &search, &unused) >= 0) return 0;
    while (high < 1e12 && ratio_excess(high, &search, &unused) < 0)
        high *= 4;
    f64 tolerance = high * 1e-12;
    return root_find((struct root_search){ratio_excess, &search, 0, high, NAN, tolerance});
}

struct interval components_icc1(const struct unit_sums units[], i64 count,
                                const struct components *fit, f64 level)
{
    if (fit->status != COMPONENTS_FOUND)
        return (struct interval){NAN, NAN, NAN, level, INTERVAL_NO_DATA};
    struct ratio_search search = {
        .rows = rows_of(units, count, COMPONENTS_REML),
        .degrees = {(f64)fit->units - 1, (f64)fit->n - (f64)fit->units},
        .square_within = fit->square_within,
    };
    f64 low = ratio_limit(search, (1 - level) / 2), high = ratio_limit(search, (1 + level) / 2);
    f64 value = fit->between / (fit->between + fit->within);
    low /= 1 + low, high /= 1 + high;
    return (struct interval){value, fmin(low, value), fmax(high, value), level, INTERVAL_KNOWN};
}

static f64 stepped_up(f64 icc, f64 size)
{
    return size * icc / (1 + (size - 1) * icc);
}

struct interval components_icc2(struct interval icc1, f64 size)
{
    return (struct interval){stepped_up(icc1.value, size), stepped_up(icc1.low, size),
                             stepped_up(icc1.high, size), icc1.level, icc1.status};
}

f64 components_welch_p(const struct unit_sums units[], i64 count)
{
    f64 weight = 0, mean = 0, squares = 0, used = 0, lack = 0;
    for (i64 i = 0; i < count; i++) {
        if (units[i].n == 0) continue;
        if (units[i].n < 2 || units[i].squares <= 0) return NAN;
        f64 n = (f64)units[i].n, w = n * (n - 1) / units[i].squares, before = weight;
        f64 away = units[i].mean - mean;
        weight += w;
        mean += away * w / weight;
        squares += away * away * w * before / weight;
        used++;
    }
    if (used < 2) return NAN;
    for (i64 i = 0; i < count; i++) {
        if (units[i].n == 0) continue;
        f64 n = (f64)units[i].n, share = n * (n - 1) / units[i].squares / weight;
        lack += (1 - share) * (1 - share) / (n - 1);
    }
    f64 f = squares / (used - 1) / (1 + 2 * (used - 2) / (used * used - 1) * lack);
    return chance_f_above(f, (struct degrees){used - 1, (used * used - 1) / (3 * lack)});
}

// --- Units with known variances ---

struct known {
    const struct measured *values;
    i64 count;
};

static f64 known_at(f64 between, const void *data)
{
    const struct known *known = data;
    return components_known_criterion(known->values, known->count, between);
}

f64 components_known_criterion(const struct measured values[], i64 count, f64 between)
{
    f64 weight = 0, mean = 0, squares = 0, logs = 0;
    assert(count >= 1);
    for (i64 i = 0; i < count; i++) {
        f64 variance = values[i].variance + between, before = weight;
        f64 away = values[i].value - mean;
        weight += 1 / variance;
        mean += away / variance / weight;
        squares += away * away * before / variance / weight;
        logs += log(variance);
    }
    return (f64)(count - 1) * log(2 * M_PI) + logs + log(weight) + squares;
}

struct known_components components_fit_known(const struct measured values[], i64 count)
{
    assert(count >= 2);
    f64 typical = 0;
    for (i64 i = 0; i < count; i++) {
        assert(values[i].variance > 0);
        typical += log(values[i].variance) / (f64)count;
    }
    struct known known = {values, count};
    f64 between = valley_find((struct valley){known_at, &known, exp(typical)});
    f64 weight = 0, mean = 0;
    for (i64 i = 0; i < count; i++) {
        f64 w = 1 / (values[i].variance + between);
        weight += w;
        mean += (values[i].value - mean) * w / weight;
    }
    return (struct known_components){mean, 1 / sqrt(weight), between, known_at(between, &known)};
}

struct known_search {
    struct known known;
    f64 limit, side; // the criterion that is still believed; -1 below the estimate, 1 above
};

static f64 known_excess(f64 x, const void *data, f64 *slope)
{
    const struct known_search *search = data;
    *slope = NAN;
    return search->side * (known_at(exp(x), &search->known) - search->limit);
}

struct interval components_known_between(const struct measured values[], i64 count, f64 between,
                                         f64 level)
{
    assert(count >= 2 && between >= 0);
    f64 z = quantile_normal(level), least = INFINITY, unused;
    for (i64 i = 0; i < count; i++)
        least = fmin(least, values[i].variance);
    struct known_search search = {
        .known = {values, count},
          .side = 1
    };
    search.limit = components_known_criterion(values, count, between) + z * z;
    f64 from = least * 1e-9, to = fmax(between, from), far = fmax(between, least);
    struct interval found = {between, 0, INFINITY, level, INTERVAL_KNOWN};
    for (i64 i = 0; i < 100 && known_excess(log(far), &search, &unused) < 0; i++)
        far *= 10;
    found.high =
        exp(root_find((struct root_search){known_excess, &search, log(to), log(far), NAN, 1e-9}));
    if (between <= from || known_excess(log(from), &search, &unused) <= 0) return found;
    search.side = -1;
    found.low = exp(
        root_find((struct root_search){known_excess, &search, log(from), log(between), NAN, 1e-9}));
    return found;
}
