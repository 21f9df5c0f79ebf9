// Invariant: below the first filled rows of the block nothing is read; cells under R's diagonal are
// not read either.
#include "insight/maths/triangle.h"

#include <math.h>

#define BLOCK_ROWS 128
#define ALIASED    1e-9 // a column whose new part is smaller than this share of it says nothing new

void triangle_init(ctx *c, struct triangle *t, i64 k)
{
    assert(k >= 0);
    i64 columns = k + 1, stride = columns + BLOCK_ROWS;
    *t = (struct triangle){columns, stride, 0, NEW_ARRAY(c->arena, f64, columns * stride)};
    triangle_clear(t);
}

void triangle_clear(struct triangle *t)
{
    memset(t->cells, 0, (size_t)(t->columns * t->stride) * sizeof t->cells[0]);
    t->filled = 0;
}

// Four sums at a time: the additions need not wait for each other.
static f64 dot(const f64 a[], const f64 b[], i64 n)
{
    f64 sum[4] = {0, 0, 0, 0};
    i64 i = 0;
    for (; i + 4 <= n; i += 4)
        for (i64 j = 0; j < 4; j++)
            sum[j] += a[i + j] * b[i + j];
    for (; i < n; i++)
        sum[0] += a[i] * b[i];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

// Reflects the block's column j into R's diagonal, and the columns after it with it.
static void reflect(struct triangle *t, i64 j)
{
    f64 *top = t->cells + j * t->stride + j, *below = t->cells + j * t->stride + t->columns;
    f64 squares = dot(below, below, t->filled);
    if (squares == 0) return;
    f64 norm = sqrt(*top * *top + squares);
    f64 pivot = *top <= 0 ? *top - norm : -squares / (*top + norm); // without cancellation
    f64 factor = 2 * pivot * pivot / (squares + pivot * pivot);
    for (i64 i = 0; i < t->filled; i++)
        below[i] /= pivot;
    *top = norm;
    for (i64 l = j + 1; l < t->columns; l++) {
        f64 *other_top = t->cells + l * t->stride + j;
        f64 *other = t->cells + l * t->stride + t->columns;
        f64 step = factor * (*other_top + dot(below, other, t->filled));
        *other_top -= step;
        for (i64 i = 0; i < t->filled; i++)
            other[i] -= step * below[i];
    }
}

static void empty_block(struct triangle *t)
{
    if (!t->filled) return;
    for (i64 j = 0; j < t->columns; j++)
        reflect(t, j);
    t->filled = 0;
}

void triangle_add(struct triangle *t, const f64 x[], f64 y, f64 scale)
{
    if (t->filled == BLOCK_ROWS) empty_block(t);
    f64 *row = t->cells + t->columns + t->filled;
    for (i64 j = 0; j < t->columns - 1; j++)
        row[j * t->stride] = scale * x[j];
    row[(t->columns - 1) * t->stride] = scale * y;
    t->filled++;
}

// A copy of R, row by row, whose columns are left out as they turn out to be aliased.
struct reduced {
    i64 rows, columns; // columns kept so far, answers included
    f64 *cells;        // [row * rows + column]
    i64 *from;         // which of R's columns it was
};

static struct reduced reduced_of(ctx *c, const struct triangle *t)
{
    struct reduced r = {t->columns, t->columns, NULL, NULL};
    r.cells = NEW_ARRAY(c->arena, f64, r.rows * r.rows);
    r.from = NEW_ARRAY(c->arena, i64, r.rows);
    for (i64 j = 0; j < r.columns; j++) {
        r.from[j] = j;
        for (i64 i = 0; i < r.rows; i++)
            r.cells[i * r.rows + j] = i <= j ? t->cells[j * t->stride + i] : 0;
    }
    return r;
}

// Leaves out a column and turns what then stands below the diagonal to zero, one pair of rows after
// the other (Givens).
static void leave_out(struct reduced *r, i64 column)
{
    for (i64 j = column; j + 1 < r->columns; j++) {
        r->from[j] = r->from[j + 1];
        for (i64 i = 0; i < r->rows; i++)
            r->cells[i * r->rows + j] = r->cells[i * r->rows + j + 1];
    }
    r->columns--;
    for (i64 j = column; j < r->columns; j++) {
        f64 *upper = r->cells + j * r->rows, *lower = upper + r->rows;
        f64 length = hypot(upper[j], lower[j]);
        if (length == 0) continue;
        f64 cosine = upper[j] / length, sine = lower[j] / length;
        for (i64 l = j; l < r->columns; l++) {
            f64 above = upper[l], below = lower[l];
            upper[l] = cosine * above + sine * below;
            lower[l] = cosine * below - sine * above;
        }
    }
}

static bool is_aliased(const struct reduced *r, i64 column)
{
    f64 squares = 0;
    for (i64 i = 0; i <= column; i++)
        squares += r->cells[i * r->rows + column] * r->cells[i * r->rows + column];
    return fabs(r->cells[column * r->rows + column]) <= ALIASED * sqrt(squares);
}

static void solve_back(const struct reduced *r, f64 values[])
{
    for (i64 i = r->columns - 2; i >= 0; i--) {
        f64 rest = values[i];
        for (i64 j = i + 1; j < r->columns - 1; j++)
            rest -= r->cells[i * r->rows + j] * values[j];
        values[i] = rest / r->cells[i * r->rows + i];
    }
}

// (RᵀR)⁻¹ = R⁻¹ R⁻ᵀ, from the columns of R⁻¹.
static void invert(ctx *c, const struct reduced *r, f64 inverse[], i64 k)
{
    i64 rank = r->columns - 1;
    f64 *roots = NEW_ARRAY(c->arena, f64, MAX(rank * rank, 1)); // column by column
    for (i64 j = 0; j < rank; j++) {
        memset(roots + j * rank, 0, (size_t)rank * sizeof roots[0]);
        roots[j * rank + j] = 1;
        solve_back(r, roots + j * rank);
    }
    memset(inverse, 0, (size_t)(k * k) * sizeof inverse[0]);
    for (i64 a = 0; a < rank; a++)
        for (i64 b = 0; b < rank; b++) {
            f64 sum = 0;
            for (i64 j = MAX(a, b); j < rank; j++)
                sum += roots[j * rank + a] * roots[j * rank + b];
            inverse[r->from[a] * k + r->from[b]] = sum;
        }
}

void triangle_solve(ctx *c, struct triangle *t, struct triangle_solution *out)
{
    empty_block(t);
    struct arena_mark mark = arena_mark(c->arena);
    i64 k = t->columns - 1;
    struct reduced r = reduced_of(c, t);
    for (i64 j = 0; j < k; j++)
        out->aliased[j] = true;
    for (i64 j = 0; j < r.columns - 1;) {
        if (is_aliased(&r, j)) {
            leave_out(&r, j);
        } else {
            out->aliased[r.from[j]] = false;
            j++;
        }
    }
    i64 last = r.columns - 1;
    f64 *values = NEW_ARRAY(c->arena, f64, r.rows);
    for (i64 i = 0; i < r.rows; i++)
        values[i] = r.cells[i * r.rows + last];
    out->rank = last;
    out->sum_squares = 0;
    for (i64 i = last; i < r.rows; i++)
        out->sum_squares += values[i] * values[i];
    solve_back(&r, values);
    memset(out->coefficients, 0, (size_t)k * sizeof out->coefficients[0]);
    for (i64 i = 0; i < last; i++)
        out->coefficients[r.from[i]] = values[i];
    if (out->inverse) invert(c, &r, out->inverse, k);
    arena_rewind(c->arena, mark);
}
