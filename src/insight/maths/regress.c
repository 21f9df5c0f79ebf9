// Idea of the generalised models: weighted least squares on a straightened answer, again and again;
// each pass over the rows weighs them by the last coefficients, and takes the deviance of these on
// the way. A step that makes it worse is halved. The maximum is reached when no row's predictor
// moves any more. Where columns separate the answers, the deviance comes to rest while predictors
// go on by about 1 a step: so the two are told apart.
#include "insight/maths/regress.h"

#include <math.h>

#include "insight/maths/triangle.h"

#define STEPS_MAX        60
#define HALVINGS_MAX     30
#define DEVIANCE_AT_REST 1e-9  // relative
#define MOVES_NO_MORE    1e-7  // of a predictor
#define STILL_MOVES      0.05  // of a predictor, when the deviance is at rest
#define PREDICTOR_MAX    34.5  // e^-34.5 is about 1e-15: chances nearer to 0 and 1 cannot be told
#define LOG_MAX          600.0 // of a Poisson mean
#define ROWS_A_LOOK      4096  // rows between looks whether anybody waits

f64 regress_logistic(f64 predictor)
{
    f64 bounded = fmin(fmax(predictor, -PREDICTOR_MAX), PREDICTOR_MAX);
    return 1 / (1 + exp(-bounded));
}

static f64 weight_of(const struct regress_rows *rows, i64 i)
{
    return rows->weights ? rows->weights[i] : 1;
}

static f64 offset_of(const struct regress_rows *rows, i64 i)
{
    return rows->offset ? rows->offset[i] : 0;
}

static f64 row_dot(const f64 x[], const f64 coefficients[], i64 k)
{
    f64 sum = 0;
    for (i64 j = 0; j < k; j++)
        sum += x[j] * coefficients[j];
    return sum;
}

static void add_ridge(ctx *c, struct triangle *t, const struct regress_rows *rows)
{
    if (!rows->ridge) return;
    struct arena_mark mark = arena_mark(c->arena);
    f64 *x = NEW_ARRAY(c->arena, f64, MAX(rows->k, 1));
    memset(x, 0, (size_t)rows->k * sizeof x[0]);
    for (i64 j = 0; j < rows->k; j++) {
        assert(rows->ridge[j] >= 0);
        x[j] = 1;
        if (rows->ridge[j] > 0) triangle_add(t, x, 0, sqrt(rows->ridge[j]));
        x[j] = 0;
    }
    arena_rewind(c->arena, mark);
}

static struct triangle_solution solution_new(ctx *c, i64 k)
{
    return (struct triangle_solution){
        .coefficients = NEW_ARRAY(c->arena, f64, MAX(k, 1)),
        .aliased = NEW_ARRAY(c->arena, bool, MAX(k, 1)),
        .inverse = NEW_ARRAY(c->arena, f64, MAX(k * k, 1)),
    };
}

static struct regress_fit fit_without(enum regress_status status, i64 n, i64 k)
{
    return (struct regress_fit){
        .status = status,
        .n = n,
        .k = k,
        .column = -1,
        .dispersion = NAN,
        .r_squared = NAN,
        .deviance = NAN,
        .null_deviance = NAN,
    };
}

// Coefficients, errors and what is aliased, from the solution; out->dispersion is known.
static void fit_fill(ctx *c, const struct triangle_solution *solved, f64 scale,
                     struct regress_fit *out)
{
    i64 k = out->k;
    out->coefficients = solved->coefficients;
    out->aliased = solved->aliased;
    out->covariance = solved->inverse;
    out->rank = solved->rank;
    out->errors = NEW_ARRAY(c->arena, f64, MAX(k, 1));
    out->status = solved->rank < k ? REGRESS_ALIASED : REGRESS_FOUND;
    for (i64 i = 0; i < k * k; i++)
        out->covariance[i] *= scale;
    for (i64 j = k - 1; j >= 0; j--) {
        out->errors[j] = sqrt(out->covariance[j * k + j]);
        if (out->aliased[j]) {
            out->column = j;
            out->errors[j] = NAN;
        }
        bool finite = isfinite(out->coefficients[j]);
        if (!finite || (!out->aliased[j] && !isfinite(out->errors[j]))) {
            *out = fit_without(REGRESS_HUGE, out->n, k);
            return;
        }
    }
}

