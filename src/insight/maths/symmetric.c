#include "insight/maths/symmetric.h"

i64 symmetric_factor(f64 matrix[], i64 k, f64 tolerance)
{
    assert(k >= 0);
    assert(tolerance > 0);
    i64 rank = 0;
    for (i64 j = 0; j < k; j++) {
        f64 *row = matrix + j * k;
        f64 pivot = row[j];
        for (i64 m = 0; m < j; m++)
            pivot -= row[m] * row[m] * matrix[m * k + m];
        bool holds = pivot > tolerance * row[j]; // false for NaN
        rank += holds;
        row[j] = holds ? pivot : 0;
        for (i64 i = j + 1; i < k; i++) {
            f64 *below = matrix + i * k;
            for (i64 m = 0; m < j; m++)
                below[j] -= below[m] * row[m] * matrix[m * k + m];
            below[j] = holds ? below[j] / pivot : 0;
        }
    }
    return rank;
}

static void solve_lower(const f64 factor[], i64 k, f64 b[])
{
    for (i64 i = 0; i < k; i++) {
        if (!symmetric_has(factor, k, i)) {
            b[i] = 0;
            continue;
        }
        for (i64 m = 0; m < i; m++)
            b[i] -= factor[i * k + m] * b[m];
    }
}

void symmetric_solve(const f64 factor[], i64 k, f64 b[])
{
    solve_lower(factor, k, b);
    for (i64 i = k - 1; i >= 0; i--) {
        if (!symmetric_has(factor, k, i)) continue;
        b[i] /= factor[i * k + i];
        for (i64 m = i + 1; m < k; m++)
            b[i] -= factor[m * k + i] * b[m];
    }
}

f64 symmetric_square(const f64 factor[], i64 k, const f64 b[])
{
    assert(k <= 1024);
    f64 half[1024];
    memcpy(half, b, (size_t)k * sizeof half[0]);
    solve_lower(factor, k, half);
    f64 sum = 0;
    for (i64 i = 0; i < k; i++)
        if (symmetric_has(factor, k, i)) sum += half[i] * half[i] / factor[i * k + i];
    return sum;
}

void symmetric_inverse(const f64 factor[], i64 k, f64 inverse[])
{
    assert(k <= 1024);
    f64 column[1024];
    for (i64 j = 0; j < k; j++) {
        memset(column, 0, (size_t)k * sizeof column[0]);
        column[j] = symmetric_has(factor, k, j);
        symmetric_solve(factor, k, column);
        for (i64 i = 0; i < k; i++)
            inverse[i * k + j] = column[i];
    }
}
