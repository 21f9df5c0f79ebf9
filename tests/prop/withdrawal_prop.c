// Laws of withdrawal and ranking: what day it is called, and in which order customers stand,
// changes nothing; what came later changes no chance.
#include "insight/customers/ranking.h"
#include "insight/customers/withdrawal.h"

#include "prop/prop.h"
#include "support/near.h"

enum { CUSTOMERS = 240, DAYS_MAX = 60 };

struct history {
    i64 first[CUSTOMERS + 1];
    i32 days[CUSTOMERS * DAYS_MAX];
};

static ctx ctx_of(struct arena *arena)
{
    return (ctx){.arena = arena, .lang = "en"};
}

// Rhythms of their own; some leave.
static struct history *history_draw(struct prop *p, struct arena *arena)
{
    struct history *history = NEW(arena, struct history);
    i64 count = 0;
    for (i64 i = 0; i < CUSTOMERS; i++) {
        history->first[i] = count;
        i64 rhythm = 1 + prop_i64(p, 0, 40), leaves = prop_i64(p, 1, 2000);
        i64 at = prop_i64(p, 0, 60);
        for (i64 n = 0; n < DAYS_MAX && at < 1000 && at < leaves; n++) {
            history->days[count++] = (i32)at;
            at += 1 + prop_i64(p, 0, 2 * rhythm);
        }
    }
    history->first[CUSTOMERS] = count;
    buf_fmt(p->shown, "%lld encounter days", (long long)count);
    return history;
}

static bool scored(ctx *c, const struct history *history, i32 at, i32 horizon,
                   struct withdrawal *out)
{
    struct withdrawal_days days = {CUSTOMERS, history->first, history->days};
    return withdrawal_score(c, days, (struct withdrawal_ask){at, horizon, 3}, out);
}

static bool same(f64 a, f64 b)
{
    return (isnan(a) && isnan(b)) || fabs(a - b) < 1e-7;
}

static bool calling_days_otherwise_changes_nothing(struct prop *p, struct arena *arena)
{
    ctx c = ctx_of(arena), d = ctx_of(arena);
    struct history *history = history_draw(p, arena), *later = NEW(arena, struct history);
    i32 by = (i32)prop_i64(p, -20000, 20000);
    *later = *history;
    for (i64 i = 0; i < history->first[CUSTOMERS]; i++)
        later->days[i] += by;
    struct withdrawal one, other;
    bool is = scored(&c, history, 1000, 0, &one), was = scored(&d, later, 1000 + by, 0, &other);
    if (is != was) return false;
    if (!is) return strcmp(c.err.msg, d.err.msg) == 0;
    bool held = one.horizon_days == other.horizon_days && one.scored == other.scored;
    for (i64 i = 0; i < CUSTOMERS && held; i++)
        held = same(one.chances[i], other.chances[i]);
    return held;
}

static bool the_order_of_customers_changes_nothing(struct prop *p, struct arena *arena)
{
    ctx c = ctx_of(arena), d = ctx_of(arena);
    struct history *history = history_draw(p, arena), *turned = NEW(arena, struct history);
    i64 count = 0;
    for (i64 i = 0; i < CUSTOMERS; i++) {
        i64 from = history->first[CUSTOMERS - 1 - i], to = history->first[CUSTOMERS - i];
        turned->first[i] = count;
        for (i64 k = from; k < to; k++)
            turned->days[count++] = history->days[k];
    }
    turned->first[CUSTOMERS] = count;
    struct withdrawal one, other;
    bool is = scored(&c, history, 1000, 0, &one), was = scored(&d, turned, 1000, 0, &other);
    if (is != was || !is) return is == was;
    bool held = fabs(one.expected - other.expected) < 1e-6;
    for (i64 i = 0; i < CUSTOMERS && held; i++)
        held = same(one.chances[i], other.chances[CUSTOMERS - 1 - i]);
    return held;
}

static bool what_comes_later_changes_no_chance(struct prop *p, struct arena *arena)
{
    ctx c = ctx_of(arena), d = ctx_of(arena);
    struct history *history = history_draw(p, arena), *cut = NEW(arena, struct history);
    i64 count = 0;
    for (i64 i = 0; i < CUSTOMERS; i++) {
        cut->first[i] = count;
        for (i64 k = history->first[i]; k < history->first[i + 1]; k++)
            if (history->days[k] <= 700) cut->days[count++] = history->days[k];
    }
    cut->first[CUSTOMERS] = count;
    struct withdrawal one, other;
    bool is = scored(&c, history, 700, 100, &one), was = scored(&d, cut, 700, 100, &other);
    if (is != was || !is) return is == was;
    bool held = true;
    for (i64 i = 0; i < CUSTOMERS && held; i++)
        held = same(one.chances[i], other.chances[i]);
    return held;
}

static bool only_the_order_of_scores_counts(struct prop *p, struct arena *arena)
{
    enum { N = 40 };
    ctx c = ctx_of(arena);
    bool happened[N], turned[N];
    f64 a[N], b[N], stretched[N];
    for (i64 i = 0; i < N; i++) {
        happened[i] = prop_i64(p, 0, 2) == 1;
        turned[i] = !happened[i];
        a[i] = (f64)prop_i64(p, -20, 20);
        b[i] = (f64)prop_i64(p, -20, 20);
        stretched[i] = exp(a[i] / 10) * 7 - 100;
        buf_fmt(p->shown, "%g/%g/%d ", a[i], b[i], happened[i]);
    }
    struct ranking plain, other, back;
    ranking_compare(&c, N, happened, a, b, 0.1, &plain);
    ranking_compare(&c, N, happened, stretched, b, 0.1, &other);
    ranking_compare(&c, N, turned, a, b, 0.1, &back);
    return same(plain.a.auc, other.a.auc) && same(plain.a.error, other.a.error) &&
           same(plain.error, other.error) && same(plain.a.precision, other.a.precision) &&
           same(plain.a.auc, 1 - back.a.auc) && same(plain.error, back.error) &&
           same(plain.difference, -back.difference);
}

LAW(calling_days_otherwise_changes_nothing)
LAW(the_order_of_customers_changes_nothing)
LAW(what_comes_later_changes_no_chance)
LAW(only_the_order_of_scores_counts)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_calling_days_otherwise_changes_nothing),
        cmocka_unit_test(check_the_order_of_customers_changes_nothing),
        cmocka_unit_test(check_what_comes_later_changes_no_chance),
        cmocka_unit_test(check_only_the_order_of_scores_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