bool regress_linear(ctx *c, struct regress_rows rows, struct regress_fit *out)
{
    assert(rows.n >= 0 && rows.k >= 0);
    struct triangle t;
    triangle_init(c, &t, rows.k);
    f64 sum = 0, mean = 0, squares = 0; // of the answers, by weight, without cancellation
    i64 n = 0;
    for (i64 i = 0; i < rows.n; i++) {
        if (i % ROWS_A_LOOK == 0 && ctx_stopped(c)) return false;
        f64 weight = weight_of(&rows, i), y = rows.y[i] - offset_of(&rows, i);
        if (weight <= 0) continue;
        triangle_add(&t, rows.x + i * rows.k, y, sqrt(weight));
        n++;
        sum += weight;
        f64 away = y - mean;
        mean += away * weight / sum;
        squares += weight * away * (y - mean);
    }
    add_ridge(c, &t, &rows);
    struct triangle_solution solved = solution_new(c, rows.k);
    triangle_solve(c, &t, &solved);

    *out = fit_without(REGRESS_TOO_FEW, n, rows.k);
    out->rank = solved.rank;
    if (n <= solved.rank) return true;
    if (!isfinite(solved.sum_squares) || !isfinite(squares)) {
        out->status = REGRESS_HUGE;
        return true;
    }
    out->deviance = solved.sum_squares;
    if (rows.ridge)
        for (i64 j = 0; j < rows.k; j++)
            out->deviance -= rows.ridge[j] * solved.coefficients[j] * solved.coefficients[j];
    out->null_deviance = squares;
    out->dispersion = out->deviance / (f64)(n - solved.rank);
    if (squares > 0) out->r_squared = 1 - out->deviance / squares;
    fit_fill(c, &solved, out->dispersion, out);
    return true;
}

// One look at a row: its mean, how much it counts, and the straightened answer.
struct look {
    f64 mean, weight, answer;
};

static f64 first_predictor(enum regress_family family, f64 y, f64 weight)
{
    if (family != REGRESS_LOGISTIC) return log(y + 0.1);
    f64 mean = (weight * y + 0.5) / (weight + 1);
    return log(mean / (1 - mean));
}

static struct look look_at(enum regress_family family, f64 predictor, f64 y)
{
    f64 mean = 0, slope = 0; // slope of the mean by the predictor, which is the variance too
    if (family == REGRESS_LOGISTIC) {
        predictor = fmin(fmax(predictor, -PREDICTOR_MAX), PREDICTOR_MAX);
        mean = regress_logistic(predictor);
        slope = 1 / (2 + exp(predictor) + exp(-predictor));
    } else {
        predictor = fmin(fmax(predictor, -LOG_MAX), LOG_MAX);
        mean = exp(predictor);
        slope = mean;
    }
    return (struct look){mean, slope, predictor + (y - mean) / slope};
}

static f64 deviance_of(enum regress_family family, f64 y, f64 mean)
{
    f64 part = y > 0 ? y * log(y / mean) : 0;
    if (family != REGRESS_LOGISTIC) return 2 * (part - (y - mean));
    if (y < 1) part += (1 - y) * log((1 - y) / (1 - mean));
    return 2 * part;
}

struct pass {
    f64 deviance, penalty, pearson;
    f64 moved; // the largest move of a row's predictor since the coefficients before
};

struct glm {
    enum regress_family family;
    struct regress_rows rows;
    struct triangle t;
    f64 *now, *before; // coefficients; before is NULL at first, now before any
};

// One pass over the rows with the coefficients as they are; fills the triangle for the next.
static bool glm_pass(ctx *c, struct glm *g, struct pass *out)
{
    const struct regress_rows *rows = &g->rows;
    *out = (struct pass){0, 0, 0, 0};
    triangle_clear(&g->t);
    for (i64 i = 0; i < rows->n; i++) {
        if (i % ROWS_A_LOOK == 0 && ctx_stopped(c)) return false;
        f64 weight = weight_of(rows, i), offset = offset_of(rows, i), y = rows->y[i];
        if (weight <= 0) continue;
        const f64 *x = rows->x + i * rows->k;
        f64 predictor = 0;
        if (!g->now) {
            predictor = first_predictor(g->family, y, weight);
        } else {
            predictor = offset + row_dot(x, g->now, rows->k);
            if (g->before) {
                f64 moved = fabs(predictor - offset - row_dot(x, g->before, rows->k));
                if (!(moved <= out->moved)) out->moved = moved;
            }
        }
        struct look look = look_at(g->family, predictor, y);
        out->deviance += weight * deviance_of(g->family, y, look.mean);
        f64 away = y - look.mean;
        out->pearson += weight * away * away / look.weight;
        triangle_add(&g->t, x, look.answer - offset, sqrt(weight * look.weight));
    }
    add_ridge(c, &g->t, rows);
    if (rows->ridge && g->now)
        for (i64 j = 0; j < rows->k; j++)
            out->penalty += rows->ridge[j] * g->now[j] * g->now[j];
    return true;
}

