#include "insight/customers/loyalty_attitude.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

enum { POINTS_PER_BIN = 4, POINTS = LOYALTY_BINS * POINTS_PER_BIN };

static const f64 icc_least = 0.001, icc_most = 0.98;

struct loyalty_steps {
    i64 levels;
    f64 *log_chance; // [levels][POINTS]
};

bool loyalty_left_out(i64 i, i64 fold)
{
    if (fold < 0) return false;
    bool in = i % LOYALTY_FOLDS == fold % LOYALTY_FOLDS;
    return fold < LOYALTY_FOLDS ? in : !in;
}

i64 loyalty_fold(i64 customers, i64 fold)
{
    return customers >= LOYALTY_MANY ? fold + LOYALTY_FOLDS : fold;
}

f64 loyalty_fold_variance(i64 customers, const f64 values[LOYALTY_FOLDS])
{
    f64 mean = 0, sum = 0;
    for (i32 fold = 0; fold < LOYALTY_FOLDS; fold++)
        mean += values[fold] / LOYALTY_FOLDS;
    for (i32 fold = 0; fold < LOYALTY_FOLDS; fold++)
        sum += (values[fold] - mean) * (values[fold] - mean);
    bool many = customers >= LOYALTY_MANY;
    return many ? sum / (LOYALTY_FOLDS * (LOYALTY_FOLDS - 1.0))
                : (LOYALTY_FOLDS - 1.0) / LOYALTY_FOLDS * sum;
}

static bool counts(const struct loyalty_rows *rows, i64 i, i64 fold)
{
    return !loyalty_left_out(i, fold) && rows->answer_first[i] < rows->answer_first[i + 1];
}

static void set_thresholds(ctx *c, const struct loyalty_rows *rows, i64 fold,
                           struct loyalty_attitude *out)
{
    f64 *upper = NEW_ARRAY(c->arena, f64, MAX(rows->levels, 1)), all = 0, below = 0;
    for (i64 i = 0; i < rows->n; i++) {
        if (!counts(rows, i, fold)) continue;
        i64 from = rows->answer_first[i], to = rows->answer_first[i + 1];
        for (i64 k = from; k < to; k++)
            upper[rows->answers[k]] += 1 / (f64)(to - from);
        all++;
    }
    for (i64 level = 0; level < rows->levels; level++) {
        below += upper[level] / all;
        bool last = level + 1 == rows->levels || below > 1 - 1e-12;
        f64 infinite = last ? INFINITY : -INFINITY;
        upper[level] = last || !(below > 0) ? infinite : gsl_cdf_ugaussian_Pinv(below);
    }
    out->upper = upper;
}

// Points of equal chance within each bin.
static struct loyalty_steps *steps_make(ctx *c, const struct loyalty_rows *rows, const f64 upper[],
                                        f64 icc, const f64 edges[LOYALTY_BINS + 1])
{
    struct loyalty_steps *steps = NEW(c->arena, struct loyalty_steps);
    steps->levels = rows->levels;
    steps->log_chance = NEW_ARRAY(c->arena, f64, MAX(rows->levels, 1) * POINTS);
    f64 mood = sqrt(1 - icc);
    for (i32 point = 0; point < POINTS; point++) {
        i32 bin = point / POINTS_PER_BIN;
        f64 part = ((f64)(point % POINTS_PER_BIN) + 0.5) / POINTS_PER_BIN;
        f64 chance = edges[bin] + part * (edges[bin + 1] - edges[bin]);
        f64 a = sqrt(icc) * gsl_cdf_ugaussian_Pinv(chance), below = 0;
        for (i64 level = 0; level < rows->levels; level++) {
            bool last = isinf(upper[level]) && upper[level] > 0;
            f64 up_to = last ? 1 : gsl_cdf_ugaussian_P((upper[level] - a) / mood);
            steps->log_chance[level * POINTS + point] = log(fmax(1e-300, up_to - below));
            below = up_to;
        }
    }
    return steps;
}

// Log likelihoods of one customer's answers at the points; returns the largest.
static f64 at_points(const struct loyalty_steps *steps, const struct loyalty_rows *rows, i64 i,
                     f64 logs[POINTS])
{
    f64 most = -INFINITY;
    for (i32 point = 0; point < POINTS; point++)
        logs[point] = 0;
    for (i64 k = rows->answer_first[i]; k < rows->answer_first[i + 1]; k++) {
        const f64 *row = steps->log_chance + (i64)rows->answers[k] * POINTS;
        for (i32 point = 0; point < POINTS; point++)
            logs[point] += row[point];
    }
    for (i32 point = 0; point < POINTS; point++)
        most = fmax(most, logs[point]);
    return most;
}

static f64 log_likelihood(ctx *c, const struct loyalty_rows *rows, const f64 upper[], f64 icc,
                          i64 fold)
{
    struct arena_mark mark = arena_mark(c->arena);
    f64 edges[LOYALTY_BINS + 1], total = 0, logs[POINTS];
    for (i32 k = 0; k <= LOYALTY_BINS; k++)
        edges[k] = (f64)k / LOYALTY_BINS;
    const struct loyalty_steps *steps = steps_make(c, rows, upper, icc, edges);
    for (i64 i = 0; i < rows->n; i++) {
        // One answer alone is as likely whatever icc is.
        if (rows->answer_first[i + 1] - rows->answer_first[i] < 2) continue;
        if (!counts(rows, i, fold)) continue;
        f64 most = at_points(steps, rows, i, logs), sum = 0;
        for (i32 point = 0; point < POINTS; point++)
            sum += exp(logs[point] - most);
        total += most + log(sum / POINTS);
    }
    arena_rewind(c->arena, mark);
    return total;
}

