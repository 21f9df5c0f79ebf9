// regress: how an answer depends on what is known: least squares, logistic and (quasi-)Poisson
// regression. Pure; results live in c->arena; memory is linear in columns, not in rows. Uses
// triangle. Never adds a column of ones: the caller gives one where it wants one.
//
// Sources: P. McCullagh & J. A. Nelder, Generalized Linear Models (2nd ed. 1989), §2.5 (iterated
// weighted least squares), §4 and §6; dispersion by Pearson's X², ibid. §9.2. Figures agree with
// R's lm and glm.
#pragma once

#include "base/ctx.h"

struct regress_rows {
    i64 n, k;
    const f64 *x;       // [n][k], row by row; finite
    const f64 *y;       // [n]; logistic: 0 … 1, Poisson: ≥ 0
    const f64 *weights; // [n], ≥ 0; rows of weight 0 do not count. NULL: all 1. Logistic: trials
    const f64 *offset;  // [n], added to the linear predictor; NULL: none
    const f64 *ridge; // [k], ≥ 0: ½ Σ ridge β² is taken off the log likelihood (least squares: Σ
                      // ridge β² added to the sum of squares), so that separated columns have
                      // an estimate. 0 for the column of ones. NULL: none
};

enum regress_status {
    REGRESS_FOUND,
    REGRESS_ALIASED,        // found, but some columns say what those before them say already: they
                            // are marked, with coefficient 0 and error NaN
    REGRESS_TOO_FEW,        // no row is left over for the errors: rows of weight > 0 ≤ rank
    REGRESS_CONSTANT,       // logistic, Poisson: all answers 0, or all 1: nothing to explain
    REGRESS_SEPARATED,      // a column tells the answers apart without fail: its coefficient grows
                            // without end
    REGRESS_NO_CONVERGENCE, // the steps did not end
    REGRESS_HUGE,           // numbers beyond what can be calculated with
};

enum regress_family { REGRESS_LOGISTIC, REGRESS_POISSON, REGRESS_QUASIPOISSON };

struct regress_fit {
    enum regress_status status;
    i64 n, k, rank;    // rows of weight > 0; columns; columns that are not aliased
    i64 column;        // aliased: the first; separated: the one that moves most; else -1
    f64 *coefficients; // [k]; NULL unless found or aliased, as all that follows is NaN
    f64 *errors;       // [k] standard errors
    f64 *covariance;   // [k][k]; with ridge: the inverse of the penalised information
    bool *aliased;     // [k]
    f64 dispersion; // least squares: residual variance Σwr² / (n − rank); else Pearson's X² /
                    // (n − rank), which is in the errors for quasi-Poisson only
    f64 r_squared;  // least squares: 1 − Σwr² / Σw(y − ȳ)²; NaN when y does not vary
    f64 deviance;   // least squares: Σwr²
    f64 null_deviance; // of a model with a constant (and the offset) only
    i64 steps;
};

// Fails with ERR_STOPPED only; look at out->status.
MUST_USE bool regress_linear(ctx *c, struct regress_rows rows, struct regress_fit *out);
MUST_USE bool regress_glm(ctx *c, enum regress_family family, struct regress_rows rows,
                          struct regress_fit *out);

// Whether there are coefficients.
bool regress_found(const struct regress_fit *fit);
// Fails with ERR_REFUSED in plain words where there are none; names[k] are the columns' names (may
// be NULL). Aliased columns pass.
MUST_USE bool regress_check(ctx *c, const struct regress_fit *fit, const str names[]);
// Σ β x of one row.
f64 regress_predict(const struct regress_fit *fit, const f64 x[]);
// Its variance xᵀ V x.
f64 regress_variance(const struct regress_fit *fit, const f64 x[]);
// 1 / (1 + e^−η), never exactly 0 or 1.
f64 regress_logistic(f64 predictor);
