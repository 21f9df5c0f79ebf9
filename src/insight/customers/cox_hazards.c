// Idea: if effects stay the same, adding x × clock to the model gains nothing. The score test of
// that addition needs no second fit: at the fitted β its score is Σ g(t) r(t) with r the score of
// one time, and its information follows from Σ V, Σ g V and Σ g² V, V the information of one time.
#include <math.h>

#include "insight/customers/cox.h"
#include "insight/maths/quantile.h"
#include "insight/maths/symmetric.h"

// The clock at the times of leaving, latest first.
struct clock_times {
    i64 count;
    f64 *value;
    f64 mean; // over those who left
};

// Sums over times; k × k, lower triangle.
struct clock_sums {
    i64 k, at;
    const struct clock_times *clock;
    f64 *score, *plain, *once, *twice;
};

static void clock_set(struct clock_times *times, const struct risk_sets *sets, enum cox_clock clock)
{
    // From the earliest time on: the last row is the first to leave.
    f64 share = 1, sum = 0;
    i64 all = 0, *count = &times->count;
    for (i64 end = sets->n, from = end; end > 0; end = from) {
        i64 left = 0;
        for (; from > 0 && sets->time[from - 1] == sets->time[end - 1]; from--)
            left += sets->left[from - 1];
        if (!left) continue;
        f64 value = sets->time[end - 1];
        if (clock == CLOCK_KM) value = 1 - share;
        if (clock == CLOCK_RANK) value = (f64)(sets->n - end) + (f64)(end - from + 1) / 2;
        times->value[(*count)++] = value;
        sum += value * (f64)left;
        all += left;
        share *= 1 - (f64)left / (f64)end;
    }
    times->mean = all ? sum / (f64)all : 0;
    for (i64 i = 0, j = *count - 1; i < j; i++, j--) {
        f64 first = times->value[i];
        times->value[i] = times->value[j];
        times->value[j] = first;
    }
}

static void clock_take(void *data, const struct risk_set *set)
{
    struct clock_sums *sums = data;
    f64 g = sums->clock->value[sums->at++] - sums->clock->mean;
    for (i64 i = 0; i < sums->k; i++) {
        sums->score[i] += g * set->score[i];
        for (i64 j = 0; j <= i; j++) {
            f64 information = set->information[i * sums->k + j];
            sums->plain[i * sums->k + j] += information;
            sums->once[i * sums->k + j] += g * information;
            sums->twice[i * sums->k + j] += g * g * information;
        }
    }
}

// Twice - once × plain⁻¹ × once, of the columns from `first` to `last` - 1 with a coefficient;
// their scores go to score[]. Returns how many.
static i64 added_information(const struct clock_sums *sums, const f64 inverse[], i64 first,
                             i64 last, const struct cox_fit *fit, f64 matrix[], f64 score[])
{
    i64 k = sums->k, used[RISK_SETS_COLUMNS_MAX], count = 0;
    for (i64 j = first; j < last; j++)
        if (fit->coefficients[j].status == COX_KNOWN) used[count++] = j;
    for (i64 a = 0; a < count; a++) {
        score[a] = sums->score[used[a]];
        for (i64 b = 0; b <= a; b++) {
            f64 value = sums->twice[used[a] * k + used[b]];
            for (i64 i = 0; i < k; i++) {
                f64 left = sums->once[MAX(used[a], i) * k + MIN(used[a], i)], inner = 0;
                for (i64 j = 0; j < k; j++)
                    inner += inverse[i * k + j] * sums->once[MAX(used[b], j) * k + MIN(used[b], j)];
                value -= left * inner;
            }
            matrix[a * count + b] = value;
        }
    }
    return count;
}

static struct cox_test hazards_test(ctx *c, const struct clock_sums *sums, const f64 inverse[],
                                    i64 first, i64 last, const struct cox_fit *fit)
{
    struct arena_mark mark = arena_mark(c->arena);
    i64 k = sums->k;
    f64 *matrix = NEW_ARRAY(c->arena, f64, k * k), *score = NEW_ARRAY(c->arena, f64, k);
    i64 count = added_information(sums, inverse, first, last, fit, matrix, score);
    struct cox_test test = {NAN, symmetric_factor(matrix, count, SYMMETRIC_TOLERANCE), NAN};
    if (test.degrees > 0) {
        test.chi_square = symmetric_square(matrix, count, score);
        test.p = chance_gamma_above(test.chi_square / 2, (f64)test.degrees / 2);
    }
    arena_rewind(c->arena, mark);
    return test;
}

static bool all_bounded(const struct cox_fit *fit)
{
    for (i64 j = 0; j < fit->columns; j++)
        if (fit->coefficients[j].status == COX_UNBOUNDED) return false;
    return true;
}

bool cox_hazards_test(ctx *c, const struct cox_data *data, const struct cox_fit *fit,
                      enum cox_clock clock, struct cox_hazards *out)
{
    i64 k = data->columns, terms = data->term_count;
    assert(k == fit->columns);
    assert(terms >= 1 && terms <= k);
    struct cox_test unknown = {NAN, 0, NAN}, *tests = NEW_ARRAY(c->arena, struct cox_test, terms);
    for (i64 t = 0; t < terms; t++)
        tests[t] = unknown;
    *out = (struct cox_hazards){unknown, tests};
    if (!all_bounded(fit)) return true;

    struct arena_mark mark = arena_mark(c->arena);
    struct clock_times times = {.value = NEW_ARRAY(c->arena, f64, MAX(fit->sets.n, 1))};
    clock_set(&times, &fit->sets, clock);
    struct clock_sums sums = {k,
                              0,
                              &times,
                              NEW_ARRAY(c->arena, f64, k),
                              NEW_ARRAY(c->arena, f64, k * k),
                              NEW_ARRAY(c->arena, f64, k * k),
                              NEW_ARRAY(c->arena, f64, k * k)};
    if (!risk_sets_walk(c, &fit->sets, fit->beta, clock_take, &sums)) return false;
    for (i64 j = 0; j < k; j++) // columns without a coefficient take no part
        if (fit->coefficients[j].status != COX_KNOWN)
            for (i64 i = 0; i < k; i++)
                sums.plain[MAX(i, j) * k + MIN(i, j)] = 0;
    f64 *inverse = NEW_ARRAY(c->arena, f64, k * k);
    symmetric_factor(sums.plain, k, 1e-13);
    symmetric_inverse(sums.plain, k, inverse);
    out->all = hazards_test(c, &sums, inverse, 0, k, fit);
    for (i64 first = 0, last = 0; first < k; first = last) {
        while (last < k && data->term[last] == data->term[first])
            last++;
        tests[data->term[first]] = hazards_test(c, &sums, inverse, first, last, fit);
    }
    arena_rewind(c->arena, mark);
    return true;
}
