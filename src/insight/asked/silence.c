#include "insight/asked/silence.h"

#include <math.h>

#include "insight/maths/quantile.h"
#include "insight/maths/sample.h"

#define RIDGE 0.5 // of separated models: as if each effect were known to be within about ±3 logits

// Variance of the propensities; how much of it comes from the noise of the coefficients; and the
// variance of that estimate, from the coefficients and from who was asked.
struct spread {
    f64 variance, noise, error;
};

static struct spread spread_of(ctx *c, struct silence_asked asked, const struct silence_model *m)
{
    i64 n = asked.n, k = asked.k;
    f64 mean = 0, squares = 0, fourths = 0;
    struct spread s = {0, 0, 0};
    f64 *gradient = NEW_ARRAY(c->arena, f64, k);
    for (i64 i = 0; i < n; i++)
        mean += m->propensity[i] / (f64)n;
    for (i64 i = 0; i < n; i++) {
        f64 p = m->propensity[i], slope = p * (1 - p), away = p - mean;
        const f64 *x = asked.x + i * k;
        squares += away * away;
        fourths += away * away * away * away;
        s.noise += slope * slope * regress_variance(&m->fit, x) / (f64)n;
        for (i64 j = 0; j < k; j++)
            gradient[j] += 2 * away * slope * x[j] / (f64)(n - 1);
    }
    s.variance = squares / (f64)(n - 1);
    s.error = regress_variance(&m->fit, gradient) +
              fmax(0, fourths / (f64)n - s.variance * s.variance) / (f64)n;
    return s;
}

static f64 r_of(f64 variance)
{
    return 1 - 2 * sqrt(fmax(0, variance));
}

static void measure(ctx *c, struct silence_asked asked, f64 level, struct silence_model *m)
{
    struct arena_mark mark = arena_mark(c->arena);
    struct spread s = spread_of(c, asked, m);
    f64 reach = quantile_normal(level) * sqrt(s.error), variance = s.variance - s.noise;
    m->r_raw = r_of(s.variance);
    m->r = r_of(variance);
    m->r_low = r_of(variance + reach);
    m->r_high = r_of(variance - reach);
    m->bias_share = (1 - m->r) / (2 * m->rate);
    f64 *yes = NEW_ARRAY(c->arena, f64, asked.n), *no = NEW_ARRAY(c->arena, f64, asked.n);
    i64 yes_count = 0, no_count = 0;
    for (i64 i = 0; i < asked.n; i++) {
        if (asked.answered[i] > 0)
            yes[yes_count++] = m->propensity[i];
        else
            no[no_count++] = m->propensity[i];
    }
    m->auc = sample_auc(c, yes, yes_count, no, no_count);
    arena_rewind(c->arena, mark);
    m->chi_square = fmax(0, m->fit.null_deviance - m->fit.deviance);
    m->p = 1;
    if (m->fit.rank > 1) m->p = chance_gamma_above(m->chi_square / 2, (f64)(m->fit.rank - 1) / 2);
}

bool silence_fit(ctx *c, struct silence_asked asked, f64 level, struct silence_model *out)
{
    assert(asked.n >= 0 && asked.k >= 1);
    *out = (struct silence_model){.separated = -1, .r = NAN};
    struct regress_rows rows = {.n = asked.n, .k = asked.k, .x = asked.x, .y = asked.answered};
    if (!regress_glm(c, REGRESS_LOGISTIC, rows, &out->fit)) return false;
    if (out->fit.status == REGRESS_SEPARATED) {
        f64 *ridge = NEW_ARRAY(c->arena, f64, asked.k);
        for (i64 j = 1; j < asked.k; j++)
            ridge[j] = RIDGE;
        out->separated = out->fit.column;
        out->ridged = true;
        rows.ridge = ridge;
        if (!regress_glm(c, REGRESS_LOGISTIC, rows, &out->fit)) return false;
    }
    if (!regress_found(&out->fit)) return true;
    f64 *propensity = NEW_ARRAY(c->arena, f64, asked.n), sum = 0;
    for (i64 i = 0; i < asked.n; i++) {
        propensity[i] = regress_logistic(regress_predict(&out->fit, asked.x + i * asked.k));
        sum += asked.answered[i];
    }
    out->propensity = propensity;
    out->rate = sum / (f64)asked.n;
    measure(c, asked, level, out);
    return true;
}

// Joins class `from` with its neighbour `to` = from ± 1.
static void join(struct silence_classes *s, i32 *code, i64 n, i64 from, i64 to)
{
    i64 low = MIN(from, to);
    for (i64 i = 0; i < n; i++)
        code[i] -= code[i] > low;
    s->propensity[low] += s->propensity[low + 1];
    s->asked[low] += s->asked[low + 1];
    s->answered[low] += s->answered[low + 1];
    for (i64 j = low + 1; j + 1 < s->count; j++) {
        s->propensity[j] = s->propensity[j + 1];
        s->asked[j] = s->asked[j + 1];
        s->answered[j] = s->answered[j + 1];
    }
    s->count--;
}

void silence_classify(ctx *c, const f64 propensity[], const f64 answered[], i64 n,
                      struct silence_classes *out)
{
    assert(n > 0);
    *out = (struct silence_classes){0};
    i32 *code = NEW_ARRAY(c->arena, i32, n);
    struct arena_mark mark = arena_mark(c->arena);
    i64 *order = NEW_ARRAY(c->arena, i64, n);
    sample_order(c, propensity, n, order);
    for (i64 i = 0, fifth = -1; i < n; i++) {
        // A new class begins where the next fifth does and the propensity differs beyond rounding.
        i64 next = SILENCE_CLASSES * i / n;
        bool differs = i == 0 || propensity[order[i]] - propensity[order[i - 1]] > 1e-12;
        if (next > fifth && differs) {
            fifth = next;
            out->count++;
        }
        i64 j = out->count - 1;
        code[order[i]] = (i32)j;
        out->asked[j]++;
        out->answered[j] += answered[order[i]] > 0;
        out->propensity[j] += propensity[order[i]];
    }
    arena_rewind(c->arena, mark);
    for (i64 j = 0; j < out->count;) {
        if (out->answered[j] > 0 || out->count == 1) {
            j++;
            continue;
        }
        join(out, code, n, j, j == 0 ? 1 : j - 1);
        out->joined++;
        j = 0;
    }
    for (i64 j = 0; j < out->count; j++)
        out->propensity[j] /= (f64)out->asked[j];
    out->code = code;
}
