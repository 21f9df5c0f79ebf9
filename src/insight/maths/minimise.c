// Idea: the search runs in u, where every u is a legal place: x = low + e^u, or a logistic curve
// between two bounds, of x or (low > 0) of log x, with slope 1 in the middle. What the function
// cannot answer counts as HOPELESS, so that a line search steps back. GSL's BFGS2 ends with "no
// progress" both at a minimum, when rounding hides further descent, and where it is stuck; the
// slope at the end tells the two apart, and a simplex helps those that are stuck.
#include "insight/maths/minimise.h"

#include <math.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_multimin.h>

#define HOPELESS        1e100
#define TOLERANCE       1e-6
#define EVALUATIONS_MAX 2000
#define ROUNDING        1e3  // slopes this many tolerances large may be what rounding leaves
#define BOUND_SHARE     1e-4 // of a range: nearer than that is at its end
#define START_SHARE     0.01 // starts are kept this far from the ends
#define SAME            1e-6

struct run {
    const struct minimise_search *search;
    i64 asked, evaluations; // the second without repeats
    // The place asked about last: line searches ask for value and slope one after the other.
    bool is_known;
    f64 u[MINIMISE_SIZE_MAX], value, slope[MINIMISE_SIZE_MAX];
};

struct range {
    f64 low, high;
    bool log; // both are logarithms
};

static struct range range_of(const struct minimise_search *search, i64 i)
{
    struct range range = {.low = -INFINITY, .high = INFINITY};
    if (search->low) range.low = search->low[i];
    if (search->high) range.high = search->high[i];
    assert(range.low < range.high);
    bool log_scale = range.low > 0 && isfinite(range.high);
    return log_scale ? (struct range){log(range.low), log(range.high), true} : range;
}

// x of u; *slope becomes dx/du.
static f64 outside(struct range range, f64 u, f64 *slope)
{
    f64 x = u, width = range.high - range.low;
    *slope = 1;
    if (isfinite(width)) {
        f64 share = 1 / (1 + exp(-4 * u / width));
        *slope = 4 * share * (1 - share);
        x = range.low + width * share;
    } else if (isfinite(range.low)) {
        *slope = exp(fmin(u, 700));
        x = range.low + *slope;
    } else if (isfinite(range.high)) {
        *slope = exp(fmin(-u, 700));
        x = range.high - *slope;
    }
    if (range.log) {
        x = exp(fmin(x, 700));
        *slope *= x;
    }
    return x;
}

static f64 start_distance(f64 bound)
{
    return START_SHARE * fmax(1, fabs(bound));
}

static f64 inside(struct range range, f64 x)
{
    f64 at = range.log ? log(fmax(x, 1e-300)) : x, width = range.high - range.low;
    if (isfinite(width)) {
        f64 share = fmin(fmax((at - range.low) / width, START_SHARE), 1 - START_SHARE);
        return width / 4 * log(share / (1 - share));
    }
    if (isfinite(range.low)) return log(fmax(at - range.low, start_distance(range.low)));
    if (isfinite(range.high)) return -log(fmax(range.high - at, start_distance(range.high)));
    return at;
}

static bool is_at_bound(struct range range, f64 x)
{
    f64 at = range.log ? log(x) : x, width = range.high - range.low;
    if (isfinite(width)) {
        f64 share = (at - range.low) / width;
        return share < BOUND_SHARE || share > 1 - BOUND_SHARE;
    }
    f64 near = 1e-8 * fmax(1, fabs(at));
    return at - range.low < near || range.high - at < near;
}

static bool is_known_place(const struct run *run, const gsl_vector *u)
{
    for (i64 i = 0; run->is_known && i < run->search->size; i++) {
        if (run->u[i] != gsl_vector_get(u, (size_t)i)) return false;
    }
    return run->is_known;
}

