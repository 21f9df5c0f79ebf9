// Idea of the subsets: columns are swept out of the correlation matrix one driver at a time; what
// is left of the outcome's variance is 1 - R². Walking subsets depth first, each adds one driver
// later than all it has, so that only later columns are swept: 2^p subsets cost some 6 steps each,
// not p³. Invariant: level d of the walk holds the matrix after sweeping out d drivers.
#include "insight/drivers/drivers.h"

#include <gsl/gsl_eigen.h>
#include <math.h>

#include "insight/maths/chance.h"
#include "insight/drivers/drivers_parts.h"
#include "insight/maths/symmetric.h"

#define PIVOT_SMALL   1e-9
#define SHUFFLES_MIN  200
#define SHUFFLES_MAX  10000
#define SHUFFLES_WORK 3e9 // shuffles × columns³

// First column of each driver; driver_count + 1.
static i64 *starts_of(ctx *c, const struct drivers_input *input)
{
    i64 *start = NEW_ARRAY(c->arena, i64, input->driver_count + 1);
    for (i64 j = 0; j < input->columns; j++) {
        assert(input->driver[j] >= 0 && input->driver[j] < input->driver_count);
        assert(j == 0 || input->driver[j] >= input->driver[j - 1]);
        start[input->driver[j] + 1] = j + 1;
    }
    for (i64 d = 1; d <= input->driver_count; d++)
        start[d] = MAX(start[d], start[d - 1]);
    return start;
}

// Sweeps columns from … to - 1 out of those from `to` on; lower triangle, k columns.
static void sweep(f64 matrix[], i64 k, i64 from, i64 to)
{
    for (i64 p = from; p < to; p++) {
        f64 pivot = matrix[p * k + p];
        if (!(pivot > PIVOT_SMALL)) continue; // it follows from those swept out already
        for (i64 a = p + 1; a < k; a++) {
            f64 part = matrix[a * k + p] / pivot;
            if (part == 0) continue;
            for (i64 b = p + 1; b <= a; b++)
                matrix[a * k + b] -= part * matrix[b * k + p];
        }
    }
}

// --- All subsets ---

struct subsets {
    i64 k; // columns and outcome
    i64 drivers;
    const i64 *start;
    f64 **level;
    f64 *explained; // R² by set of drivers, one bit each
};

static void subsets_walk(struct subsets *s, i64 depth, i64 next, i64 set)
{
    const f64 *from = s->level[depth];
    f64 *to = s->level[depth + 1];
    for (i64 d = next; d < s->drivers; d++) {
        for (i64 a = s->start[d]; a < s->k; a++)
            memcpy(to + a * s->k + s->start[d], from + a * s->k + s->start[d],
                   (size_t)(a - s->start[d] + 1) * sizeof to[0]);
        sweep(to, s->k, s->start[d], s->start[d + 1]);
        i64 with = set | (i64)1 << d;
        s->explained[with] = 1 - to[s->k * s->k - 1];
        subsets_walk(s, depth + 1, d + 1, with);
    }
}

// Mean gain over all orders: a subset of s drivers precedes driver j in s! (p - s - 1)! of p!
// orders.
static void lmg_of_subsets(const struct subsets *s, f64 lmg[])
{
    i64 p = s->drivers;
    f64 weight[DRIVERS_EXACT_MAX + 1];
    weight[0] = 1 / (f64)p;
    for (i64 size = 1; size < p; size++)
        weight[size] = weight[size - 1] * (f64)size / (f64)(p - size);
    for (i64 set = 0; set < (i64)1 << p; set++) {
        i64 size = __builtin_popcountll((u64)set);
        f64 inside = size ? weight[size - 1] * s->explained[set] : 0;
        f64 outside = size < p ? weight[size] * s->explained[set] : 0;
        for (i64 j = 0; j < p; j++)
            lmg[j] += set >> j & 1 ? inside : -outside;
    }
}

