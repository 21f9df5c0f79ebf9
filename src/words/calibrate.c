// One label each: temperature scaling (Guo, Pleiss, Sun & Weinberger, On calibration of modern
// neural networks, ICML 2017, §4.2). Several labels: Platt's sigmoid with his targets (Platt 1999),
// found by Newton steps that are halved until they help (Lin, Lin & Weng, Machine Learning 68
// (2007) 267-276). Thresholds: of the observed chances the one with the best F1.
#include "words/calibrate.h"

#include <math.h>

enum { NEWTON_STEPS = 50, HALVINGS = 20, SLOPE_MAX = 50 };

static bool is_used(const struct calibrate_cases *cases, i64 i)
{
    return !cases->used || cases->used[i];
}

static void softmax(f64 values[], i32 labels, f64 slope)
{
    f64 most = -INFINITY, sum = 0;
    for (i32 j = 0; j < labels; j++)
        most = fmax(most, values[j]);
    for (i32 j = 0; j < labels; j++)
        sum += values[j] = exp(slope * (values[j] - most));
    for (i32 j = 0; j < labels; j++)
        values[j] /= sum;
}

// Derivative by the slope of the mean log loss, over the cases.
static f64 slope_gradient(const struct calibrate_cases *cases, i32 labels, f64 slope, f64 wrong,
                          f64 *values)
{
    f64 gradient = 0, right = 1 - wrong;
    if (labels > 1) wrong /= labels - 1;
    for (i64 i = 0; i < cases->count; i++) {
        if (!is_used(cases, i)) continue;
        const f64 *scores = cases->scores + i * labels;
        const bool *has = cases->has + i * labels;
        memcpy(values, scores, (size_t)labels * sizeof values[0]);
        softmax(values, labels, slope);
        for (i32 j = 0; j < labels; j++)
            gradient += scores[j] * (values[j] - (has[j] ? right : wrong));
    }
    return gradient;
}

// The loss is convex in the slope, so its derivative is bisected.
static f64 slope_fit(ctx *c, const struct calibrate_cases *cases, i32 labels)
{
    f64 low = 0.01, high = SLOPE_MAX, *values = NEW_ARRAY(c->arena, f64, labels), used = 0;
    for (i64 i = 0; i < cases->count; i++)
        used += is_used(cases, i);
    for (int step = 0; step < 30; step++) {
        f64 middle = sqrt(low * high);
        if (slope_gradient(cases, labels, middle, 1 / (used + 2), values) > 0)
            high = middle;
        else
            low = middle;
    }
    return sqrt(low * high);
}

struct platt {
    f64 slope, shift;
};

struct platt_at {
    f64 loss, by_slope, by_shift, slope_slope, slope_shift, shift_shift;
};

static struct platt_at platt_look(const struct calibrate_cases *cases, i32 labels, i32 label,
                                  const f64 targets[2], struct platt p)
{
    struct platt_at at = {.slope_slope = 1e-9, .shift_shift = 1e-9};
    for (i64 i = 0; i < cases->count; i++) {
        if (!is_used(cases, i)) continue;
        f64 score = cases->scores[i * labels + label];
        f64 target = targets[cases->has[i * labels + label]];
        f64 z = p.slope * score + p.shift;
        f64 chance = 1 / (1 + exp(-z));
        at.loss += fmax(z, 0) - z * target + log1p(exp(-fabs(z)));
        f64 miss = chance - target, weight = chance * (1 - chance);
        at.by_slope += miss * score;
        at.by_shift += miss;
        at.slope_slope += weight * score * score;
        at.slope_shift += weight * score;
        at.shift_shift += weight;
    }
    return at;
}