// The likeliest icc, by the golden section.
static bool find_icc(ctx *c, const struct loyalty_rows *rows, const f64 upper[], i64 fold, f64 *out)
{
    const f64 golden = 0.6180339887498949;
    f64 low = icc_least, high = icc_most;
    f64 a = high - golden * (high - low), b = low + golden * (high - low);
    f64 at_a = log_likelihood(c, rows, upper, a, fold);
    f64 at_b = log_likelihood(c, rows, upper, b, fold);
    while (high - low > 2e-3) {
        if (ctx_stopped(c)) return false;
        if (at_a >= at_b) {
            high = b;
            b = a;
            at_b = at_a;
            a = high - golden * (high - low);
            at_a = log_likelihood(c, rows, upper, a, fold);
        } else {
            low = a;
            a = b;
            at_a = at_b;
            b = low + golden * (high - low);
            at_b = log_likelihood(c, rows, upper, b, fold);
        }
    }
    *out = (low + high) / 2;
    return true;
}

bool loyalty_attitude_fit(ctx *c, const struct loyalty_rows *rows, f64 icc, i64 fold,
                          struct loyalty_attitude *out)
{
    *out = (struct loyalty_attitude){.icc = icc};
    set_thresholds(c, rows, fold, out);
    bool twice = false;
    for (i64 i = 0; i < rows->n && !twice; i++)
        twice = counts(rows, i, fold) && rows->answer_first[i + 1] - rows->answer_first[i] > 1;
    if (isnan(icc) && twice && !find_icc(c, rows, out->upper, fold, &out->icc)) return false;
    out->alike = out->icc < 0.01 || rows->levels < 2;
    return true;
}

// Edge above a step, in the scale's own numbers.
static f64 edge_above(const struct loyalty_rows *rows, i64 level)
{
    return (rows->level_values[level] + rows->level_values[level + 1]) / 2;
}

static f64 on_line(f64 at, f64 x0, f64 x1, f64 y0, f64 y1)
{
    return x1 > x0 ? y0 + (y1 - y0) * (at - x0) / (x1 - x0) : y0;
}

// Edges and thresholds as two lists that rise together; beyond them their ends' slopes go on.
static f64 along(const struct loyalty_rows *rows, const struct loyalty_attitude *attitude, f64 at,
                 bool to_score)
{
    i64 edges = 0, from = 0;
    while (from + 1 < rows->levels && isinf(attitude->upper[from]))
        from++; // steps that nobody in this fold answered
    while (from + edges + 1 < rows->levels && isfinite(attitude->upper[from + edges]))
        edges++;
    if (edges == 0) return to_score ? rows->levels ? rows->level_values[0] : (f64)NAN : 0;
    if (edges == 1) {
        f64 edge = edge_above(rows, from), threshold = attitude->upper[from];
        return to_score ? edge + (at - threshold) : threshold + (at - edge);
    }
    i64 k = 0;
    for (; k + 2 < edges; k++) {
        f64 next = to_score ? attitude->upper[from + k + 1] : edge_above(rows, from + k + 1);
        if (at < next) break;
    }
    f64 e0 = edge_above(rows, from + k), e1 = edge_above(rows, from + k + 1);
    f64 t0 = attitude->upper[from + k], t1 = attitude->upper[from + k + 1];
    return to_score ? on_line(at, t0, t1, e0, e1) : on_line(at, e0, e1, t0, t1);
}

f64 loyalty_attitude_of(const struct loyalty_rows *rows, const struct loyalty_attitude *attitude,
                        f64 score)
{
    return along(rows, attitude, score, false);
}

f64 loyalty_score_of(const struct loyalty_rows *rows, const struct loyalty_attitude *attitude,
                     f64 a)
{
    return along(rows, attitude, a, true);
}

struct loyalty_steps *loyalty_steps_new(ctx *c, const struct loyalty_rows *rows,
                                        const struct loyalty_attitude *attitude,
                                        const f64 edge_chances[LOYALTY_BINS + 1])
{
    return steps_make(c, rows, attitude->upper, attitude->icc, edge_chances);
}

void loyalty_steps_weigh(const struct loyalty_steps *steps, const struct loyalty_rows *rows, i64 i,
                         f64 evidence[LOYALTY_BINS])
{
    f64 logs[POINTS], most = at_points(steps, rows, i, logs);
    for (i32 bin = 0; bin < LOYALTY_BINS; bin++) {
        evidence[bin] = 0;
        for (i32 k = 0; k < POINTS_PER_BIN; k++)
            evidence[bin] += exp(logs[bin * POINTS_PER_BIN + k] - most) / POINTS_PER_BIN;
        evidence[bin] = fmax(1e-12, evidence[bin]);
    }
}
