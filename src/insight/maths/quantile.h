// quantile: the quantiles and tail chances that intervals and tests are made of.
// Uses GSL's distribution functions; does not use GSL's inverses of the gamma and beta
// distributions, which stop the program ("inverse failed to converge") for shapes below 0.1 and
// above 10,000, nor its gamma tails above 100,000, which stop it far from the mean. Owns nothing.
#pragma once

#include "base/base.h"

// The z with which ±z holds `level` of a standard normal variable: 1.96 for 0.95.
f64 quantile_normal(f64 level);
// The t with which ±t holds `level` of Student's distribution with `degrees` degrees of freedom (≥
// 1, need not be whole).
f64 quantile_student(f64 level, f64 degrees);

// The x below which a gamma variable of this shape (> 0) and rate 1 lies with chance p (0 < p < 1),
// to 1e-12 x below shape 100,000, and to 2e-8 x above.
f64 quantile_gamma(f64 p, f64 shape);

// The chance that such a variable exceeds x, and that it does not; x ≥ 0.
f64 chance_gamma_above(f64 x, f64 shape);
f64 chance_gamma_below(f64 x, f64 shape);

// Shapes of a beta distribution, both > 0; measured up to a = 10⁶, b = 10¹⁰.
struct beta_shape {
    f64 a, b;
};
// The x below which a beta variable lies with chance p (0 < p < 1). Most exact where a ≤ b.
f64 quantile_beta(f64 p, struct beta_shape shape);

// The chance that a standard normal variable is at least |z| away from 0.
f64 chance_normal(f64 z);
// The same of Student's distribution.
f64 chance_student(f64 t, f64 degrees);
