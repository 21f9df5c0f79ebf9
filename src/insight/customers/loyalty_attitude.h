// loyalty_attitude: attitude behind answers on a scale whose ends may be crowded, as NPS at 10.
// Part of loyalty.
//
// An ordinal probit with a random effect for each customer (A. Agresti, Categorical Data Analysis,
// 3rd ed. 2013, §14.4): behind an answer lies a + e, a the customer's attitude N(0, icc), e the
// moment's mood N(0, 1 − icc); thresholds cut it into the scale's steps. Thresholds follow from how
// often each step is answered, every customer weighing the same; icc by maximum likelihood.
#pragma once

#include "insight/customers/loyalty.h"

// Customers stand in folds by i % LOYALTY_FOLDS. Fold 0 … LOYALTY_FOLDS − 1 leaves its customers
// out; LOYALTY_FOLDS and on leaves all others out; −1 leaves nobody out.
enum { LOYALTY_FOLDS = 20 };
bool loyalty_left_out(i64 i, i64 fold);

// Variance of a figure by its values for the folds: the jackknife; or, of many customers, each fold
// by itself, which takes a twentieth of the time (random groups: K. M. Wolter, Introduction to
// Variance Estimation, 2nd ed. 2007, ch. 2 and 4).
enum { LOYALTY_MANY = 10000 };
i64 loyalty_fold(i64 customers, i64 fold); // what to leave out for a fold
f64 loyalty_fold_variance(i64 customers, const f64 values[LOYALTY_FOLDS]);
// Each axis is cut into bins, half of them on either side of what counts as warm or often, equally
// likely on their side before anything is known of a customer.
enum { LOYALTY_BINS = 8, LOYALTY_HALF = LOYALTY_BINS / 2 };

struct loyalty_attitude {
    f64 icc;
    const f64 *upper; // [levels] threshold above each step, the last one infinite
    bool alike;       // icc is next to 0
};

// False with ERR_STOPPED; icc is NaN when nobody answered twice.
MUST_USE bool loyalty_attitude_fit(ctx *c, const struct loyalty_rows *rows, f64 icc, i64 fold,
                                   struct loyalty_attitude *out);
// Where a score lies on the scale of a: a step v reaches from half-way to the step below to
// half-way to the one above. And back.
f64 loyalty_attitude_of(const struct loyalty_rows *rows, const struct loyalty_attitude *attitude,
                        f64 score);
f64 loyalty_score_of(const struct loyalty_rows *rows, const struct loyalty_attitude *attitude,
                     f64 a);

// How likely each step is at points within each bin: made once, used for every customer.
struct loyalty_steps;
struct loyalty_steps *loyalty_steps_new(ctx *c, const struct loyalty_rows *rows,
                                        const struct loyalty_attitude *attitude,
                                        const f64 edge_chances[LOYALTY_BINS + 1]);
// How much more likely each bin is, given customer i's answers, than before; up to a factor.
void loyalty_steps_weigh(const struct loyalty_steps *steps, const struct loyalty_rows *rows, i64 i,
                         f64 evidence[LOYALTY_BINS]);