static struct platt platt_fit(const struct calibrate_cases *cases, i32 labels, i32 label)
{
    f64 with = 0, without = 0;
    for (i64 i = 0; i < cases->count; i++) {
        if (!is_used(cases, i)) continue;
        if (cases->has[i * labels + label])
            with += 1;
        else
            without += 1;
    }
    const f64 targets[2] = {1 / (without + 2), (with + 1) / (with + 2)};
    struct platt p = {0, log((with + 1) / (without + 1))};
    struct platt_at at = platt_look(cases, labels, label, targets, p);
    for (int round = 0; round < NEWTON_STEPS; round++) {
        if (fabs(at.by_slope) + fabs(at.by_shift) < 1e-6 * (with + without + 1)) break;
        f64 determinant = at.slope_slope * at.shift_shift - at.slope_shift * at.slope_shift;
        if (!(determinant > 0)) break;
        f64 slope_step =
            (at.shift_shift * at.by_slope - at.slope_shift * at.by_shift) / determinant;
        f64 shift_step =
            (at.slope_slope * at.by_shift - at.slope_shift * at.by_slope) / determinant;
        struct platt next = p;
        struct platt_at there = at;
        int halving = 0;
        for (; halving < HALVINGS; halving++) {
            f64 size = ldexp(1, -halving);
            next = (struct platt){p.slope - size * slope_step, p.shift - size * shift_step};
            there = platt_look(cases, labels, label, targets, next);
            if (there.loss < at.loss) break;
        }
        if (halving == HALVINGS) break;
        p = next;
        at = there;
    }
    p.slope = fmin(fmax(p.slope, 0), SLOPE_MAX); // a score that misleads is not believed
    return p;
}

struct place {
    f64 chance;
    bool has;
};

static int place_compare(const void *a, const void *b)
{
    f64 x = ((const struct place *)a)->chance, y = ((const struct place *)b)->chance;
    return (x < y) - (x > y);
}

static f64 threshold_fit(ctx *c, const struct calibrate_cases *cases, i32 labels, i32 label,
                         struct platt p)
{
    struct arena_mark mark = arena_mark(c->arena);
    struct place *places = NEW_ARRAY(c->arena, struct place, cases->count + 1);
    i64 count = 0, with = 0, hits = 0;
    for (i64 i = 0; i < cases->count; i++) {
        if (!is_used(cases, i)) continue;
        f64 z = p.slope * cases->scores[i * labels + label] + p.shift;
        places[count++] = (struct place){1 / (1 + exp(-z)), cases->has[i * labels + label]};
        with += cases->has[i * labels + label];
    }
    qsort(places, (size_t)count, sizeof places[0], place_compare);
    f64 best = 0, threshold = 0.5;
    for (i64 i = 0; i < count; i++) {
        hits += places[i].has;
        if (i + 1 < count && places[i + 1].chance == places[i].chance) continue;
        f64 f1 = 2 * (f64)hits / (f64)(i + 1 + with);
        if (f1 <= best) continue;
        best = f1;
        threshold =
            i + 1 < count ? (places[i].chance + places[i + 1].chance) / 2 : places[i].chance;
    }
    arena_rewind(c->arena, mark);
    return threshold;
}

struct calibration calibrate(ctx *c, const struct calibrate_cases *cases, i32 labels, bool many)
{
    struct calibration out = {labels, many, NEW_ARRAY(c->arena, f64, labels),
                              NEW_ARRAY(c->arena, f64, labels), NEW_ARRAY(c->arena, f64, labels)};
    f64 slope = many ? 0 : slope_fit(c, cases, labels);
    for (i32 j = 0; j < labels; j++) {
        struct platt p = many ? platt_fit(cases, labels, j) : (struct platt){slope, 0};
        out.slope[j] = p.slope;
        out.shift[j] = p.shift;
        if (many) out.threshold[j] = threshold_fit(c, cases, labels, j, p);
    }
    return out;
}

void calibration_apply(const struct calibration *calibration, f64 values[])
{
    if (!calibration->many) {
        softmax(values, calibration->labels, calibration->slope[0]);
        return;
    }
    for (i32 j = 0; j < calibration->labels; j++)
        values[j] = 1 / (1 + exp(-calibration->slope[j] * values[j] - calibration->shift[j]));
}

void calibration_say(const struct calibration *calibration, const f64 chances[], bool said[])
{
    i32 best = 0;
    for (i32 j = 0; j < calibration->labels; j++) {
        if (chances[j] > chances[best]) best = j;
        said[j] = calibration->many && chances[j] >= calibration->threshold[j];
    }
    if (!calibration->many) said[best] = true;
}
