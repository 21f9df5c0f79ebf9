#include "words/keyness.h"

#include <math.h>

#include "insight/sure/difference.h"
#include "insight/maths/quantile.h"

void keyness_find(ctx *c, const i64 in[], const i64 out[], i64 count, struct keyness found[])
{
    struct arena_mark mark = arena_mark(c->arena);
    f64 *p = NEW_ARRAY(c->arena, f64, MAX(count, 1));
    f64 *adjusted = NEW_ARRAY(c->arena, f64, MAX(count, 1));
    size_t *order = NEW_ARRAY(c->arena, size_t, MAX(count, 1));
    f64 all_in = 0, all_out = 0;
    for (i64 i = 0; i < count; i++) {
        all_in += (f64)in[i];
        all_out += (f64)out[i];
    }
    f64 prior = MIN(KEYNESS_PRIOR_WORDS, (all_in + all_out) / 10);
    for (i64 i = 0; i < count; i++) {
        f64 weight = prior * (f64)(in[i] + out[i]) / (all_in + all_out);
        f64 a = (f64)in[i] + weight, b = (f64)out[i] + weight;
        f64 rest_a = all_in + prior - a, rest_b = all_out + prior - b;
        bool known = a > 0 && b > 0 && rest_a > 0 && rest_b > 0;
        f64 log_odds = known ? log(a / rest_a) - log(b / rest_b) : 0;
        f64 z = known ? log_odds / sqrt(1 / a + 1 / b) : 0;
        found[i] = (struct keyness){.in = in[i], .out = out[i], .log_odds = log_odds, .z = z};
        p[i] = known ? chance_normal(z) : (f64)NAN;
    }
    difference_adjust_holm(p, count, adjusted, order);
    for (i64 i = 0; i < count; i++)
        found[i].p = adjusted[i];
    arena_rewind(c->arena, mark);
}