f64 drivers_lmg(ctx *c, const struct drivers_input *input, f64 lmg[])
{
    assert(input->driver_count >= 1);
    assert(input->driver_count <= DRIVERS_EXACT_MAX);
    struct arena_mark mark = arena_mark(c->arena);
    i64 k = input->columns + 1, p = input->driver_count;
    struct subsets s = {k, p, starts_of(c, input), NEW_ARRAY(c->arena, f64 *, p + 2),
                        NEW_ARRAY(c->arena, f64, (i64)1 << p)};
    for (i64 depth = 0; depth <= p; depth++)
        s.level[depth] = NEW_ARRAY(c->arena, f64, k * k);
    memcpy(s.level[0], input->correlation, (size_t)(k * k) * sizeof(f64));
    subsets_walk(&s, 0, 0, 0);
    memset(lmg, 0, (size_t)p * sizeof lmg[0]);
    lmg_of_subsets(&s, lmg);
    f64 all = s.explained[((i64)1 << p) - 1];
    arena_rewind(c->arena, mark);
    return all;
}

// --- Orders ---

// Room for columns in another order.
struct ordered {
    i64 k;
    const i64 *start;
    i64 *column;
    f64 *matrix;
};

static struct ordered ordered_new(ctx *c, const struct drivers_input *input)
{
    i64 k = input->columns + 1;
    return (struct ordered){k, starts_of(c, input), NEW_ARRAY(c->arena, i64, k),
                            NEW_ARRAY(c->arena, f64, k * k)};
}

// The gain in R² of each driver when they come in this order; gain[] is by driver. Returns R².
static f64 gains(struct ordered *o, const struct drivers_input *input, const i64 order[],
                 f64 gain[])
{
    i64 at = 0, k = o->k;
    for (i64 i = 0; i < input->driver_count; i++)
        for (i64 j = o->start[order[i]]; j < o->start[order[i] + 1]; j++)
            o->column[at++] = j;
    o->column[at] = input->columns;
    for (i64 a = 0; a < k; a++)
        for (i64 b = 0; b <= a; b++)
            o->matrix[a * k + b] = input->correlation[o->column[a] * k + o->column[b]];
    f64 left = 1;
    at = 0;
    for (i64 i = 0; i < input->driver_count; i++) {
        i64 next = at + o->start[order[i] + 1] - o->start[order[i]];
        sweep(o->matrix, k, at, next);
        gain[order[i]] = left - o->matrix[k * k - 1];
        left = o->matrix[k * k - 1];
        at = next;
    }
    return 1 - left;
}

static void order_set(i64 order[], i64 count)
{
    for (i64 i = 0; i < count; i++)
        order[i] = i;
}

static void order_shuffle(i64 order[], i64 count, gsl_rng *rng)
{
    for (i64 i = count - 1; i > 0; i--) {
        i64 other = chance_below(rng, i + 1), was = order[i];
        order[i] = order[other];
        order[other] = was;
    }
}

static void order_turn(i64 order[], i64 count)
{
    for (i64 i = 0, j = count - 1; i < j; i++, j--) {
        i64 was = order[i];
        order[i] = order[j];
        order[j] = was;
    }
}

// lmg from `shuffles` orders and their reverses (whose gains err the other way); error[] may be
// NULL. J. Castro, D. Gómez & J. Tejada, Computers & Operations Research 36 (2009) 1726-1730.
static f64 lmg_sampled(ctx *c, const struct drivers_input *input, i64 shuffles, gsl_rng *rng,
                       f64 lmg[], f64 error[])
{
    struct arena_mark mark = arena_mark(c->arena);
    i64 p = input->driver_count, *order = NEW_ARRAY(c->arena, i64, p);
    struct ordered ordered = ordered_new(c, input);
    f64 *there = NEW_ARRAY(c->arena, f64, p), *back = NEW_ARRAY(c->arena, f64, p);
    f64 *squares = NEW_ARRAY(c->arena, f64, p), all = 0;
    memset(lmg, 0, (size_t)p * sizeof lmg[0]);
    order_set(order, p);
    for (i64 turn = 1; turn <= shuffles; turn++) {
        order_shuffle(order, p, rng);
        all = gains(&ordered, input, order, there);
        order_turn(order, p);
        (void)gains(&ordered, input, order, back);
        for (i64 j = 0; j < p; j++) {
            f64 gain = (there[j] + back[j]) / 2, away = gain - lmg[j];
            lmg[j] += away / (f64)turn;
            squares[j] += away * (gain - lmg[j]);
        }
    }
    for (i64 j = 0; error && j < p; j++)
        error[j] = sqrt(squares[j] / (f64)(shuffles - 1) / (f64)shuffles);
    arena_rewind(c->arena, mark);
    return all;
}