static void look(struct run *run, const gsl_vector *u)
{
    const struct minimise_search *search = run->search;
    f64 x[MINIMISE_SIZE_MAX], change[MINIMISE_SIZE_MAX] = {0}, slope[MINIMISE_SIZE_MAX] = {0};
    for (i64 i = 0; i < search->size; i++) {
        run->u[i] = gsl_vector_get(u, (size_t)i);
        x[i] = outside(range_of(search, i), run->u[i], &change[i]);
    }
    f64 value = search->at(x, search->data, search->has_slope ? slope : NULL);
    run->value = fabs(value) < HOPELESS ? value : HOPELESS;
    for (i64 i = 0; i < search->size; i++) {
        f64 step = slope[i] * change[i];
        run->slope[i] = isfinite(step) ? step : 0;
    }
    run->is_known = true;
    run->evaluations++;
}

static void value_and_slope(const gsl_vector *u, void *data, f64 *value, gsl_vector *slope)
{
    struct run *run = data;
    run->asked++;
    if (!is_known_place(run, u)) look(run, u);
    *value = run->value;
    for (i64 i = 0; slope && i < run->search->size; i++)
        gsl_vector_set(slope, (size_t)i, run->slope[i]);
}

// Not so at the end of a slide without a bottom.
static bool is_value(f64 value)
{
    return fabs(value) < HOPELESS / 1e10;
}

static f64 value_at(const gsl_vector *u, void *data)
{
    f64 value;
    value_and_slope(u, data, &value, NULL);
    return value;
}

static void slope_at(const gsl_vector *u, void *data, gsl_vector *slope)
{
    f64 value;
    value_and_slope(u, data, &value, slope);
}

static void vector_free(void *vector)
{
    gsl_vector_free(vector);
}

static void slopes_free(void *minimizer)
{
    gsl_multimin_fdfminimizer_free(minimizer);
}

static void simplex_free(void *minimizer)
{
    gsl_multimin_fminimizer_free(minimizer);
}

static gsl_vector *vector_new(ctx *c, i64 size)
{
    gsl_vector *vector = gsl_vector_calloc((size_t)size);
    if (!vector) arena_full(c->arena, true);
    arena_defer(c->arena, vector_free, vector);
    return vector;
}

// One way of searching, from u to u; *arrived tells whether its own test was met. Fails when
// stopped.
struct way {
    f64 tolerance;
    i64 evaluations_max;
};

static bool search_by_slope(ctx *c, struct run *run, struct way way, gsl_vector *u, f64 *value,
                            bool *arrived)
{
    size_t size = u->size;
    gsl_multimin_fdfminimizer *minimizer =
        gsl_multimin_fdfminimizer_alloc(gsl_multimin_fdfminimizer_vector_bfgs2, size);
    if (!minimizer) arena_full(c->arena, true);
    arena_defer(c->arena, slopes_free, minimizer);
    gsl_multimin_function_fdf function = {
        .f = value_at, .df = slope_at, .fdf = value_and_slope, .n = size, .params = run};
    gsl_multimin_fdfminimizer_set(minimizer, &function, u, 0.1, 0.1);

    i64 end = run->asked + way.evaluations_max;
    int progress = GSL_SUCCESS;
    for (*arrived = false; progress == GSL_SUCCESS && !*arrived && run->asked < end;) {
        if (ctx_stopped(c)) return false;
        progress = gsl_multimin_fdfminimizer_iterate(minimizer);
        f64 allowed = way.tolerance * fmax(1, fabs(minimizer->f));
        if (progress != GSL_SUCCESS) allowed *= ROUNDING;
        *arrived = gsl_multimin_test_gradient(minimizer->gradient, allowed) == GSL_SUCCESS &&
                   is_value(minimizer->f);
    }
    gsl_vector_memcpy(u, minimizer->x);
    *value = minimizer->f;
    return true;
}

