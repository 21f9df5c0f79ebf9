// Dual coordinate descent for the linear support vector machine with squared hinge loss: Hsieh,
// Chang, Lin, Keerthi & Sundararajan, A dual coordinate descent method for large-scale linear SVM,
// ICML 2008, algorithm 1. Each label against the rest; all labels of an example in one step, since
// they share its features and so the lines of memory.
//
// A feature's value is (1 + ln count) × idf, idf = 1 + ln((1 + rows) / (1 + rows with it)), and
// each text's values are scaled to length 1 (Salton & Buckley 1988; as scikit-learn's
// TfidfVectorizer(sublinear_tf=True)). A constant of 1 is one feature more.
//
// Invariant: weights = Σ α y x over the examples, α ≥ 0.
#include "words/linear.h"

#include <gsl/gsl_randist.h>
#include <math.h>

#define FOURS_MAX ((LINEAR_LABELS_MAX + 1 + 3) / 4)

// One example in the descent: its features' values lie beside its n-grams.
struct example {
    const gram *grams;
    const float *values;
    i64 count;
    const bool *has;
};

static float *row_of(const struct linear *linear, i64 bucket)
{
    return (float *)&linear->rows[bucket * linear->fours];
}

const float *linear_damped(ctx *c)
{
    float *damped = NEW_ARRAY(c->arena, float, 256);
    for (int i = 1; i < 256; i++)
        damped[i] = 1 + logf((float)i);
    return damped;
}

static struct linear linear_new(ctx *c, i32 bits, i32 labels)
{
    struct linear linear = {.bits = bits, .labels = labels, .fours = (labels + 1 + 3) / 4};
    linear.rows = NEW_ARRAY(c->arena, linear_four, (((i64)1 << bits) + 1) * linear.fours);
    linear.damped = linear_damped(c);
    return linear;
}

// Fills the lanes of rareness.
static void rareness_fill(struct linear *linear, const struct linear_rows *rows, const i32 *which,
                          i64 count)
{
    i32 lane = linear->labels;
    for (i64 i = 0; i < count; i++) {
        for (i64 at = rows->start[which[i]]; at < rows->start[which[i] + 1]; at++)
            row_of(linear, GRAM_BUCKET(rows->grams[at]))[lane] += 1;
    }
    for (i64 bucket = 0; bucket < (i64)1 << linear->bits; bucket++) {
        float *with = &row_of(linear, bucket)[lane];
        *with = 1 + logf((1 + (float)count) / (1 + *with));
    }
}

// The values of one text, before they are scaled; returns the scale.
static float values_of(const struct linear *linear, const gram *grams, i64 count, float *values)
{
    f64 square = 0;
    for (i64 i = 0; i < count; i++) {
        values[i] = linear->damped[GRAM_COUNT(grams[i])] *
                    row_of(linear, GRAM_BUCKET(grams[i]))[linear->labels];
        square += (f64)values[i] * (f64)values[i];
    }
    return square > 0 ? (float)(1 / sqrt(square)) : 0;
}

static void scores_add(const struct linear *linear, const struct example *example,
                       linear_four *scores)
{
    const linear_four *constant = &linear->rows[((i64)1 << linear->bits) * linear->fours];
    for (i32 j = 0; j < linear->fours; j++)
        scores[j] = constant[j];
    for (i64 i = 0; i < example->count; i++) {
        const linear_four *row = &linear->rows[(i64)GRAM_BUCKET(example->grams[i]) * linear->fours];
        float value = example->values[i];
        for (i32 j = 0; j < linear->fours; j++)
            scores[j] += row[j] * value;
    }
}

static void weights_add(struct linear *linear, const struct example *example,
                        const linear_four *steps)
{
    linear_four *constant = &linear->rows[((i64)1 << linear->bits) * linear->fours];
    for (i32 j = 0; j < linear->fours; j++)
        constant[j] += steps[j];
    for (i64 i = 0; i < example->count; i++) {
        linear_four *row = &linear->rows[(i64)GRAM_BUCKET(example->grams[i]) * linear->fours];
        float value = example->values[i];
        for (i32 j = 0; j < linear->fours; j++)
            row[j] += steps[j] * value;
    }
}

