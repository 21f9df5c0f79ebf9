// BG/NBD and MBG/NBD. Parameters r, α (buying), a, b (leaving). With x repeats, j chances to leave
// that were not taken for sure (x for the BG/NBD, x + 1 for the MBG/NBD, whose customers may leave
// after their first purchase too), the likelihood is
//   Γ(r+x)/Γ(r) α^r B(a, b+j)/B(a, b) { (α+T)^−(r+x) + [j > 0] a/(b+j−1) (α+t_x)^−(r+x) }
// (Fader, Hardie & Lee 2005, eq. 6; Batislam et al. 2007, eq. 7): the braces are a sum of the
// chances of having stayed and of having left right after the last purchase. Expectations are their
// eq. 10 with Pfaff's and Euler's transformations of ₂F₁ and its first term taken out, so that
// neither a = 1 nor a + b + j = 1 is special and a horizon may be long.
#include "insight/customers/lifetime_kind.h"

#include <math.h>

#include <gsl/gsl_sf_psi.h>

enum { R, ALPHA, A, B };

#define TERMS_MAX 100000

// log B(a, b + j) / B(a, b), and the log of (b + j − 1) / a as term.
static void level(const f64 p[], f64 x, f64 j, f64 weight, f64 sum[], f64 *term)
{
    f64 by_r, by_b, by_both;
    f64 buying = lifetime_gamma_ratio(p[R], x, &by_r);
    f64 staying = lifetime_gamma_ratio(p[B], j, &by_b);
    staying -= lifetime_gamma_ratio(p[A] + p[B], j, &by_both);
    f64 slopes[] = {buying + staying, by_r, 0, -by_both, by_b - by_both};
    for (int i = 0; i < LIFETIME_SUM; i++)
        sum[i] += weight * slopes[i];
    *term = j > 0 ? log((p[B] + j - 1) / p[A]) : (f64)INFINITY;
}

// The log of (α+t)^r times the braces; `term` as above, infinite where nobody can have left.
static f64 one(const f64 p[], struct history history, f64 j, f64 term, f64 slope[])
{
    f64 shape = p[R] + history.repeats, log_alpha = log(p[ALPHA]);
    f64 age = p[ALPHA] + history.age, log_age = log(age), gone = 0;
    f64 value = p[R] * log_alpha - shape * log_age, log_mean = log_age, inverse_mean = 1 / age;
    if (j > 0) {
        f64 last = p[ALPHA] + history.recency, log_last = log(last);
        f64 odds = shape * (log_age - log_last) - term; // of having left, as a log
        f64 tail = exp(-fabs(odds));
        gone = (odds > 0 ? 1 : tail) / (1 + tail);
        value += fmax(odds, 0) + log1p(tail);
        log_mean += gone * (log_last - log_age);
        inverse_mean += gone * (1 / last - 1 / age);
    }
    slope[R] = log_alpha - log_mean;
    slope[ALPHA] = p[R] / p[ALPHA] - shape * inverse_mean;
    slope[A] = gone / p[A];
    slope[B] = j > 0 ? -gone / (p[B] + j - 1) : 0;
    return value;
}

static f64 alive(const f64 p[], struct history history, f64 j)
{
    if (j <= 0) return 1;
    f64 shape = p[R] + history.repeats;
    f64 odds = shape * log((p[ALPHA] + history.age) / (p[ALPHA] + history.recency));
    return 1 / (1 + p[A] / (p[B] + j - 1) * exp(odds));
}

// With z = t / (α+T+t), c = a+b+j−1, k = c−r−x:
//   E = −c/(a−1) [(1−z)^(a−1) − 1] − (1−z)^(a−1) Σ (a)_(n−1) (k)_n / ((c+1)_(n−1) n!) z^n, n ≥ 1
static f64 expected(const f64 p[], struct history history, f64 j, f64 horizon)
{
    f64 shape = p[R] + history.repeats, c = p[A] + p[B] + j - 1, k = c - shape;
    f64 z = horizon / (p[ALPHA] + history.age + horizon);
    f64 log_rest = log((p[ALPHA] + history.age) / (p[ALPHA] + history.age + horizon));
    f64 power = (p[A] - 1) * log_rest;
    f64 first = fabs(power) < 1e-8 ? -c * log_rest : -c * expm1(power) / (p[A] - 1);
    f64 term = k * z, sum = term, largest = fabs(term);
    int terms = 1;
    for (; terms < TERMS_MAX && fabs(term) > 1e-16 * fabs(sum); terms++) {
        f64 n = (f64)terms;
        term *= (p[A] + n - 1) * (k + n) / ((c + n) * (n + 1)) * z;
        sum += term;
        largest = fmax(largest, fabs(term));
    }
    f64 rest = exp(power), value = first - rest * sum;
    // What cancelled leaves fewer digits; with fewer than six the number is not told.
    bool is_good = terms < TERMS_MAX && rest * largest < 1e10 * fmax(value, 0) + 1e-12;
    if (is_good || horizon <= 0) return fmax(value, 0);
    return (f64)NAN;
}

static void bg_level(const f64 p[], f64 repeats, f64 weight, f64 sum[], f64 *term)
{
    level(p, repeats, repeats, weight, sum, term);
}

static f64 bg_one(const f64 p[], struct history history, f64 term, f64 slope[])
{
    return one(p, history, history.repeats, term, slope);
}

static f64 bg_alive(const f64 p[], struct history history)
{
    return alive(p, history, history.repeats);
}

static f64 bg_expected(const f64 p[], struct history history, f64 horizon)
{
    return expected(p, history, history.repeats, horizon);
}

static void mbg_level(const f64 p[], f64 repeats, f64 weight, f64 sum[], f64 *term)
{
    level(p, repeats, repeats + 1, weight, sum, term);
}

static f64 mbg_one(const f64 p[], struct history history, f64 term, f64 slope[])
{
    return one(p, history, history.repeats + 1, term, slope);
}

static f64 mbg_alive(const f64 p[], struct history history)
{
    return alive(p, history, history.repeats + 1);
}

static f64 mbg_expected(const f64 p[], struct history history, f64 horizon)
{
    return expected(p, history, history.repeats + 1, horizon);
}

#define NAMES                                                                                      \
    {                                                                                              \
        "r", "alpha", "a", "b"                                                                     \
    }

const struct lifetime_kind lifetime_bg_nbd = {.name = "BG/NBD",
                                              .parameter_count = 4,
                                              .parameter_names = NAMES,
                                              .is_time = {[ALPHA] = true},
                                              .level = bg_level,
                                              .one = bg_one,
                                              .alive = bg_alive,
                                              .expected = bg_expected};

const struct lifetime_kind lifetime_mbg_nbd = {.name = "MBG/NBD",
                                               .parameter_count = 4,
                                               .parameter_names = NAMES,
                                               .is_time = {[ALPHA] = true},
                                               .level = mbg_level,
                                               .one = mbg_one,
                                               .alive = mbg_alive,
                                               .expected = mbg_expected};