f64 drivers_lmg_any(ctx *c, const struct drivers_input *input, i64 shuffles, u64 seed, f64 lmg[])
{
    if (input->driver_count <= DRIVERS_RESAMPLED_EXACT_MAX) return drivers_lmg(c, input, lmg);
    struct arena_mark mark = arena_mark(c->arena);
    f64 all = lmg_sampled(c, input, shuffles, chance_new(c, seed), lmg, NULL);
    arena_rewind(c->arena, mark);
    return all;
}

// --- Other measures ---

static void set_first_and_last(ctx *c, const struct drivers_input *input, struct drivers *out)
{
    i64 p = input->driver_count, *order = NEW_ARRAY(c->arena, i64, p);
    f64 *gain = NEW_ARRAY(c->arena, f64, p);
    struct ordered ordered = ordered_new(c, input);
    for (i64 j = 0; j < p; j++) {
        order_set(order, p);
        order[0] = j;
        order[j] = 0;
        (void)gains(&ordered, input, order, gain);
        out->list[j].first = gain[j];
        order_set(order, p);
        order[p - 1] = j;
        order[j] = p - 1;
        out->r_squared = gains(&ordered, input, order, gain);
        out->list[j].last = gain[j];
    }
}

// The factor of the columns' own correlations with column `last` moved to the end.
static void factor_with_last(const struct drivers_input *input, i64 last, f64 matrix[])
{
    i64 k = input->columns, wide = k + 1;
    for (i64 a = 0; a < k; a++) {
        i64 x = a == k - 1 ? last : a == last ? k - 1 : a;
        for (i64 b = 0; b <= a; b++) {
            i64 y = b == k - 1 ? last : b == last ? k - 1 : b;
            matrix[a * k + b] = input->correlation[x * wide + y];
        }
    }
    symmetric_factor(matrix, k, PIVOT_SMALL);
}

static void set_vif(ctx *c, const struct drivers_input *input, struct drivers *out)
{
    i64 k = input->columns;
    f64 *matrix = NEW_ARRAY(c->arena, f64, k * k);
    for (i64 d = 0; d < input->driver_count; d++)
        out->list[d].vif = NAN;
    for (i64 j = 0; j < k; j++) {
        bool alone = (j == 0 || input->driver[j - 1] != input->driver[j]) &&
                     (j == k - 1 || input->driver[j + 1] != input->driver[j]);
        factor_with_last(input, j, matrix);
        f64 unexplained = matrix[k * k - 1];
        if (!(unexplained > 0)) out->singular = true;
        if (!alone) continue;
        out->list[input->driver[j]].vif = (f64)INFINITY;
        if (unexplained > 0) out->list[input->driver[j]].vif = 1 / unexplained;
    }
}

static void set_coefficients(ctx *c, const struct drivers_input *input, struct drivers *out)
{
    i64 k = input->columns, wide = k + 1;
    f64 *matrix = NEW_ARRAY(c->arena, f64, k * k);
    out->coefficients = NEW_ARRAY(c->arena, f64, k);
    factor_with_last(input, k - 1, matrix);
    for (i64 j = 0; j < k; j++)
        out->coefficients[j] = input->correlation[k * wide + j];
    symmetric_solve(matrix, k, out->coefficients);
    for (i64 j = 0; j < k; j++) {
        if (out->singular) out->coefficients[j] = NAN;
        out->list[input->driver[j]].pratt +=
            out->coefficients[j] * input->correlation[k * wide + j];
    }
}

static void eigen_free(void *room)
{
    gsl_eigen_symmv_free(room);
}

