// minimise: finds where a function of a few parameters is least: quasi-Newton steps (GSL's BFGS2)
// where its slope is known, else a simplex (GSL's nmsimplex2), from several starts, inside bounds.
// Says whether it got there, and whether the place is at a bound. Owns nothing, draws nothing at
// random; scratch is given back.
//
// Bounds are kept by a change of variable, so the function is only asked about places inside them:
// two ends by a logistic curve (of the logarithm where low > 0), one end by an exponential.
// R. Fletcher, Practical Methods of Optimization (2nd ed. 1987), §2.6 and §3; J. A. Nelder & R.
// Mead, Computer Journal 7 (1965) 308-313.
#pragma once

#include "base/ctx.h"

#define MINIMISE_SIZE_MAX 32

enum minimise_status {
    MINIMISE_FOUND,     // a minimum inside the bounds
    MINIMISE_AT_BOUND,  // the least value lies where the parameter `bound` is at the end of its
                        // range
    MINIMISE_NOT_FOUND, // the search ended without one: x is the best place seen
};

// The function should be scaled so that its values are near 1 (a mean log-likelihood, not a sum).
struct minimise_search {
    i64 size; // parameters, 1 to MINIMISE_SIZE_MAX
    // The value at x. slope[size] becomes its derivatives unless it is NULL. Not finite where there
    // is no value; at a start there must be one.
    f64 (*at)(const f64 x[], void *data, f64 slope[]);
    void *data;
    bool has_slope; // `at` fills slope; else it is always NULL
    // By parameter; -INFINITY and INFINITY for none; NULL: none at all. Nearer than a
    // ten-thousandth of the range counts as its end, so give a scale or a rate low > 0: then its
    // logarithm counts.
    const f64 *low, *high;
    i64 start_count;
    const f64 *starts;   // start_count × size; moved inside the bounds where they are not
    f64 tolerance;       // relative size of the slope, or of the simplex; 0: 1e-6
    i64 evaluations_max; // of each start; 0: 2,000
};

struct minimise_found {
    enum minimise_status status;
    f64 value;
    i64 bound;       // the first parameter at a bound; -1: none
    i64 agreeing;    // starts that ended with the same value, to a millionth
    i64 evaluations; // of all starts
};

// The best of all starts, in x[size]. Fails with ERR_STOPPED only.
MUST_USE bool minimise(ctx *c, const struct minimise_search *search, f64 x[],
                       struct minimise_found *found);

// The matrix of second derivatives at x (size × size), by differences of the slope, or of the value
// where the slope is not known; steps stay inside the bounds. Not finite where it cannot be told.
void minimise_curvature(const struct minimise_search *search, const f64 x[], f64 curvature[]);
// The inverse of such a matrix: of a sum of negative log-likelihoods it is the covariance of the
// estimates. False, all NaN, when it is not positive definite: then the data do not tell the
// parameters apart.
bool minimise_invert(i64 size, const f64 curvature[], f64 inverse[]);
