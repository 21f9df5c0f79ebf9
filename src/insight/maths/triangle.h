// triangle: rows of a regression, many, kept as one small upper triangle R with RᵀR = XᵀX, so that
// rows may come one at a time and need not be kept. As exact as a QR decomposition of all rows.
// Owns memory in c->arena of (k + 129)(k + 1) numbers; uses base only. Never sees where rows come
// from.
//
// Idea: rows are collected in a block; a full block is turned to zero by Householder reflections
// against the triangle above it (G. H. Golub & C. F. Van Loan, Matrix Computations, 4th ed. 2013,
// §5.2; the updating of rows as in A. J. Miller, algorithm AS 274, Applied Statistics 41 (1992)
// 458-478). Columns that say nothing new show as a tiny element of the diagonal.
#pragma once

#include "base/ctx.h"

struct triangle {
    i64 columns; // k and one more: the answers stand in the last
    i64 stride;  // from one column to the next
    i64 filled;  // rows in the block
    f64 *cells;  // column by column: `columns` rows of R, then the block
};

// A triangle without rows for k ≥ 0 columns; 1,000 columns take about 9 MB.
void triangle_init(ctx *c, struct triangle *t, i64 k);
// Forgets all rows.
void triangle_clear(struct triangle *t);
// Adds a row x[k] and its answer y, both times `scale` (the root of its weight).
void triangle_add(struct triangle *t, const f64 x[], f64 y, f64 scale);

// What the rows say. Arrays are the caller's: coefficients[k]; aliased[k] is set for columns that
// depend on those before them, whose coefficient is 0; inverse[k][k] becomes (XᵀX)⁻¹, with zeros
// for aliased columns (may be NULL).
struct triangle_solution {
    f64 *coefficients;
    bool *aliased;
    f64 *inverse;
    i64 rank;        // columns that are not aliased
    f64 sum_squares; // of what the columns do not explain
};
// Solves; the triangle stays as it is and may take more rows.
void triangle_solve(ctx *c, struct triangle *t, struct triangle_solution *out);
