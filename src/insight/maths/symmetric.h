// symmetric: solves with matrices of sums of squares (information, covariance, correlation), and
// finds columns that say nothing beyond those before them. Row-major k × k arrays of which the
// lower triangle counts. Owns nothing, never fails, never allocates. Factor is L D Lᵀ with columns
// taken in their order, as cholesky2 of R's survival does: a column whose pivot is not above
// tolerance × its diagonal gets pivot 0, and everything solved for it is 0.
// Source: G. H. Golub & C. F. Van Loan, Matrix Computations (4th ed. 2013), §4.1.
#pragma once

#include "base/base.h"

#define SYMMETRIC_TOLERANCE 1e-9

// In place. The number of columns with a pivot.
i64 symmetric_factor(f64 matrix[], i64 k, f64 tolerance);
static inline bool symmetric_has(const f64 factor[], i64 k, i64 column)
{
    return factor[column * k + column] > 0;
}
// In place: the solution of matrix × x = b.
void symmetric_solve(const f64 factor[], i64 k, f64 b[]);
// b' × inverse × b.
f64 symmetric_square(const f64 factor[], i64 k, const f64 b[]);
// The whole inverse, both triangles; k × k.
void symmetric_inverse(const f64 factor[], i64 k, f64 inverse[]);