static bool search_by_simplex(ctx *c, struct run *run, struct way way, gsl_vector *u, f64 *value,
                              bool *arrived)
{
    gsl_multimin_fminimizer *minimizer =
        gsl_multimin_fminimizer_alloc(gsl_multimin_fminimizer_nmsimplex2, u->size);
    if (!minimizer) arena_full(c->arena, true);
    arena_defer(c->arena, simplex_free, minimizer);
    gsl_vector *step = vector_new(c, (i64)u->size);
    gsl_multimin_function function = {.f = value_at, .n = u->size, .params = run};

    // A simplex can collapse before it is there: it is set up once more where it ended.
    *arrived = false;
    for (int round = 0; round < 2; round++) {
        gsl_vector_set_all(step, round == 0 ? 0.5 : 0.1);
        if (gsl_multimin_fminimizer_set(minimizer, &function, u, step) != GSL_SUCCESS) return true;
        i64 end = run->asked + way.evaluations_max / 2;
        int progress = GSL_SUCCESS;
        for (*arrived = false; progress == GSL_SUCCESS && !*arrived && run->asked < end;) {
            if (ctx_stopped(c)) return false;
            progress = gsl_multimin_fminimizer_iterate(minimizer);
            *arrived = gsl_multimin_test_size(minimizer->size, way.tolerance) == GSL_SUCCESS &&
                       is_value(minimizer->fval);
        }
        gsl_vector_memcpy(u, minimizer->x);
        *value = minimizer->fval;
    }
    return true;
}

// From one start: by slope; where that is stuck, by simplex and by slope again.
static bool search_from(ctx *c, struct run *run, const f64 start[], gsl_vector *u, f64 *value,
                        bool *arrived)
{
    const struct minimise_search *search = run->search;
    struct way way = {search->tolerance > 0 ? search->tolerance : TOLERANCE,
                      search->evaluations_max > 0 ? search->evaluations_max : EVALUATIONS_MAX};
    for (i64 i = 0; i < search->size; i++)
        gsl_vector_set(u, (size_t)i, inside(range_of(search, i), start[i]));
    *arrived = false;
    if (search->has_slope && !search_by_slope(c, run, way, u, value, arrived)) return false;
    if (*arrived) return true;
    if (!search_by_simplex(c, run, way, u, value, arrived)) return false;
    return !search->has_slope || search_by_slope(c, run, way, u, value, arrived);
}

bool minimise(ctx *c, const struct minimise_search *search, f64 x[], struct minimise_found *found)
{
    assert(search->size >= 1 && search->size <= MINIMISE_SIZE_MAX);
    assert(search->start_count >= 1);
    struct arena_mark mark = arena_mark(c->arena);
    struct run run = {.search = search};
    gsl_vector *u = vector_new(c, search->size), *best = vector_new(c, search->size);
    f64 *values = NEW_ARRAY(c->arena, f64, search->start_count);
    *found = (struct minimise_found){MINIMISE_NOT_FOUND, INFINITY, -1, 0, 0};
    bool going = true;
    for (i64 s = 0; going && s < search->start_count; s++) {
        bool arrived;
        going = search_from(c, &run, &search->starts[s * search->size], u, &values[s], &arrived);
        if (!going || !(values[s] < found->value)) continue;
        found->value = values[s];
        found->status = arrived ? MINIMISE_FOUND : MINIMISE_NOT_FOUND;
        gsl_vector_memcpy(best, u);
    }
    for (i64 i = 0; going && i < search->size; i++) {
        f64 slope;
        x[i] = outside(range_of(search, i), gsl_vector_get(best, (size_t)i), &slope);
        if (found->bound < 0 && is_at_bound(range_of(search, i), x[i])) found->bound = i;
    }
    if (found->bound >= 0) found->status = MINIMISE_AT_BOUND;
    for (i64 s = 0; going && s < search->start_count; s++)
        found->agreeing += values[s] - found->value <= SAME * fmax(1, fabs(found->value));
    found->evaluations = run.evaluations;
    arena_rewind(c->arena, mark);
    return going;
}

// --- Curvature ---