// Rows that count, and the deviance of a constant alone. False when there is nothing to explain.
static bool glm_constant(struct glm *g, i64 *n, f64 *deviance)
{
    const struct regress_rows *rows = &g->rows;
    f64 sum = 0, expected = 0, weights = 0, low = INFINITY, high = -INFINITY;
    *n = 0;
    for (i64 i = 0; i < rows->n; i++) {
        f64 weight = weight_of(rows, i);
        if (weight <= 0) continue;
        assert(rows->y[i] >= 0);
        assert(g->family != REGRESS_LOGISTIC || rows->y[i] <= 1);
        (*n)++;
        weights += weight;
        sum += weight * rows->y[i];
        expected += weight * exp(offset_of(rows, i));
        low = fmin(low, rows->y[i]);
        high = fmax(high, rows->y[i]);
    }
    *deviance = NAN;
    if (high <= 0 || (g->family == REGRESS_LOGISTIC && low >= 1)) return false;
    // With an offset the logistic constant has no closed form: left unknown.
    if (g->family == REGRESS_LOGISTIC && rows->offset) return true;
    *deviance = 0;
    for (i64 i = 0; i < rows->n; i++) {
        f64 weight = weight_of(rows, i), mean = sum / weights;
        if (g->family != REGRESS_LOGISTIC) mean = exp(offset_of(rows, i)) * sum / expected;
        if (weight > 0) *deviance += weight * deviance_of(g->family, rows->y[i], mean);
    }
    return true;
}

// The column that moved most, in the unit of its own mean square.
static i64 most_moved(const struct glm *g)
{
    const struct regress_rows *rows = &g->rows;
    i64 most = -1;
    f64 largest = 0;
    for (i64 j = 0; j < rows->k; j++) {
        f64 squares = 0;
        for (i64 i = 0; i < rows->n; i++)
            squares += rows->x[i * rows->k + j] * rows->x[i * rows->k + j];
        f64 moved = fabs(g->now[j] - g->before[j]) * sqrt(squares);
        if (moved > largest) most = j;
        largest = fmax(largest, moved);
    }
    return most;
}

static bool is_at_rest(const struct pass *now, const struct pass *before)
{
    f64 change = now->deviance + now->penalty - before->deviance - before->penalty;
    return fabs(change) <= DEVIANCE_AT_REST * (fabs(now->deviance) + 0.1);
}

static bool is_worse(const struct pass *now, const struct pass *before)
{
    f64 bound = before->deviance + before->penalty;
    bound += DEVIANCE_AT_REST * (fabs(before->deviance) + 0.1);
    return !(now->deviance + now->penalty <= bound);
}

// To the coefficients that the last pass asks for, or less far where that would be worse than
// `best`. g->now and g->before have room for them from the second step on.
static bool glm_step(ctx *c, struct glm *g, const struct triangle_solution *solved,
                     const struct pass *best, struct pass *last)
{
    i64 k = g->rows.k;
    for (i64 j = 0; j < k; j++) {
        if (g->before) g->before[j] = g->now[j];
        g->now[j] = solved->coefficients[j];
    }
    for (i64 halvings = 0;; halvings++) {
        if (!glm_pass(c, g, last)) return false;
        if (!g->before || halvings == HALVINGS_MAX || !is_worse(last, best)) return true;
        for (i64 j = 0; j < k; j++)
            g->now[j] = (g->now[j] + g->before[j]) / 2;
    }
}

// Whether to stop, and why; REGRESS_NO_CONVERGENCE: go on. *gone_on counts steps that went on
// though the deviance was at rest.
static enum regress_status glm_judge(const struct glm *g, const struct pass *best,
                                     const struct pass *last, i64 *gone_on)
{
    if (!isfinite(last->deviance)) return REGRESS_HUGE;
    bool rests = g->before && is_at_rest(last, best);
    if (rests && last->moved <= MOVES_NO_MORE) return REGRESS_FOUND;
    // Near a maximum every move is far smaller than the one before.
    bool goes_on = rests && last->moved > STILL_MOVES && last->moved > best->moved / 2;
    *gone_on = goes_on ? *gone_on + 1 : 0;
    return *gone_on == 3 ? REGRESS_SEPARATED : REGRESS_NO_CONVERGENCE;
}

