// Pareto/NBD. Parameters r, α (buying), s, β (leaving). With x repeats, the last at t, age T, the
// likelihood is
//   Γ(r+x)/Γ(r) α^r β^s { (α+T)^−(r+x) (β+T)^−s + s ∫ (α+τ)^−(r+x) (β+τ)^−(s+1) dτ, τ from t to T }
// (Schmittlein, Morrison & Colombo 1987; Fader & Hardie, "A note on deriving the Pareto/NBD model",
// 2005, eq. 16-18 before the integral is written as a difference of two ₂F₁).
//
// Idea: the difference of two ₂F₁ loses digits and overflows; the integral does not. In ν =
// log(γ+τ), γ the smaller of α and β, the integrand has no singularity nearer than π to the real
// line, so a few Gauss-Legendre nodes give it to 1e-11; everything is relative to its value at t.
// Panels keep the range of ν below 5 and the logarithm of the integrand from falling by more than
// 16 in each; what lies beyond a fall by e^-34 is left out. The same nodes give the derivatives.
#include "insight/customers/lifetime_kind.h"

#include <math.h>

enum { R, ALPHA, S, BETA };

#define FALL_MAX 34.0

struct node {
    f64 at, weight;
};

// Gauss-Legendre on −1 … 1, the positive half. M. Abramowitz & I. Stegun, table 25.4.
static const struct node nodes_8[] = {
    {0.18343464249564980494, 0.36268378337836198297},
    {0.52553240991632898582, 0.31370664587788728734},
    {0.79666647741362673959, 0.22238103445337447054},
    {0.96028985649753623168, 0.10122853629037625915},
};
static const struct node nodes_16[] = {
    {0.09501250983763744019, 0.18945061045506849629},
    {0.28160355077925891323, 0.18260341504492358887},
    {0.45801677765722738634, 0.16915651939500253819},
    {0.61787624440264374845, 0.14959598881657673208},
    {0.75540440835500303390, 0.12462897125553387205},
    {0.86563120238783174388, 0.09515851168249278481},
    {0.94457502307323257608, 0.06225352393864789286},
    {0.98940093499164993260, 0.02715245941175409485},
};

// Of the integral, relative to the integrand at its begin: value, and means over the integrand of
// log(α+τ), 1/(α+τ), log(β+τ), 1/(β+τ), each times the value.
struct integral {
    f64 value, log_alpha, by_alpha, log_beta, by_beta;
};

struct integrand {
    f64 shape_x, shape_s; // r + x, s + 1
    f64 over_a, over_b;   // α − γ, β − γ
    f64 log_begin;        // log of the integrand at its begin
};

static inline void add_node(const struct integrand *f, f64 log_time, f64 weight,
                            struct integral *sum)
{
    f64 time = exp(log_time), a = time + f->over_a, b = time + f->over_b;
    f64 log_a = f->over_a > 0 ? log(a) : log_time, log_b = f->over_b > 0 ? log(b) : log_time;
    f64 value = weight * time * exp(-f->shape_x * log_a - f->shape_s * log_b - f->log_begin);
    sum->value += value;
    sum->log_alpha += value * log_a;
    sum->by_alpha += value / a;
    sum->log_beta += value * log_b;
    sum->by_beta += value / b;
}

// How fast the logarithm of (integrand × dτ/dν) falls at ν.
static f64 fall_at(const struct integrand *f, f64 time)
{
    return f->shape_x * time / (time + f->over_a) + f->shape_s * time / (time + f->over_b) - 1;
}

static struct integral integrate(const f64 p[], struct history history, f64 log_alpha, f64 log_beta)
{
    f64 floor = fmin(p[ALPHA], p[BETA]), begin = floor + history.recency;
    struct integrand f = {p[R] + history.repeats, p[S] + 1, p[ALPHA] - floor, p[BETA] - floor, 0};
    f.log_begin = -f.shape_x * log_alpha - f.shape_s * log_beta;
    f64 from = f.over_a > 0 ? log_beta : log_alpha;
    f64 length = log((floor + history.age) / begin), fall = fall_at(&f, begin);
    if (fall * length > FALL_MAX) length = FALL_MAX / fall;
    f64 half_fall = length / 2 * fmax(fall_at(&f, begin * exp(length)), 0);