// Eigenvalues and vectors (column m belongs to value m) of the columns' own correlations.
static void eigen(ctx *c, const struct drivers_input *input, f64 values[], f64 vectors[])
{
    i64 k = input->columns;
    f64 *matrix = NEW_ARRAY(c->arena, f64, k * k);
    for (i64 a = 0; a < k; a++)
        memcpy(matrix + a * k, input->correlation + a * (k + 1), (size_t)k * sizeof(f64));
    gsl_eigen_symmv_workspace *room = gsl_eigen_symmv_alloc((size_t)k);
    if (!room) arena_full(c->arena, true);
    arena_defer(c->arena, eigen_free, room);
    gsl_matrix_view m = gsl_matrix_view_array(matrix, (size_t)k, (size_t)k);
    gsl_matrix_view v = gsl_matrix_view_array(vectors, (size_t)k, (size_t)k);
    gsl_vector_view w = gsl_vector_view_array(values, (size_t)k);
    (void)gsl_eigen_symmv(&m.matrix, &w.vector, &v.matrix, room);
}

// Relative weights: columns are replaced by their nearest uncorrelated ones, whose shares are
// handed back by squared loadings. Columns that follow from others take part by the pseudo-inverse.
// False when the correlations are no correlations of any rows.
static bool set_johnson(ctx *c, const struct drivers_input *input, struct drivers *out)
{
    i64 k = input->columns;
    f64 *value = NEW_ARRAY(c->arena, f64, k), *vector = NEW_ARRAY(c->arena, f64, k * k);
    f64 *beta = NEW_ARRAY(c->arena, f64, k), lowest = 0;
    eigen(c, input, value, vector);
    for (i64 m = 0; m < k; m++) {
        f64 along = 0;
        lowest = fmin(lowest, value[m]);
        if (value[m] < PIVOT_SMALL) continue;
        for (i64 a = 0; a < k; a++)
            along += vector[a * k + m] * input->correlation[k * (k + 1) + a];
        for (i64 a = 0; a < k; a++)
            beta[a] += vector[a * k + m] * along / sqrt(value[m]);
    }
    for (i64 a = 0; a < k; a++) {
        for (i64 b = 0; b < k; b++) {
            f64 loading = 0;
            for (i64 m = 0; m < k; m++)
                loading += vector[a * k + m] * vector[b * k + m] * sqrt(fmax(0, value[m]));
            out->list[input->driver[a]].johnson += loading * loading * beta[b] * beta[b];
        }
    }
    return lowest >= DRIVERS_EIGEN_LEAST;
}

static bool fail_contradiction(ctx *c)
{
    return fail_with(c, ERR_REFUSED,
                     tr(c, "correlations from different rows contradict one another"),
                     tr(c, "Too much is missing for --missing-answers pairwise: leave out the "
                           "columns with most gaps, or take complete."));
}

bool drivers_measure(ctx *c, const struct drivers_input *input, gsl_rng *rng, struct drivers *out)
{
    assert(input->columns >= 1 && input->columns <= DRIVERS_MAX);
    assert(input->driver_count >= 1 && input->driver_count <= input->columns);
    i64 p = input->driver_count;
    *out = (struct drivers){.list = NEW_ARRAY(c->arena, struct driver, p),
                            .sampled = p > DRIVERS_EXACT_MAX};
    assert(!out->sampled || rng);
    set_first_and_last(c, input, out);
    set_vif(c, input, out);
    set_coefficients(c, input, out);
    bool sound = set_johnson(c, input, out);
    if (!sound || out->r_squared > 1 + 1e-9) return fail_contradiction(c);
    f64 *lmg = NEW_ARRAY(c->arena, f64, p), *error = NEW_ARRAY(c->arena, f64, p);
    f64 affordable = SHUFFLES_WORK / pow((f64)input->columns, 3);
    if (out->sampled) {
        out->shuffles = (i64)fmax(SHUFFLES_MIN, fmin(SHUFFLES_MAX, affordable));
        (void)lmg_sampled(c, input, out->shuffles, rng, lmg, error);
    } else {
        (void)drivers_lmg(c, input, lmg);
    }
    if (ctx_stopped(c)) return false;
    for (i64 j = 0; j < p; j++) {
        out->list[j].lmg = lmg[j];
        out->list[j].lmg_error = error[j];
    }
    return true;
}