// Steps until the coefficients rest; then *solved and *last are theirs.
static bool glm_climb(ctx *c, struct glm *g, struct triangle_solution *solved, struct pass *last,
                      struct regress_fit *out)
{
    struct pass best = {INFINITY, 0, 0, 0};
    f64 *room = NEW_ARRAY(c->arena, f64, 2 * MAX(g->rows.k, 1));
    i64 gone_on = 0;
    if (!glm_pass(c, g, last)) return false;
    out->status = REGRESS_NO_CONVERGENCE;
    for (; out->steps < STEPS_MAX; out->steps++) {
        triangle_solve(c, &g->t, solved);
        if (g->now) g->before = room + g->rows.k;
        g->now = room;
        if (!glm_step(c, g, solved, &best, last)) return false;
        out->status = glm_judge(g, &best, last, &gone_on);
        if (out->status != REGRESS_NO_CONVERGENCE) return true;
        best = *last;
    }
    return true;
}

bool regress_glm(ctx *c, enum regress_family family, struct regress_rows rows,
                 struct regress_fit *out)
{
    assert(rows.n >= 0 && rows.k >= 0);
    struct glm g = {.family = family, .rows = rows};
    i64 n = 0;
    f64 null_deviance = NAN;
    bool varies = glm_constant(&g, &n, &null_deviance);
    *out = fit_without(n == 0 ? REGRESS_TOO_FEW : REGRESS_CONSTANT, n, rows.k);
    if (!varies) return true;

    triangle_init(c, &g.t, rows.k);
    struct triangle_solution solved = solution_new(c, rows.k);
    struct pass last;
    if (!glm_climb(c, &g, &solved, &last, out)) return false;
    if (out->status != REGRESS_FOUND) {
        bool moved = out->status == REGRESS_SEPARATED && g.before;
        if (moved) out->column = most_moved(&g);
        return true;
    }
    // The triangle is weighed by the last coefficients: its inverse is their covariance.
    f64 *coefficients = g.now;
    triangle_solve(c, &g.t, &solved);
    solved.coefficients = coefficients;
    if (n <= solved.rank) {
        out->status = REGRESS_TOO_FEW;
        return true;
    }
    out->deviance = last.deviance;
    out->null_deviance = null_deviance;
    out->dispersion = last.pearson / (f64)(n - solved.rank);
    fit_fill(c, &solved, family == REGRESS_QUASIPOISSON ? out->dispersion : 1, out);
    return true;
}

bool regress_found(const struct regress_fit *fit)
{
    return fit->status == REGRESS_FOUND || fit->status == REGRESS_ALIASED;
}

static bool refuse_separated(ctx *c, const str *name)
{
    const char *why = tr(c, "a column tells some answers without fail");
    if (name)
        why = fmt(c->arena, tr(c, "column \"%.*s\" tells some answers without fail"), STR(*name));
    return fail_with(c, ERR_REFUSED, why,
                     tr(c, "Leave out what follows from the answer itself, or join rare names."));
}

bool regress_check(ctx *c, const struct regress_fit *fit, const str names[])
{
    switch (fit->status) {
    case REGRESS_FOUND:
    case REGRESS_ALIASED:
        return true;
    case REGRESS_TOO_FEW:
        return fail_with(c, ERR_REFUSED, tr(c, "there are too few rows for so many columns"),
                         tr(c, "Give more rows, or fewer columns."));
    case REGRESS_CONSTANT:
        return fail_with(c, ERR_REFUSED, tr(c, "all answers are the same"),
                         tr(c, "There is nothing to explain: look at the column of answers."));
    case REGRESS_SEPARATED:
        return refuse_separated(c, names && fit->column >= 0 ? &names[fit->column] : NULL);
    case REGRESS_NO_CONVERGENCE:
        return fail_with(c, ERR_REFUSED, tr(c, "the model did not converge"),
                         tr(c, "Give more rows, or fewer columns."));
    case REGRESS_HUGE:
        break;
    }
    return fail_with(c, ERR_REFUSED, tr(c, "the numbers are too large to calculate with"),
                     tr(c, "Give them in a larger unit."));
}

f64 regress_predict(const struct regress_fit *fit, const f64 x[])
{
    assert(regress_found(fit));
    return row_dot(x, fit->coefficients, fit->k);
}

f64 regress_variance(const struct regress_fit *fit, const f64 x[])
{
    assert(regress_found(fit));
    f64 sum = 0;
    for (i64 j = 0; j < fit->k; j++)
        sum += x[j] * row_dot(x, fit->covariance + j * fit->k, fit->k);
    return fmax(0, sum);
}