    struct integral sum = {0};
    bool is_short = half_fall < 2 && length < 2;
    const struct node *nodes = is_short ? nodes_8 : nodes_16;
    int count = is_short ? COUNT_OF(nodes_8) : COUNT_OF(nodes_16);
    int panels = is_short ? 1 : (int)fmin(1 + fmax(half_fall / 8, length / 5), 1000);
    f64 half = length / 2 / panels;
    for (int k = 0; k < panels; k++) {
        f64 middle = from + (2 * k + 1) * half;
        for (int i = 0; i < count; i++) {
            add_node(&f, middle - half * nodes[i].at, half * nodes[i].weight, &sum);
            add_node(&f, middle + half * nodes[i].at, half * nodes[i].weight, &sum);
        }
    }
    return sum;
}

static void pareto_level(const f64 p[], f64 repeats, f64 weight, f64 sum[], f64 *term)
{
    f64 slope;
    sum[0] += weight * lifetime_gamma_ratio(p[R], repeats, &slope);
    sum[1] += weight * slope;
    *term = p[R] * log(p[ALPHA]) + p[S] * log(p[BETA]);
}

// The logarithms of the two summands of the braces, and the integral behind the second.
struct braces {
    f64 log_stayed, log_left;
    f64 log_a, log_b; // of α+T, β+T
    struct integral integral;
};

static struct braces braces_of(const f64 p[], struct history history)
{
    f64 shape = p[R] + history.repeats;
    struct braces braces = {.log_a = log(p[ALPHA] + history.age),
                            .log_b = log(p[BETA] + history.age),
                            .log_left = -INFINITY};
    braces.log_stayed = -shape * braces.log_a - p[S] * braces.log_b;
    if (history.recency >= history.age) return braces;
    f64 log_a = log(p[ALPHA] + history.recency), log_b = log(p[BETA] + history.recency);
    braces.integral = integrate(p, history, log_a, log_b);
    braces.log_left = log(p[S] * braces.integral.value) - shape * log_a - (p[S] + 1) * log_b;
    return braces;
}

static f64 pareto_one(const f64 p[], struct history history, f64 term, f64 slope[])
{
    struct braces braces = braces_of(p, history);
    f64 odds = braces.log_left - braces.log_stayed, tail = exp(-fabs(odds));
    f64 left = (odds > 0 ? 1 : tail) / (1 + tail), stayed = 1 - left;
    f64 shape = p[R] + history.repeats, last = braces.integral.value;
    f64 per = last > 0 ? left / last : 0;
    slope[R] = log(p[ALPHA]) - stayed * braces.log_a - per * braces.integral.log_alpha;
    slope[ALPHA] = p[R] / p[ALPHA] -
                   shape * (stayed / (p[ALPHA] + history.age) + per * braces.integral.by_alpha);
    slope[S] = log(p[BETA]) - stayed * braces.log_b + left / p[S] - per * braces.integral.log_beta;
    slope[BETA] = p[S] / p[BETA] - stayed * p[S] / (p[BETA] + history.age) -
                  (p[S] + 1) * per * braces.integral.by_beta;
    return term + fmax(braces.log_left, braces.log_stayed) + log1p(tail);
}

static f64 pareto_alive(const f64 p[], struct history history)
{
    struct braces braces = braces_of(p, history);
    return 1 / (1 + exp(braces.log_left - braces.log_stayed));
}

// (r+x)/(α+T) (β+T)/(s−1) [1 − ((β+T)/(β+T+t))^(s−1)], its limit at s = 1.
static f64 pareto_expected(const f64 p[], struct history history, f64 horizon)
{
    f64 rate = (p[R] + history.repeats) / (p[ALPHA] + history.age), until = p[BETA] + history.age;
    f64 log_growth = log1p(horizon / until), power = (1 - p[S]) * log_growth;
    f64 time = fabs(power) < 1e-8 ? log_growth : expm1(power) / (1 - p[S]);
    return rate * until * time;
}

const struct lifetime_kind lifetime_pareto_nbd = {
    .name = "Pareto/NBD",
    .parameter_count = 4,
    .parameter_names = {"r",     "alpha", "s", "beta"},
    .is_time = {[ALPHA] = true, [BETA] = true       },
    .level = pareto_level,
    .one = pareto_one,
    .alive = pareto_alive,
    .expected = pareto_expected
};