// One example's step for all labels; returns how hard it pulled.
static f64 example_step(struct linear *linear, const struct example *example, float *alpha,
                        f64 strength)
{
    union {
        linear_four fours[FOURS_MAX];
        float lanes[FOURS_MAX * 4];
    } scores = {.fours = {{0}}}, steps = {.fours = {{0}}};
    scores_add(linear, example, scores.fours);
    float give = (float)(0.5 / strength), square = 2 + give; // length 1, the constant, the slack
    f64 pull_most = 0;
    bool moves = false;
    for (i32 j = 0; j < linear->labels; j++) {
        float side = example->has[j] ? 1 : -1;
        float slope = side * scores.lanes[j] - 1 + give * alpha[j];
        float pull = alpha[j] > 0 ? slope : fminf(slope, 0);
        if (fabsf(pull) < 1e-9F) continue;
        pull_most = fmax(pull_most, (f64)fabsf(pull));
        float was = alpha[j];
        alpha[j] = fmaxf(was - slope / square, 0);
        steps.lanes[j] = (alpha[j] - was) * side;
        moves = true;
    }
    if (moves) weights_add(linear, example, steps.fours);
    return pull_most;
}

bool linear_train(ctx *c, const struct linear_rows *rows, const i32 *which, i64 count, gsl_rng *rng,
                  struct linear_effort effort, struct linear *out, i64 *rounds)
{
    assert(rows->labels >= 1 && rows->labels <= LINEAR_LABELS_MAX);
    assert(effort.strength > 0);
    *out = linear_new(c, rows->bits, rows->labels);
    rareness_fill(out, rows, which, count);

    struct arena_mark mark = arena_mark(c->arena);
    float *values = NEW_ARRAY(c->arena, float, rows->start[rows->count] + 1);
    float *alpha = NEW_ARRAY(c->arena, float, count * rows->labels + 1);
    i32 *order = NEW_ARRAY(c->arena, i32, count + 1);
    for (i64 i = 0; i < count; i++) {
        i64 start = rows->start[which[i]], size = rows->start[which[i] + 1] - start;
        float scale = values_of(out, rows->grams + start, size, values + start);
        for (i64 at = start; at < start + size; at++)
            values[at] *= scale;
        order[i] = (i32)i;
    }
    bool rests = false;
    i64 round = 0;
    for (; round < effort.rounds_max && !rests; round++) {
        if (ctx_stopped(c)) return false;
        gsl_ran_shuffle(rng, order, (size_t)count, sizeof order[0]);
        f64 pull_most = 0;
        for (i64 i = 0; i < count; i++) {
            i64 row = which[order[i]], start = rows->start[row];
            struct example example = {rows->grams + start, values + start,
                                      rows->start[row + 1] - start, rows->has + row * rows->labels};
            f64 pull =
                example_step(out, &example, alpha + (i64)order[i] * rows->labels, effort.strength);
            pull_most = fmax(pull_most, pull);
        }
        rests = pull_most < effort.tolerance;
    }
    arena_rewind(c->arena, mark);
    if (rounds) *rounds = rests ? round : effort.rounds_max + 1;
    return true;
}

void linear_score(const struct linear *linear, const gram *grams, i64 count, f64 scores[])
{
    linear_four sums[FOURS_MAX] = {{0}};
    f64 square = 0;
    for (i64 i = 0; i < count; i++) {
        const linear_four *row = &linear->rows[(i64)GRAM_BUCKET(grams[i]) * linear->fours];
        float value = linear->damped[GRAM_COUNT(grams[i])] * ((const float *)row)[linear->labels];
        square += (f64)value * (f64)value;
        for (i32 j = 0; j < linear->fours; j++)
            sums[j] += row[j] * value;
    }
    const float *constant = row_of(linear, (i64)1 << linear->bits);
    f64 scale = square > 0 ? 1 / sqrt(square) : 0;
    for (i32 j = 0; j < linear->labels; j++)
        scores[j] = (f64)((const float *)sums)[j] * scale + (f64)constant[j];
}