// A step that fits the number and the room on both sides of it.
static f64 step_of(const struct minimise_search *search, const f64 x[], i64 i, f64 relative)
{
    f64 step = relative * fmax(fabs(x[i]), 1e-8);
    if (!search->low || search->low[i] <= 0) step = fmax(step, relative * 1e-2);
    if (search->low) step = fmin(step, (x[i] - search->low[i]) / 2);
    if (search->high) step = fmin(step, (search->high[i] - x[i]) / 2);
    return step;
}

static f64 moved(const struct minimise_search *search, const f64 x[], const f64 by[], f64 slope[])
{
    f64 at[MINIMISE_SIZE_MAX];
    for (i64 i = 0; i < search->size; i++)
        at[i] = x[i] + by[i];
    return search->at(at, search->data, slope);
}

static void curvature_by_slope(const struct minimise_search *search, const f64 x[], f64 raw[])
{
    i64 size = search->size;
    for (i64 i = 0; i < size; i++) {
        f64 by[MINIMISE_SIZE_MAX] = {0}, above[MINIMISE_SIZE_MAX], below[MINIMISE_SIZE_MAX];
        f64 step = by[i] = step_of(search, x, i, 1e-4);
        moved(search, x, by, above);
        by[i] = -step;
        moved(search, x, by, below);
        for (i64 k = 0; k < size; k++)
            raw[i * size + k] = (above[k] - below[k]) / (2 * step);
    }
}

static f64 mixed_difference(const struct minimise_search *search, const f64 x[], i64 i, i64 k)
{
    f64 step_i = step_of(search, x, i, 1e-3), step_k = step_of(search, x, k, 1e-3), sum = 0;
    for (int a = -1; a <= 1; a += 2) {
        for (int b = -1; b <= 1; b += 2) {
            f64 by[MINIMISE_SIZE_MAX] = {0};
            by[i] += a * step_i;
            by[k] += b * step_k;
            sum += a * b * moved(search, x, by, NULL);
        }
    }
    return sum / (4 * step_i * step_k);
}

void minimise_curvature(const struct minimise_search *search, const f64 x[], f64 curvature[])
{
    i64 size = search->size;
    assert(size >= 1 && size <= MINIMISE_SIZE_MAX);
    f64 raw[MINIMISE_SIZE_MAX * MINIMISE_SIZE_MAX] = {0};
    if (search->has_slope) curvature_by_slope(search, x, raw);
    for (i64 i = 0; i < size; i++) {
        for (i64 k = 0; k < size; k++) {
            f64 value = search->has_slope ? (raw[i * size + k] + raw[k * size + i]) / 2
                                          : mixed_difference(search, x, MIN(i, k), MAX(i, k));
            curvature[i * size + k] = value;
        }
    }
}

bool minimise_invert(i64 size, const f64 curvature[], f64 inverse[])
{
    assert(size >= 1 && size <= MINIMISE_SIZE_MAX);
    // Scaled to ones on the diagonal, so that units do not matter.
    f64 scale[MINIMISE_SIZE_MAX] = {0};
    bool good = true;
    for (i64 i = 0; i < size; i++) {
        scale[i] = 1 / sqrt(curvature[i * size + i]);
        good = good && isfinite(scale[i]);
    }
    for (i64 i = 0; i < size * size; i++) {
        inverse[i] = curvature[i] * scale[i / size] * scale[i % size];
        good = good && isfinite(inverse[i]);
    }
    gsl_matrix_view view = gsl_matrix_view_array(inverse, (size_t)size, (size_t)size);
    gsl_error_handler_t *handler = gsl_set_error_handler_off(); // not positive: told, not a crash
    good = good && gsl_linalg_cholesky_decomp1(&view.matrix) == GSL_SUCCESS;
    f64 smallest = 1;
    for (i64 i = 0; good && i < size; i++)
        smallest = fmin(smallest, inverse[i * size + i]);
    good = good && smallest > 1e-7 && gsl_linalg_cholesky_invert(&view.matrix) == GSL_SUCCESS;
    gsl_set_error_handler(handler);
    for (i64 i = 0; i < size * size; i++)
        inverse[i] = good ? inverse[i] * scale[i / size] * scale[i % size] : (f64)NAN;
    return good;
}
