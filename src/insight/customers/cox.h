// cox: what makes customers leave sooner or later, others alike: Cox's proportional hazards with
// Efron's ties, its tests, and the test of proportional hazards. Pure; results live in c->arena.
// What cannot be told of a column is said by its status, and the others are worked out without it.
// Sources: D. R. Cox, JRSS B 34 (1972) 187-220; B. Efron, JASA 72 (1977) 557-565; P. M. Grambsch &
// T. M. Therneau, Biometrika 81 (1994) 515-526, in the score form of cox.zph in R's survival ≥ 3.0.
#pragma once

#include "insight/customers/concordance.h"
#include "insight/customers/risk_sets.h"

enum cox_status {
    COX_KNOWN,
    COX_CONSTANT,  // the column has one value
    COX_UNSEEN,    // it does not vary among those at risk whenever anybody left
    COX_REPEATED,  // it follows from the columns before it
    COX_UNBOUNDED, // separation: the likelihood rises without end; value is ±∞
};

struct cox_data {
    struct stays stays;
    i64 columns;
    const f64 *x;    // n × columns, row by row, finite
    const i32 *term; // of each column, from 0, not falling: columns of one factor share it
    i64 term_count;
};

struct cox_coefficient {
    enum cox_status status;
    f64 value, error; // of the logarithm of the hazard ratio per unit; NaN unless known
};

struct cox_test {
    f64 chi_square; // NaN when it cannot be told
    i64 degrees;
    f64 p;
};

struct cox_fit {
    i64 n, left, columns;
    const struct cox_coefficient *coefficients;
    f64 log_likelihood_null, log_likelihood;
    struct cox_test likelihood_ratio, wald, score; // of all known columns together
    struct concordance concordance;
    i64 iterations;
    // Sorted and standardised rows, for cox_hazards_test.
    struct risk_sets sets;
    const f64 *beta; // per standard deviation; 0 where not known
};

// ERR_REFUSED when nobody left, all columns are constant or unseen, or values too large.
// ERR_STOPPED. Takes n log n steps to sort and n k² / 2 for each of some 5 rounds of Newton's
// method.
MUST_USE bool cox_fit(ctx *c, const struct cox_data *data, struct cox_fit *out);

// Which clock the effects are tested against.
enum cox_clock {
    CLOCK_KM,   // 1 - Kaplan-Meier just before; what cox.zph does unless told otherwise
    CLOCK_RANK, // of the time among all times
    CLOCK_IDENTITY,
};

struct cox_hazards {
    struct cox_test all;
    const struct cox_test *terms; // data.term_count
};

// Do effects stay the same over time? Small p: they do not. NaN when a column has no bounds.
MUST_USE bool cox_hazards_test(ctx *c, const struct cox_data *data, const struct cox_fit *fit,
                               enum cox_clock clock, struct cox_hazards *out);
